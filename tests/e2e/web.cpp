#include "web.hpp"

#include "integration/http/raw_client.hpp"
#include "support/run.hpp"

#include <algorithm>
#include <stdexcept>

namespace tests {

using core::json::Value;

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

}  // namespace tests
