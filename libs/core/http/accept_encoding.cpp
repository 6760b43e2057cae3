#include "core/http/ascii.hpp"
#include "core/http/compression.hpp"

#include <array>
#include <optional>

namespace core::http {

namespace {

/// `qvalue` of RFC 9110 §12.4.2, in thousandths.
std::optional<int> parse_qvalue(std::string_view text) {
    if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) {
        return std::nullopt;
    }
    int thousandths = text[0] == '1' ? 1000 : 0;
    if (text.size() > 1 && text[1] != '.') {
        return std::nullopt;
    }
    int place = 100;
    for (const char digit : text.substr(text.size() > 1 ? 2 : 1)) {
        if (!ascii::is_digit(digit)) {
            return std::nullopt;
        }
        thousandths += (digit - '0') * place;
        place /= 10;
    }
    return thousandths <= 1000 ? std::optional(thousandths) : std::nullopt;
}

/// The weight of one list element: 1000 without a parameter, nothing when it is no weight.
std::optional<int> parse_weight(std::string_view parameter) {
    parameter = ascii::trim(parameter);
    if (parameter.size() < 2 || (parameter[0] != 'q' && parameter[0] != 'Q') || parameter[1] != '=') {
        return std::nullopt;
    }
    return parse_qvalue(parameter.substr(2));
}

constexpr int kUnnamed = -1;

/// A coding named twice keeps its lower weight, so that q=0 is never undone.
void note(int& weight, int q) {
    weight = weight == kUnnamed || q < weight ? q : weight;
}

}  // namespace

std::string_view content_coding(Encoding encoding) {
    switch (encoding) {
        case Encoding::identity: return {};
        case Encoding::gzip: return "gzip";
        case Encoding::brotli: return "br";
        case Encoding::zstd: return "zstd";
    }
    return {};
}

Encoding choose_encoding(std::string_view accept_encoding) {
    std::array<int, kEncodings> weights{kUnnamed, kUnnamed, kUnnamed, kUnnamed};
    int any = kUnnamed;
    const auto weight_of = [&weights](Encoding encoding) -> int& {
        return weights[static_cast<std::size_t>(encoding)];
    };

    while (!accept_encoding.empty()) {
        std::string_view parameters = ascii::next_part(accept_encoding, ',');
        const std::string_view coding = ascii::next_part(parameters, ';');
        const auto q = parameters.empty() ? std::optional(1000) : parse_weight(parameters);
        if (!q) {
            continue;
        }
        if (coding == "*") {
            note(any, *q);
        } else if (ascii::iequals(coding, "gzip") || ascii::iequals(coding, "x-gzip")) {
            note(weight_of(Encoding::gzip), *q);
        } else if (ascii::iequals(coding, "br")) {
            note(weight_of(Encoding::brotli), *q);
        } else if (ascii::iequals(coding, "zstd")) {
            note(weight_of(Encoding::zstd), *q);
        } else if (ascii::iequals(coding, "identity")) {
            note(weight_of(Encoding::identity), *q);
        }
    }

    // Identity unnamed stays acceptable (§12.5.3) but below whatever the client did name.
    Encoding best = Encoding::identity;
    int best_weight = 0;
    for (const Encoding encoding : {Encoding::brotli, Encoding::zstd, Encoding::gzip, Encoding::identity}) {
        const int own = weight_of(encoding);
        const int weight = own == kUnnamed ? any : own;
        if (weight > best_weight) {
            best = encoding;
            best_weight = weight;
        }
    }
    return best;
}

}  // namespace core::http
