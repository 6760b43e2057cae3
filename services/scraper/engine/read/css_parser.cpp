#include "scraper/engine/read/ascii.hpp"
#include "scraper/engine/read/css_parts.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace scraper::read {
namespace {

struct BadSelector {
    std::string why;
};

class CssParser {
public:
    explicit CssParser(std::string_view text) : text_(text) {}

    std::vector<CssSelector::Complex> whole() {
        auto list = selectors();
        if (at_ < text_.size()) fail("this is not understood");
        return list;
    }

private:
    [[noreturn]] void fail(std::string_view why) const {
        throw BadSelector{fmt::format("{} at character {} of the selector", why, at_ + 1)};
    }

    [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

    bool take(char c) {
        if (peek() != c || at_ >= text_.size()) return false;
        ++at_;
        return true;
    }

    void expect(char c) {
        if (!take(c)) fail(fmt::format("'{}' is expected", c));
    }

    bool spaces() {
        const auto begin = at_;
        while (at_ < text_.size() && is_space(text_[at_])) ++at_;
        return at_ > begin;
    }

    static bool is_name_char(char c) {
        return is_letter(c) || is_digit(c) || c == '-' || c == '_' || static_cast<unsigned char>(c) >= 0x80;
    }

    std::string name() {
        std::string out;
        while (at_ < text_.size() && (is_name_char(text_[at_]) || text_[at_] == '\\')) {
            if (text_[at_] == '\\' && ++at_ == text_.size()) fail("a character is missing");
            out += text_[at_++];
        }
        if (out.empty()) fail("a name is expected");
        return out;
    }

    std::string quoted() {
        const char quote = text_[at_++];
        std::string out;
        while (at_ < text_.size() && text_[at_] != quote) {
            if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
            out += text_[at_++];
        }
        expect(quote);
        return out;
    }

    std::string value() { return peek() == '"' || peek() == '\'' ? quoted() : name(); }

    std::vector<CssSelector::Complex> selectors() {
        if (++depth_ > 8) fail("selectors are nested too deep");
        std::vector<CssSelector::Complex> list;
        do {
            list.push_back(complex());
        } while (take(','));
        --depth_;
        return list;
    }

    Combinator combinator() {
        const bool space = spaces();
        for (const auto c : {Combinator::child, Combinator::adjacent, Combinator::sibling}) {
            if (!take(static_cast<char>(c))) continue;
            spaces();
            return c;
        }
        return space ? Combinator::descendant : Combinator::none;
    }

    CssSelector::Complex complex() {
        CssSelector::Complex complex;
        auto before = combinator();
        if (before == Combinator::descendant) before = Combinator::none;
        while (true) {
            complex.compounds.push_back(compound());
            complex.compounds.back().before = before;
            if (complex.compounds.size() > 32) fail("the selector is too long");
            before = combinator();
            const char next = peek();
            if (at_ >= text_.size() || next == ',' || next == ')') {
                if (before != Combinator::none && before != Combinator::descendant)
                    fail("something is missing");
                return complex;
            }
            if (before == Combinator::none) fail("this is not understood");
        }
    }

    Compound compound() {
        Compound out;
        const auto begin = at_;
        if (!take('*') && (is_name_char(peek()) || peek() == '\\')) out.tag = lower_ascii(name());
        while (true) {
            if (take('#')) {
                out.id = name();
            } else if (take('.')) {
                out.classes.push_back(name());
            } else if (take('[')) {
                out.attributes.push_back(attribute());
            } else if (take(':')) {
                out.pseudos.push_back(pseudo());
            } else {
                break;
            }
        }
        if (at_ == begin) fail(at_ < text_.size() ? "this is not understood" : "a selector is expected");
        return out;
    }

    AttributeTest attribute() {
        AttributeTest test;
        spaces();
        test.name = lower_ascii(name());
        spaces();
        if (take(']')) return test;
        const char c = peek();
        if (std::string_view("~|^$*").find(c) != std::string_view::npos) ++at_;
        expect('=');
        test.operation = c;
        spaces();
        test.value = value();
        spaces();
        if (take('i') || take('I')) test.ignore_case = true;
        spaces();
        expect(']');
        return test;
    }

    Pseudo nth(PseudoKind kind, std::int64_t step, std::int64_t offset) {
        Pseudo out;
        out.kind = kind;
        out.step = step;
        out.offset = offset;
        return out;
    }

    Pseudo pseudo() {
        if (peek() == ':')
            fail("pseudo-elements are not known: name an attribute beside the selector instead");
        const auto word = lower_ascii(name());
        if (word == "first-child") return nth(PseudoKind::nth_child, 0, 1);
        if (word == "last-child") return nth(PseudoKind::nth_last_child, 0, 1);
        if (word == "first-of-type") return nth(PseudoKind::nth_type, 0, 1);
        if (word == "last-of-type") return nth(PseudoKind::nth_last_type, 0, 1);
        Pseudo out;
        if (word == "scope" || word == "root" || word == "empty") {
            out.kind = word == "scope"  ? PseudoKind::scope
                       : word == "root" ? PseudoKind::root
                                        : PseudoKind::empty;
            return out;
        }
        if (peek() != '(') fail(fmt::format("':{}' is not known", word));
        expect('(');
        spaces();
        if (word == "contains") {
            out.kind = PseudoKind::contains;
            out.text = value();
        } else if (word == "is" || word == "where" || word == "not" || word == "has") {
            out.kind = word == "not" ? PseudoKind::none_of : word == "has" ? PseudoKind::has : PseudoKind::is;
            out.list = selectors();
        } else {
            out = position(word);
        }
        spaces();
        expect(')');
        return out;
    }

    Pseudo position(std::string_view word) {
        const auto kind = word == "nth-child"          ? PseudoKind::nth_child
                          : word == "nth-last-child"   ? PseudoKind::nth_last_child
                          : word == "nth-of-type"      ? PseudoKind::nth_type
                          : word == "nth-last-of-type" ? PseudoKind::nth_last_type
                                                       : PseudoKind::is;
        if (kind == PseudoKind::is) fail(fmt::format("':{}' is not known", word));
        const auto close = std::min(text_.find(')', at_), text_.size());
        std::string formula;
        for (const char c : text_.substr(at_, close - at_)) {
            if (!is_space(c)) formula += lower_ascii(c);
        }
        if (formula == "odd") formula = "2n+1";
        if (formula == "even") formula = "2n";
        const auto n = formula.find('n');
        std::optional<std::int64_t> step = 0;
        std::optional<std::int64_t> offset = 0;
        if (n == std::string::npos) {
            offset = whole_number(formula);
        } else {
            const auto a = formula.substr(0, n);
            step = a.empty() || a == "+" ? 1 : a == "-" ? -1 : whole_number(a);
            if (n + 1 < formula.size()) offset = whole_number(std::string_view(formula).substr(n + 1));
        }
        if (!step || !offset) fail("a position such as 2, odd or 3n+1 is expected");
        at_ = close;
        return nth(kind, *step, *offset);
    }

    static std::optional<std::int64_t> whole_number(std::string_view text) {
        if (text.starts_with('+')) text.remove_prefix(1);
        std::int32_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
        return number;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

}  // namespace

core::Result<CssSelector> CssSelector::parse(std::string_view text) {
    try {
        CssSelector selector;
        selector.list_ = std::make_shared<const std::vector<Complex>>(CssParser(text).whole());
        return selector;
    } catch (const BadSelector& bad) {
        return core::Error{core::ErrorKind::malformed, "bad-selector", bad.why};
    }
}

}  // namespace scraper::read
