#include "scraper/handlers/scrapyd/multipart.hpp"

#include "core/http/ascii.hpp"

namespace scraper::scrapyd {

namespace {

using core::Error;
using core::ErrorKind;
namespace ascii = core::http::ascii;

Error malformed(std::string_view why) {
    return {ErrorKind::malformed, "malformed-form", std::string(why)};
}

/// The value of a parameter of a header field, quotes undone; empty when absent.
std::string parameter(std::string_view field, std::string_view name) {
    ascii::next_part(field, ';');
    while (!field.empty()) {
        auto part = ascii::next_part(field, ';');
        const auto equals = part.find('=');
        if (equals == std::string_view::npos || !ascii::iequals(ascii::trim(part.substr(0, equals)), name))
            continue;
        auto value = ascii::trim(part.substr(equals + 1));
        if (value.size() < 2 || value.front() != '"' || value.back() != '"') return std::string(value);
        value = value.substr(1, value.size() - 2);
        std::string text;
        for (std::size_t i = 0; i < value.size(); ++i) {
            if (value[i] == '\\' && i + 1 < value.size()) ++i;
            text += value[i];
        }
        return text;
    }
    return {};
}

/// The name that a part's header gives it; empty when it gives none.
std::string part_name(std::string_view head) {
    while (!head.empty()) {
        const auto end = head.find("\r\n");
        const auto line = head.substr(0, end);
        head.remove_prefix(end == std::string_view::npos ? head.size() : end + 2);
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        if (ascii::iequals(ascii::trim(line.substr(0, colon)), "Content-Disposition"))
            return parameter(line.substr(colon + 1), "name");
    }
    return {};
}

}  // namespace

core::Result<std::vector<std::pair<std::string, std::string>>> read_multipart(
    std::string_view content_type, std::string_view body
) {
    constexpr std::size_t kMostParts = 100;
    const auto boundary = parameter(content_type, "boundary");
    if (boundary.empty() || boundary.size() > 200) return malformed("the form has no boundary");
    const auto delimiter = "--" + boundary;
    std::vector<std::pair<std::string, std::string>> parts;
    auto at = body.find(delimiter);
    while (at != std::string_view::npos) {
        body.remove_prefix(at + delimiter.size());
        if (body.starts_with("--")) return parts;
        const auto line_end = body.find("\r\n");
        if (line_end == std::string_view::npos) break;
        body.remove_prefix(line_end);  // the head may be empty, so its first line end is kept
        const auto head_end = body.find("\r\n\r\n");
        const auto end = body.find("\r\n" + delimiter, head_end == std::string_view::npos ? 0 : head_end + 2);
        if (head_end == std::string_view::npos || end == std::string_view::npos) break;
        const auto from = head_end + 4;
        auto name = part_name(body.substr(0, head_end));
        if (!name.empty())
            parts.emplace_back(std::move(name), body.substr(from, end > from ? end - from : 0));
        if (parts.size() > kMostParts) return malformed("the form has too many parts");
        at = end + 2;
    }
    return malformed("the form does not end");
}

}  // namespace scraper::scrapyd
