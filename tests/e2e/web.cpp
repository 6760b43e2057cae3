#include "web.hpp"

#include "core/http/ascii.hpp"
#include "integration/http/raw_client.hpp"
#include "support/run.hpp"

#include <charconv>
#include <stdexcept>

namespace tests {

using core::json::Document;
using core::json::Value;

std::string_view Answer::header(std::string_view name) const {
    for (const auto& [field, value] : headers) {
        if (core::http::ascii::iequals(field, name)) return value;
    }
    return {};
}

Document Answer::json() const {
    auto document = Document::parse(body, {.depth = 64, .values = 2'000'000});
    if (!document) throw std::runtime_error(document.error().detail + " in: " + body.substr(0, 500));
    return std::move(*document);
}

Answer Web::get(std::string_view target, Headers headers) {
    return send(core::http::Method::get, target, std::move(headers));
}

Answer Web::post(std::string_view target, std::string body, Headers headers) {
    return send(core::http::Method::post, target, std::move(headers), std::move(body));
}

Answer Web::send(core::http::Method method, std::string_view target, Headers headers, std::string body) {
    core::http::ClientRequest request{method, app_.url(target), std::move(headers), std::move(body)};
    auto response = tests::run(io_, client_.send(std::move(request)));
    if (!response) throw std::runtime_error(std::string(target) + ": " + response.error().detail);
    return {response->status, std::move(response->headers), std::move(response->body)};
}

Answer Web::raw(std::string_view bytes, bool to_head) const {
    core::http::testing::RawClient client(app_.port());
    client.send(bytes);
    const auto response = client.receive(to_head);
    if (response.status == 0)
        throw std::runtime_error("closed without an answer: " + std::string(bytes.substr(0, 200)));
    Answer answer{response.status, {}, response.body};
    std::string_view head = response.head;
    while (!head.empty()) {
        const auto end = std::min(head.find("\r\n"), head.size());
        const auto line = head.substr(0, end);
        head.remove_prefix(std::min(end + 2, head.size()));
        const auto colon = line.find(": ");
        if (colon == std::string_view::npos) continue;
        answer.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
    return answer;
}

std::vector<std::string> Web::all_items(std::string target) {
    std::vector<std::string> items;
    while (!target.empty()) {
        const Answer answer = get(target);
        if (answer.status != 200) throw std::runtime_error(target + ": " + answer.body);
        const auto page = answer.json();
        const Value list = at(page.root(), "items");
        for (std::size_t i = 0; i < list.size(); ++i) items.push_back(text_of(list.at(i)));
        target = at(page.root(), "next").as_string().value_or("");
    }
    return items;
}

std::string text_of(Value value) {
    std::string text;
    value.append_to(text);
    return text;
}

Value at(Value value, std::string_view path) {
    std::string_view rest = path;
    while (!rest.empty()) {
        const auto slash = rest.find('/');
        const auto step = rest.substr(0, slash);
        rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
        if (value.is_array()) {
            std::size_t index = 0;
            std::from_chars(step.data(), step.data() + step.size(), index);
            value = index < value.size() ? value.at(index) : Value();
        } else {
            value = value.find(step);
        }
        if (!value.exists()) throw std::runtime_error("there is no " + std::string(path));
    }
    return value;
}

std::vector<std::string> each(const Document& list, std::string_view path) {
    std::vector<std::string> found;
    const Value items = at(list.root(), "items");
    for (std::size_t i = 0; i < items.size(); ++i) found.push_back(text_of(at(items.at(i), path)));
    return found;
}

}  // namespace tests
