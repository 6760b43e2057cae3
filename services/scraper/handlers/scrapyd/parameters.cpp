#include "scraper/handlers/scrapyd/parameters.hpp"

#include "core/base/utf8.hpp"
#include "core/http/ascii.hpp"
#include "scraper/handlers/scrapyd/multipart.hpp"

#include <fmt/format.h>

namespace scraper::scrapyd {

namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

constexpr std::size_t kMostPairs = 1000;

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char l = core::http::ascii::to_lower(c);
    return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

/// As Python's parse_qsl does: an escape that is none stays as it is.
std::string decode(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape = text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 &&
                            hex_value(text[i + 2]) >= 0;
        if (escape) {
            out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
            i += 2;
        } else {
            out += text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

void read_pairs(std::string_view text, std::vector<std::pair<std::string, std::string>>& pairs) {
    while (!text.empty() && pairs.size() < kMostPairs) {
        const auto end = text.find('&');
        const auto pair = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (pair.empty()) continue;
        const auto equals = pair.find('=');
        const auto value = equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
        pairs.emplace_back(decode(pair.substr(0, equals)), decode(value));
    }
}

}  // namespace

Error invalid(std::string_view name, std::string_view why) {
    return {ErrorKind::invalid_input, "invalid-parameter", fmt::format("{} is invalid: {}", name, why)};
}

Result<Parameters> Parameters::read(const core::http::Request& request) {
    Parameters parameters;
    read_pairs(request.query, parameters.pairs_);
    const auto type = request.header("Content-Type");
    const auto media = core::http::ascii::trim(type.substr(0, type.find(';')));
    if (core::http::ascii::iequals(media, "application/x-www-form-urlencoded")) {
        read_pairs(request.body, parameters.pairs_);
    } else if (core::http::ascii::iequals(media, "multipart/form-data")) {
        auto parts = read_multipart(type, request.body);
        if (!parts) return parts.error();
        for (auto& part : *parts) parameters.pairs_.push_back(std::move(part));
    }
    return parameters;
}

const std::string* Parameters::bytes(std::string_view name) const {
    for (const auto& [key, value] : pairs_) {
        if (key == name) return &value;
    }
    return nullptr;
}

Result<std::optional<std::string>> Parameters::maybe(std::string_view name) const {
    const auto* const found = bytes(name);
    if (found == nullptr) return std::optional<std::string>();
    if (!core::is_utf8(*found)) return invalid(name, "it is not UTF-8");
    return std::optional(*found);
}

Result<std::string> Parameters::required(std::string_view name) const {
    auto found = maybe(name);
    if (!found) return found.error();
    if (*found) return std::move(**found);
    return Error{
        ErrorKind::invalid_input, "missing-parameter", fmt::format("'{}' parameter is required", name)
    };
}

}  // namespace scraper::scrapyd
