#include "scraper/engine/read/charset.hpp"

#include "core/base/utf8.hpp"
#include "scraper/engine/read/ascii.hpp"

#include <unicode/ucnv.h>

#include <array>
#include <memory>

namespace scraper::read {
namespace {

struct Label {
    std::string_view label;
    std::string_view encoding;
};

// Labels whose meaning on the web differs from their registered one (Encoding Standard §4.2).
constexpr auto kLabels = std::to_array<Label>({
    {"utf8", "UTF-8"},
    {"unicode-1-1-utf-8", "UTF-8"},
    {"ascii", "windows-1252"},
    {"us-ascii", "windows-1252"},
    {"iso-8859-1", "windows-1252"},
    {"iso8859-1", "windows-1252"},
    {"iso_8859-1", "windows-1252"},
    {"latin1", "windows-1252"},
    {"l1", "windows-1252"},
    {"cp1252", "windows-1252"},
    {"x-cp1252", "windows-1252"},
    {"iso-8859-9", "windows-1254"},
    {"latin5", "windows-1254"},
    {"iso-8859-11", "windows-874"},
    {"tis-620", "windows-874"},
    {"gb2312", "GBK"},
    {"gb_2312-80", "GBK"},
    {"x-gbk", "GBK"},
    {"shift_jis", "windows-31j"},
    {"sjis", "windows-31j"},
    {"x-sjis", "windows-31j"},
    {"ks_c_5601-1987", "windows-949"},
    {"euc-kr", "windows-949"},
    {"big5-hkscs", "Big5-HKSCS"},
    {"utf-16", "UTF-16LE"},
    {"unicode", "UTF-16LE"},
});

struct CloseConverter {
    void operator()(UConverter* converter) const { ucnv_close(converter); }
};

using Converter = std::unique_ptr<UConverter, CloseConverter>;

std::string_view byte_order_mark(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) return "UTF-8";
    if (bytes.starts_with("\xFE\xFF")) return "UTF-16BE";
    if (bytes.starts_with("\xFF\xFE")) return "UTF-16LE";
    return {};
}

/// The value after `charset` and `=`; empty when there is none.
std::string_view charset_value(std::string_view text) {
    for (std::size_t at = 0; at + 7 < text.size(); ++at) {
        if (!equal_ignoring_case(text.substr(at, 7), "charset")) continue;
        auto rest = trimmed(text.substr(at + 7));
        if (!rest.starts_with('=')) continue;
        rest = trimmed(rest.substr(1));
        const char quote = rest.empty() ? '\0' : rest.front();
        if (quote == '"' || quote == '\'')
            return rest.substr(1, std::min(rest.find(quote, 1), rest.size()) - 1);
        return rest.substr(0, rest.find_first_of(" \t\r\n;\"'>/"));
    }
    return {};
}

/// What the page says of itself in its first 1024 bytes.
std::string declared_in(std::string_view bytes) {
    const auto head = bytes.substr(0, 1024);
    if (head.starts_with("<?xml")) {
        const auto declaration = head.substr(0, head.find("?>"));
        const auto at = declaration.find("encoding");
        if (at != std::string_view::npos) {
            const auto open = declaration.find_first_of("\"'", at);
            if (open != std::string_view::npos) {
                const auto close = declaration.find(declaration[open], open + 1);
                const auto label = declaration.substr(open + 1, close - open - 1);
                if (const auto encoding = encoding_of_label(label); !encoding.empty()) return encoding;
            }
        }
    }
    for (std::size_t at = 0; at < head.size();) {
        if (head.substr(at, 4) == "<!--") {
            at = std::min(head.find("-->", at + 4), head.size());
            continue;
        }
        if (equal_ignoring_case(head.substr(at, 5), "<meta")) {
            const auto close = std::min(head.find('>', at), head.size());
            const auto encoding = encoding_of_label(charset_value(head.substr(at, close - at)));
            if (!encoding.empty()) return encoding.starts_with("UTF-16") ? "UTF-8" : encoding;
            at = close;
            continue;
        }
        ++at;
    }
    return {};
}

void convert(std::string_view bytes, Decoded& out) {
    UErrorCode status = U_ZERO_ERROR;
    const Converter from(ucnv_open(out.encoding.c_str(), &status));
    const Converter to(ucnv_open("UTF-8", &status));
    if (U_FAILURE(status) != 0) {
        out.damaged = true;
        return;
    }
    out.converted.reserve(bytes.size() + bytes.size() / 8);
    const char* source = bytes.data();
    const char* const source_end = bytes.data() + bytes.size();
    std::array<UChar, 2048> pivot{};
    UChar* pivot_source = pivot.data();
    UChar* pivot_target = pivot.data();
    std::array<char, 8192> chunk{};
    bool first = true;
    do {
        status = U_ZERO_ERROR;
        char* target = chunk.data();
        ucnv_convertEx(
            to.get(),
            from.get(),
            &target,
            chunk.data() + chunk.size(),
            &source,
            source_end,
            pivot.data(),
            &pivot_source,
            &pivot_target,
            pivot.data() + pivot.size(),
            static_cast<UBool>(first),
            1,
            &status
        );
        first = false;
        out.converted.append(chunk.data(), target);
    } while (status == U_BUFFER_OVERFLOW_ERROR);
    out.damaged = U_FAILURE(status) != 0 || out.converted.find("\xEF\xBF\xBD") != std::string::npos;
    out.text = out.converted;
}

/// Invalid sequences become U+FFFD.
void repair(std::string_view bytes, Decoded& out) {
    while (!bytes.empty()) {
        const auto step = core::utf8_step(bytes);
        if (step.valid) {
            out.converted.append(bytes.substr(0, step.length));
        } else {
            out.converted.append("\xEF\xBF\xBD");
            out.damaged = true;
        }
        bytes.remove_prefix(step.length);
    }
    out.text = out.converted;
}

}  // namespace

