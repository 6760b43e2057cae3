#include "core/http/percent.hpp"

#include "core/base/utf8.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/pct_string_view.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include <algorithm>

namespace core::http {

namespace urls = boost::urls;

std::optional<std::string> percent_decode(std::string_view text, Plus plus) {
    std::string out;
    const auto is_ordinary = [](char c) { return c >= ' ' && c <= '~' && c != '%' && c != '+'; };
    if (std::all_of(text.begin(), text.end(), is_ordinary)) {  // nearly always
        out.assign(text);
        return out;
    }
    const bool plain = std::none_of(text.begin(), text.end(), [plus](char c) {
        return c == '%' || (c == '+' && plus == Plus::space);
    });
    if (plain) {
        out.assign(text);
    } else {
        const auto encoded = urls::make_pct_string_view(urls::string_view(text.data(), text.size()));
        if (!encoded) {
            return std::nullopt;
        }
        urls::encoding_opts options;
        options.space_as_plus = plus == Plus::space;
        encoded->decode(options, urls::string_token::assign_to(out));
    }
    if (out.find('\0') != std::string::npos || !is_utf8(out)) {
        return std::nullopt;
    }
    return out;
}

void append_percent_encoded(std::string& out, std::string_view text) {
    if (std::all_of(text.begin(), text.end(), [](char c) {
            return urls::unreserved_chars(static_cast<unsigned char>(c));
        })) {
        out.append(text);
        return;
    }
    urls::encode(
        urls::string_view(text.data(), text.size()),
        urls::unreserved_chars,
        urls::encoding_opts{},
        urls::string_token::append_to(out)
    );
}

}  // namespace core::http
