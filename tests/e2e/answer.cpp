#include "answer.hpp"

#include "core/http/ascii.hpp"

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