std::string encoding_of_label(std::string_view label) {
    const auto wanted = lower_ascii(trimmed(label));
    if (wanted.empty() || wanted.size() > 40) return {};
    if (wanted == "utf-8") return "UTF-8";
    for (const auto& known : kLabels) {
        if (known.label == wanted) return std::string(known.encoding);
    }
    const char* name = nullptr;
    for (const auto* standard : {"MIME", "IANA"}) {
        UErrorCode status = U_ZERO_ERROR;
        if (name == nullptr) name = ucnv_getStandardName(wanted.c_str(), standard, &status);
    }
    // UTF-7 and the like are not encodings of the web: text that looks harmless would become markup.
    const std::string found = name == nullptr ? "" : name;
    const auto folded = lower_ascii(found);
    for (const auto* refused : {"utf-7", "scsu", "bocu", "utf-32", "ebcdic", "ibm", "cp037"}) {
        if (folded.starts_with(refused) && folded != "ibm866") return {};
    }
    return found;
}

Decoded decode_body(std::string_view bytes, std::string_view content_type, std::string_view override_label) {
    Decoded out;
    out.text = bytes;
    out.encoding = byte_order_mark(bytes);
    const bool marked = !out.encoding.empty();
    if (marked) bytes.remove_prefix(out.encoding == "UTF-8" ? 3 : 2);
    if (out.encoding.empty()) out.encoding = encoding_of_label(override_label);
    if (out.encoding.empty()) out.encoding = encoding_of_label(charset_value(content_type));
    if (out.encoding.empty()) out.encoding = declared_in(bytes);
    const bool utf8 = (out.encoding.empty() || out.encoding == "UTF-8") && core::is_utf8(bytes);
    if (utf8) {
        out.encoding = "UTF-8";
        out.text = bytes;
        return out;
    }
    if (out.encoding.empty()) out.encoding = "windows-1252";
    if (out.encoding == "UTF-8") {
        repair(bytes, out);
    } else {
        convert(bytes, out);
    }
    return out;
}

}  // namespace scraper::read
