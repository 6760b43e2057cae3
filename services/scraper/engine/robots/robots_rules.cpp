#include "scraper/engine/robots/robots_rules.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace scraper {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_word(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view kSpace = " \t\v\f";
    const auto first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char l = lower(c);
    return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

bool is_unreserved(unsigned char c) {
    const char l = lower(static_cast<char>(c));
    return (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

void append_escaped(std::string& out, unsigned char c) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    out += '%';
    out += kDigits[c >> 4U];
    out += kDigits[c & 0xFU];
}

/// The form in which rules and paths are compared (§2.2.2): escapes of unreserved characters undone, the
/// others in upper case, everything outside ASCII escaped. In a path the two special characters mean
/// themselves.
std::string normalised(std::string_view text, bool is_pattern) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0) {
            const auto octet =
                static_cast<unsigned char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
            if (is_unreserved(octet)) {
                out += static_cast<char>(octet);
            } else {
                append_escaped(out, octet);
            }
            i += 2;
        } else if (c <= ' ' || c >= 0x7f || (!is_pattern && (c == '*' || c == '$'))) {
            append_escaped(out, c);
        } else {
            out += static_cast<char>(c);
        }
    }
    return out;
}

/// Finds the pieces between stars one after the other, each at its first place: that is enough, for a later
/// place never helps.
bool matches(std::string_view pattern, std::string_view path) {
    const bool anchored = pattern.ends_with('$');
    if (anchored) pattern.remove_suffix(1);
    auto star = pattern.find('*');
    if (star == std::string_view::npos) return anchored ? path == pattern : path.starts_with(pattern);
    if (!path.starts_with(pattern.substr(0, star))) return false;
    path.remove_prefix(star);
    while (true) {
        pattern.remove_prefix(star + 1);
        star = pattern.find('*');
        const auto piece = pattern.substr(0, star);
        if (star == std::string_view::npos && anchored) return path.ends_with(piece);
        const auto at = path.find(piece);
        if (at == std::string_view::npos) return false;
        path.remove_prefix(at + piece.size());
        if (star == std::string_view::npos) return true;
    }
}

/// Cuts one line off; CR, LF and CRLF end it (§2.2).
std::string_view next_line(std::string_view& rest) {
    const auto end = rest.find_first_of("\r\n");
    const auto line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return line;
}

/// The product token at the beginning of a user-agent's value (§2.2.1); `*` stands alone.
std::string_view token_of(std::string_view value) {
    if (value == "*" || value.starts_with("* ") || value.starts_with("*\t")) return "*";
    const auto end = std::ranges::find_if_not(value, [](char c) {
        return (lower(c) >= 'a' && lower(c) <= 'z') || c == '-' || c == '_';
    });
    return {value.begin(), end};
}

}  // namespace

/// Reads records in order. Only rules end the list of user agents that opens a group; unknown records do not.
class RobotsParser {
public:
    explicit RobotsParser(std::string_view token) : token_(token) {}

    void record(std::string_view name, std::string_view value) {
        if (same_word(name, "user-agent")) {
            user_agent(token_of(value));
        } else if (same_word(name, "allow") || same_word(name, "disallow")) {
            in_agents_ = false;
            if (!value.empty()) rule({normalised(value, true), same_word(name, "allow")});
        } else if (same_word(name, "crawl-delay")) {
            delay(value);
        } else if (same_word(name, "sitemap") && own_.sitemaps_.size() < 1000 && !value.empty()) {
            own_.sitemaps_.emplace_back(value);
        }
    }

    RobotsRules result() {
        if (!named_) {
            own_.rules_ = std::move(any_.rules_);
            own_.crawl_delay_ = any_.crawl_delay_;
        }
        return std::move(own_);
    }

private:
    void user_agent(std::string_view agent) {
        if (!in_agents_) for_us_ = for_any_ = false;
        in_agents_ = true;
        if (agent == "*") {
            for_any_ = true;
        } else if (!agent.empty() && same_word(agent, token_)) {
            for_us_ = named_ = true;
        }
    }

    void rule(RobotsRules::Rule rule) {
        if (for_us_) own_.rules_.push_back(rule);
        if (for_any_) any_.rules_.push_back(std::move(rule));
    }

    void delay(std::string_view value) {
        double seconds = -1;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
        if (error != std::errc() || end != value.data() + value.size() || !(seconds >= 0)) return;
        const std::chrono::milliseconds wait(static_cast<std::int64_t>(std::min(seconds, 86'400.0) * 1000));
        if (for_us_) own_.crawl_delay_ = wait;
        if (for_any_) any_.crawl_delay_ = wait;
    }

    std::string_view token_;
    RobotsRules own_;
    RobotsRules any_;
    bool in_agents_ = false;
    bool for_us_ = false;
    bool for_any_ = false;
    bool named_ = false;
};

RobotsRules RobotsRules::disallow_all(std::optional<core::Error> why) {
    RobotsRules rules;
    rules.unread_ = std::move(why);
    rules.rules_.push_back({"/", false});
    return rules;
}

RobotsRules RobotsRules::parse(std::string_view text, std::string_view token) {
    if (text.size() > kParsedBytes) {
        // A rule that is cut would forbid or allow more than was written.
        text = text.substr(0, kParsedBytes);
        text = text.substr(0, text.find_last_of("\r\n") + 1);
    }
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    RobotsParser parser(token);
    while (!text.empty()) {
        auto line = next_line(text);
        line = line.substr(0, line.find('#'));
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        parser.record(trim(line.substr(0, colon)), trim(line.substr(colon + 1)));
    }
    return parser.result();
}

bool RobotsRules::allows(std::string_view target) const {
    if (target == "/robots.txt") return true;
    const auto path = normalised(target.empty() ? "/" : target, false);
    const Rule* decisive = nullptr;
    for (const auto& rule : rules_) {
        const bool longer = decisive == nullptr || rule.pattern.size() > decisive->pattern.size();
        const bool tie = !longer && rule.pattern.size() == decisive->pattern.size() && rule.allow;
        if ((longer || tie) && matches(rule.pattern, path)) decisive = &rule;
    }
    return decisive == nullptr || decisive->allow;
}

}  // namespace scraper
