#include "scraper/engine/read/html_parser.hpp"

#include "scraper/engine/read/ascii.hpp"
#include "scraper/engine/read/html_names.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace scraper::read {
namespace {

bool ends_name(char c) {
    return is_space(c) || c == '/' || c == '>';
}

bool is_any(std::string_view name, std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool belongs_in_head(std::string_view name) {
    return is_any(name, {"title", "meta", "link", "script", "style", "base", "noscript", "template"});
}

}  // namespace

HtmlParser::HtmlParser(HtmlTree& tree, std::string_view source, const HtmlLimits& limits)
    : tree_(tree), source_(source), limits_(limits) {
    tree_.nodes_.reserve(source.size() / 32 + 16);
    tree_.attributes_.reserve(source.size() / 48 + 16);
    tree_.nodes_.emplace_back();
    open_.push_back(0);
}

void HtmlParser::parse() {
    while (at_ < source_.size() && !tree_.too_large_) {
        const auto* less =
            static_cast<const char*>(std::memchr(source_.data() + at_, '<', source_.size() - at_));
        const std::size_t next = less ? static_cast<std::size_t>(less - source_.data()) : source_.size();
        if (next > at_) add_text(source_.substr(at_, next - at_), false);
        at_ = next;
        if (at_ < source_.size()) markup();
    }
    close_to(0);
    tree_.nodes_[0].end = static_cast<HtmlTree::Index>(tree_.nodes_.size());
}

/// At a `<`.
void HtmlParser::markup() {
    const char next = at_ + 1 < source_.size() ? source_[at_ + 1] : '\0';
    if (is_letter(next)) return start_tag();
    if (next == '/' && at_ + 2 < source_.size() && is_letter(source_[at_ + 2])) return end_tag();
    if (next == '!' || next == '?' || next == '/') return skip_declaration();
    add_text(source_.substr(at_, 1), false);
    ++at_;
}

/// Comments, doctype, CDATA of foreign content, processing instructions.
void HtmlParser::skip_declaration() {
    const auto rest = source_.substr(at_);
    std::size_t end = std::string_view::npos;
    if (rest.starts_with("<!-->") || rest.starts_with("<!--->")) {
        end = rest.find('>');
    } else if (rest.starts_with("<!--")) {
        const auto close = rest.find("-->", 4);
        end = close == std::string_view::npos ? close : close + 2;
    } else if (rest.starts_with("<![CDATA[")) {
        const auto close = rest.find("]]>");
        if (close != std::string_view::npos && foreign_ > 0) add_text(rest.substr(9, close - 9), true);
        end = close == std::string_view::npos ? rest.find('>') : close + 2;
    } else {
        end = rest.find('>');
    }
    at_ = end == std::string_view::npos ? source_.size() : at_ + end + 1;
}

/// Gives the name in lower case; kept in the source when it is already.
std::string_view HtmlParser::lower(std::string_view name) {
    if (std::none_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) return name;
    return tree_.lowered_.emplace_back(lower_ascii(name));
}

/// Reads the attributes after a tag's name; leaves `at_` behind the `>`. True when the tag closes itself.
bool HtmlParser::attributes() {
    bool slash = false;
    while (at_ < source_.size()) {
        const char c = source_[at_];
        if (c == '>') {
            ++at_;
            return slash;
        }
        if (is_space(c) || c == '/') {
            slash = c == '/';
            ++at_;
            continue;
        }
        slash = false;
        attribute();
    }
    return slash;
}

void HtmlParser::attribute() {
    const auto begin = at_++;
    while (at_ < source_.size() && !ends_name(source_[at_]) && source_[at_] != '=') ++at_;
    const auto name = source_.substr(begin, at_ - begin);
    while (at_ < source_.size() && is_space(source_[at_])) ++at_;
    std::string_view value("", 0);
    if (at_ < source_.size() && source_[at_] == '=') {
        ++at_;
        while (at_ < source_.size() && is_space(source_[at_])) ++at_;
        value = attribute_value();
    }
    if (value.size() > limits_.attribute || name.size() > 1024) {
        tree_.attribute_dropped_ = true;
        return;
    }
    if (tree_.attributes_.size() - first_attribute_ < 256) tree_.attributes_.push_back({lower(name), value});
}

std::string_view HtmlParser::attribute_value() {
    if (at_ >= source_.size()) return {"", 0};
    const char quote = source_[at_];
    const auto begin = quote == '"' || quote == '\'' ? ++at_ : at_;
    if (quote == '"' || quote == '\'') {
        const auto end = std::min(source_.find(quote, at_), source_.size());
        at_ = std::min(end + 1, source_.size());
        return source_.substr(begin, end - begin);
    }
    while (at_ < source_.size() && !is_space(source_[at_]) && source_[at_] != '>') ++at_;
    return source_.substr(begin, at_ - begin);
}

void HtmlParser::start_tag() {
    const auto begin = ++at_;
    while (at_ < source_.size() && !ends_name(source_[at_])) ++at_;
    const auto name = lower(source_.substr(begin, at_ - begin));
    first_attribute_ = tree_.attributes_.size();
    const bool closes_itself = attributes();
    const auto traits = traits_of(name);

    if (is_any(name, {"html", "body"}) && seen(name)) return;
    prepare_for(name, traits);
    const auto node = add_element(name, traits);
    if (node == HtmlTree::kNone) return;
    const bool is_foreign = name == "svg" || name == "math";
    if ((traits & kVoid) != 0 || (closes_itself && (foreign_ > 0 || is_foreign))) return;
    if (is_foreign) ++foreign_;
    open_.push_back(node);
    if ((traits & kRawText) != 0) raw_text(name, traits);
}

/// The content of script, style, title …: up to the end tag of that name.
void HtmlParser::raw_text(std::string_view name, std::uint8_t traits) {
    std::size_t from = at_;
    while (true) {
        const auto close = source_.find("</", from);
        if (close == std::string_view::npos) {
            from = source_.size();
            break;
        }
        const auto after = close + 2 + name.size();
        if (after <= source_.size() && equal_ignoring_case(source_.substr(close + 2, name.size()), name) &&
            (after == source_.size() || ends_name(source_[after]))) {
            from = close;
            break;
        }
        from = close + 2;
    }
    if (from > at_) add_text(source_.substr(at_, from - at_), (traits & kReferences) == 0);
    at_ = from;
    close_to(open_.size() - 1);
    if (at_ < source_.size()) at_ = std::min(source_.find('>', at_), source_.size() - 1) + 1;
}

void HtmlParser::end_tag() {
    at_ += 2;
    const auto begin = at_;
    while (at_ < source_.size() && !ends_name(source_[at_])) ++at_;
    const auto name = lower(source_.substr(begin, at_ - begin));
    at_ = std::min(source_.find('>', at_), source_.size() - 1) + 1;
    if (name == "body" || name == "html") return;  // what follows still belongs to the body
    if (name == "br") {
        first_attribute_ = tree_.attributes_.size();
        add_element(name, traits_of(name));
        return;
    }
    const bool formatting = (traits_of(name) & kFormatting) != 0 || traits_of(name) == 0;
    for (auto i = open_.size(); i-- > 1;) {
        const auto& node = tree_.nodes_[open_[i]];
        if (node.name == name) return close_to(i);
        if (formatting && (node.traits & (kBlock | kScope)) != 0) return;
        if ((node.traits & kScope) != 0 &&
            !is_any(name, {"table", "tr", "tbody", "thead", "tfoot", "template"})) {
            return;
        }
        if (node.name == "table" && name != "table" && name != "template") return;
    }
}

/// Closes what a start tag ends without saying so, and opens what it needs.
void HtmlParser::prepare_for(std::string_view name, std::uint8_t traits) {
    if (foreign_ > 0) return;
    if (name == "body" || (body_ == 0 && name != "html" && name != "head" && !belongs_in_head(name))) {
        close_to(std::min<std::size_t>(open_.size(), html_ != 0 ? 2 : 1));
        if (name != "body") open_body();
        if (name == "body") return;
    }
    if ((traits & kClosesP) != 0) close_open({"p"}, {"button"});
    if (name == "li") return close_open({"li"}, {"ul", "ol", "menu"});
    if (name == "dt" || name == "dd") return close_open({"dt", "dd"}, {"dl"});
    if (name == "option") return close_open({"option"}, {"select", "datalist"});
    if (name == "optgroup") return close_open({"optgroup", "option"}, {"select"});
    if (name == "a") return close_open({"a"}, {"div", "section", "article", "ul", "li"});
    if (name == "td" || name == "th") return close_open({"td", "th"}, {"tr"});
    if (name == "tr") {
        close_open({"tr"}, {"tbody", "thead", "tfoot"});
        if (tree_.nodes_[open_.back()].name == "table") open_implied("tbody");
        return;
    }
    if (is_any(name, {"tbody", "thead", "tfoot"}))
        return close_open({"tbody", "thead", "tfoot", "caption"}, {});
    if (name.size() == 2 && name[0] == 'h' && traits == (kClosesP | kBlock)) {
        const auto top = tree_.nodes_[open_.back()].name;
        if (top.size() == 2 && top[0] == 'h' && top[1] >= '1' && top[1] <= '6') close_to(open_.size() - 1);
    }
}

/// Closes the innermost open element of these names unless a barrier, a table or a cell lies before it.
void HtmlParser::close_open(
    std::initializer_list<std::string_view> names, std::initializer_list<std::string_view> barriers
) {
    for (auto i = open_.size(); i-- > 1;) {
        const auto& node = tree_.nodes_[open_[i]];
        if (is_any(node.name, names)) return close_to(i);
        if (is_any(node.name, barriers) || node.name == "table") return;
        if ((node.traits & kScope) != 0 && !is_any(node.name, {"td", "th"})) return;
        if (is_any(node.name, {"td", "th"}) && !is_any(*names.begin(), {"tr", "tbody"})) return;
    }
}

void HtmlParser::open_body() {
    if (html_ == 0) open_implied("html");
    open_implied("body");
}

void HtmlParser::open_implied(std::string_view name) {
    // It has no attributes; those read last belong to the element that needs it.
    const auto kept = std::exchange(first_attribute_, tree_.attributes_.size());
    const auto node = add_element(name, traits_of(name));
    first_attribute_ = kept;
    if (node != HtmlTree::kNone) open_.push_back(node);
}

bool HtmlParser::seen(std::string_view name) const {
    return name == "html" ? html_ != 0 : body_ != 0;
}

HtmlTree::Index HtmlParser::add_element(std::string_view name, std::uint8_t traits) {
    if (tree_.nodes_.size() >= limits_.nodes) {
        tree_.too_large_ = true;
        return HtmlTree::kNone;
    }
    if (open_.size() > limits_.depth) {
        tree_.too_deep_ = true;
        close_to(open_.size() - 1);
    }
    const auto index = static_cast<HtmlTree::Index>(tree_.nodes_.size());
    auto& node = tree_.nodes_.emplace_back();
    node.name = name;
    node.parent = open_.back();
    node.end = index + 1;
    node.first_attribute = static_cast<std::uint32_t>(first_attribute_);
    node.attributes = static_cast<std::uint16_t>(tree_.attributes_.size() - first_attribute_);
    node.traits = traits;
    if (name == "html" && html_ == 0) html_ = index;
    if (name == "body" && body_ == 0) body_ = index;
    return index;
}

void HtmlParser::add_text(std::string_view text, bool raw) {
    if (tree_.nodes_.size() >= limits_.nodes) {
        tree_.too_large_ = true;
        return;
    }
    if (body_ == 0 && !raw && foreign_ == 0 && tree_.nodes_[open_.back()].name != "title") {
        if (std::all_of(text.begin(), text.end(), is_space)) return;
        const auto top = tree_.nodes_[open_.back()].name;
        if (top == "head" || top == "html" || top.empty()) {
            close_to(std::min<std::size_t>(open_.size(), html_ != 0 ? 2 : 1));
            open_body();
        }
    }
    const auto index = static_cast<HtmlTree::Index>(tree_.nodes_.size());
    auto& node = tree_.nodes_.emplace_back();
    node.text = text;
    node.parent = open_.back();
    node.end = index + 1;
    node.raw = raw;
}

/// Closes open elements until `left` of them remain.
void HtmlParser::close_to(std::size_t left) {
    while (open_.size() > std::max<std::size_t>(left, 1)) {
        auto& node = tree_.nodes_[open_.back()];
        node.end = static_cast<HtmlTree::Index>(tree_.nodes_.size());
        if (foreign_ > 0 && (node.name == "svg" || node.name == "math")) --foreign_;
        open_.pop_back();
    }
}

}  // namespace scraper::read
