#include "scraper/engine/extract/links.hpp"

#include "core/domain/scraped_course.hpp"
#include "scraper/engine/extract/extractor.hpp"
#include "scraper/engine/read/ascii.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace scraper {

namespace {

constexpr std::size_t kLongestLink = 8'192;

bool is_unreserved(char c) {
    return read::is_letter(c) || read::is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

bool is_hex(char c) {
    const char low = read::lower_ascii(c);
    return read::is_digit(c) || (low >= 'a' && low <= 'f');
}

/// Where the authority of a link ends (RFC 3986 §3.2); 0 when it has none.
std::size_t authority_end(std::string_view link) {
    const auto slashes = link.find("//");
    if (slashes == std::string_view::npos || (slashes > 0 && link[slashes - 1] != ':')) return 0;
    return std::min(link.find_first_of("/?#", slashes + 2), link.size());
}

/// What pages write into links though RFC 3986 leaves no room for it, escaped as browsers do; the rest
/// untouched.
std::string sound_link(std::string_view link) {
    std::string out;
    const auto authority = authority_end(link);
    for (std::size_t i = 0; i < link.size(); ++i) {
        const char c = link[i];
        if (c == '\n' || c == '\r' || c == '\t') continue;
        const bool stray = c == '%' && !(i + 2 < link.size() && is_hex(link[i + 1]) && is_hex(link[i + 2]));
        const bool literal = i < authority && (c == '[' || c == ']');  // of an IPv6 address
        const bool forbidden = !literal && std::string_view("\"<>[]^`{|} ").find(c) != std::string_view::npos;
        if (c == '\\') {
            out += '/';
        } else if (stray || forbidden || static_cast<unsigned char>(c) < 0x20 ||
                   static_cast<unsigned char>(c) >= 0x7F) {
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        } else {
            out += c;
        }
    }
    return out;
}

/// The link seen from `base`, fragment kept; empty when it is none.
std::string absolute(std::string_view link, std::string_view base) {
    link = read::trimmed(link);
    if (link.size() > kLongestLink) return {};
    const auto colon = link.substr(0, link.find_first_of("/?#")).find(':');
    if (colon != std::string_view::npos) {
        const auto scheme = read::lower_ascii(link.substr(0, colon));
        if (scheme != "http" && scheme != "https") return {};
        return sound_link(link);
    }
    const auto sound = sound_link(link);
    const auto reference = boost::urls::parse_uri_reference(sound);
    const auto from = boost::urls::parse_uri(boost::core::string_view(base.data(), base.size()));
    if (!reference || !from) return {};
    boost::urls::url target;
    if (!boost::urls::resolve(*from, *reference, target)) return {};
    return {target.buffer().data(), target.buffer().size()};
}

}  // namespace

std::string canonical_url(std::string_view link, std::string_view base) {
    const auto found = core::domain::canonical_url(absolute(link, base));
    return found ? *found : std::string();
}

std::string item_url(std::string_view link, std::string_view base, std::string_view page) {
    const auto whole = absolute(link, base);
    const auto plain = core::domain::canonical_url(whole);
    if (!plain) return {};
    const auto hash = whole.find('#');
    const bool into_page =
        hash != std::string::npos && hash + 1 < whole.size() && *plain == canonical_url(page, page);
    return into_page ? *plain + whole.substr(hash) : *plain;
}

std::string host_of(std::string_view url) {
    const auto parsed = boost::urls::parse_uri(boost::core::string_view(url.data(), url.size()));
    if (!parsed || !parsed->has_authority()) return {};
    const auto host = parsed->encoded_host();
    return read::lower_ascii(std::string_view(host.data(), host.size()));
}

std::string percent_encode(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (is_unreserved(c)) {
            out += c;
        } else {
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return out;
}

std::string form_encode(const std::vector<std::pair<std::string, std::string>>& fields) {
    const auto append = [](std::string& out, std::string_view text) {
        for (const char c : text) {
            const bool plain =
                read::is_letter(c) || read::is_digit(c) || c == '*' || c == '-' || c == '.' || c == '_';
            if (plain) {
                out += c;
            } else if (c == ' ') {
                out += '+';
            } else {
                out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
            }
        }
    };
    std::string out;
    for (const auto& [name, value] : fields) {
        if (!out.empty()) out += '&';
        append(out, name);
        out += '=';
        append(out, value);
    }
    return out;
}

}  // namespace scraper
