#include "scraper/engine/read/locator.hpp"

#include <fmt/format.h>

namespace scraper::read {
namespace {

core::Error bad(std::string detail) {
    return {core::ErrorKind::malformed, "bad-selector", std::move(detail)};
}

core::Result<std::vector<std::string>> pointer_tokens(std::string_view pointer) {
    std::vector<std::string> tokens;
    if (pointer.empty()) return tokens;
    if (pointer.front() != '/') return bad("a JSON Pointer begins with /");
    for (std::size_t at = 0; at != std::string_view::npos && at < pointer.size();) {
        const auto next = pointer.find('/', at + 1);
        const auto raw =
            pointer.substr(at + 1, (next == std::string_view::npos ? pointer.size() : next) - at - 1);
        std::string token;
        for (std::size_t i = 0; i < raw.size(); ++i) {
            if (raw[i] != '~') {
                token += raw[i];
                continue;
            }
            const char escaped = i + 1 < raw.size() ? raw[++i] : '\0';
            if (escaped != '0' && escaped != '1') return bad("in a JSON Pointer ~ is written ~0 and / is ~1");
            token += escaped == '0' ? '~' : '/';
        }
        tokens.push_back(std::move(token));
        at = next;
    }
    return tokens;
}

std::vector<std::string> property_names(std::string_view path) {
    std::vector<std::string> names(1);
    for (const char c : path) {
        if (c == '.') {
            names.emplace_back();
        } else {
            names.back() += c;
        }
    }
    return names;
}

}  // namespace

core::Result<Locator> Locator::make(Language language, std::string_view text) {
    if (text.size() > 2000) return bad("a selector has at most 2000 bytes");
    Locator locator;
    locator.language = language;
    locator.text = text;
    switch (language) {
        case Language::css: {
            auto css = CssSelector::parse(text);
            if (!css) return css.error();
            locator.css = std::move(*css);
            break;
        }
        case Language::xpath:
            if (const auto checked = check_xpath(text); !checked) return checked.error();
            break;
        case Language::pointer: {
            auto tokens = pointer_tokens(text);
            if (!tokens) return tokens.error();
            locator.path = std::move(*tokens);
            break;
        }
        case Language::property:
            locator.path = property_names(text);
            for (const auto& name : locator.path) {
                if (name.empty()) return bad("a property path is names with dots between them");
            }
            break;
        case Language::constant:
        case Language::value:
        case Language::url: break;
    }
    return locator;
}

}  // namespace scraper::read
