#include "scraper/engine/extract/link_reader.hpp"

#include "scraper/engine/extract/forms.hpp"
#include "scraper/engine/extract/links.hpp"
#include "scraper/engine/read/html_reading.hpp"

#include <fmt/format.h>

#include <charconv>

namespace scraper {

namespace {

constexpr std::size_t kMostLinks = 20'000;

std::optional<std::int64_t> number_of(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace

CarriedValues LinkReader::variables() const {
    return {carried_.values, std::nullopt};
}

void LinkReader::add(Follow follow, const std::string& link, const std::string& pointer) {
    follow.url = canonical_url(link, page_.base());
    if (follow.url.empty()) {
        page_.fault("bad-url", "\"" + cut(link, 80) + "\" is no web address", "follow", pointer);
        return;
    }
    const auto host = host_of(follow.url);
    if (!page_.spider().allows_host(host)) {
        if (!refused_hosts_.insert(host).second) return;
        page_.fault("host-not-allowed", "the spider may not ask " + host, "follow", pointer);
        return;
    }
    if (found_.size() >= kMostLinks) return;
    if (known_.emplace(follow.kind, follow.url + '\n' + follow.body).second)
        found_.push_back(std::move(follow));
}

void LinkReader::follow(
    const CompiledFollow& rule, read::Place place, const Values& values, const Item* partial
) {
    const auto send = [&](const std::string& link, const Values& known) {
        bool missing = false;
        const auto address = rule.rule.address.empty()
                                 ? link
                                 : page_.fill(rule.rule.address, &known, Escape::percent, &missing);
        if (missing) {
            page_.fault("no-value", "a value the address needs was not found", "follow", rule.rule.pointer);
            return;
        }
        if (rule.matches && !rule.matches->found_in(canonical_url(address, page_.base()))) return;
        Follow out;
        out.kind = rule.rule.kind;
        out.priority = rule.rule.priority;
        out.carried = variables();
        if (rule.rule.carry) {
            for (const auto& [name, value] : known) out.carried.values.emplace_back(name, value);
            if (partial != nullptr) out.carried.item = *partial;
        }
        add(std::move(out), address, rule.rule.pointer);
    };
    if (rule.selects.empty()) return send({}, values);
    for (const auto& found : page_.all(rule.selects, place, &values)) {
        auto known = values;
        if (!rule.rule.address.empty()) known.insert_or_assign("link", found.text);
        send(found.text, known);
    }
}

void LinkReader::of_record(read::Place place, const Values& values, const Item& partial) {
    for (const auto& rule : kind_.follow) follow(rule, place, values, &partial);
}

void LinkReader::of_page(const Values& values, std::size_t records) {
    for (const auto& rule : kind_.page_follow) follow(rule, 0, values, nullptr);
    forms(values);
    next(values, records);
}

void LinkReader::forms(const Values& values) {
    auto* html = dynamic_cast<read::HtmlReading*>(&page_.reading());
    if (html == nullptr) return;
    for (const auto& rule : kind_.forms) {
        std::vector<read::HtmlTree::Index> found;
        std::int64_t budget = 1'000'000;
        rule.css.select(html->tree(), 0, 1, budget, found);
        if (found.empty()) {
            page_.fault(
                "no-form", fmt::format("\"{}\" finds no form", rule.rule.css), "forms", rule.rule.pointer
            );
            continue;
        }
        std::vector<std::pair<std::string, std::string>> set;
        for (const auto& [name, text] : rule.rule.set)
            set.emplace_back(name, page_.fill(text, &values, Escape::none));
        const auto form = gather_form(html->tree(), found.front(), rule.rule.submit, set);
        auto action = form.action.empty() ? page_.page().url : form.action;
        Follow out;
        out.kind = rule.rule.kind;
        out.carried = variables();
        if (form.post) {
            out.method = "POST";
            out.content_type = "application/x-www-form-urlencoded";
            out.body = form_encode(form.fields);
        } else {
            action = action.substr(0, action.find_first_of("?#")) + '?' + form_encode(form.fields);
        }
        add(std::move(out), action, rule.rule.pointer);
    }
}

void LinkReader::next(const Values& values, std::size_t records) {
    if (!kind_.next) return;
    const auto& rule = *kind_.next;
    if (rule.rule.stop_without_records && records == 0) return;
    if (rule.rule.step > 0) return next_by_number(rule, values);
    const auto found = page_.first(rule.selects, 0, &values);
    if (!found) return;
    Follow out;
    out.kind = rule.rule.kind.empty() ? kind_.kind.name : rule.rule.kind;
    out.next_page = true;
    out.carried = carried_;
    add(std::move(out), found->text, rule.rule.pointer);
}

void LinkReader::next_by_number(const CompiledNext& rule, const Values& values) {
    auto variables = carried_;
    auto* variable = static_cast<std::string*>(nullptr);
    for (auto& [name, value] : variables.values) {
        if (name == rule.rule.variable) variable = &value;
    }
    const auto now = variable == nullptr ? std::nullopt : number_of(*variable);
    if (!now) {
        page_.fault("no-value", "the page variable is not a number", "next", rule.rule.pointer);
        return;
    }
    const auto then = *now + rule.rule.step;
    if (!rule.total.empty()) {
        const auto total = page_.first(rule.total, 0, &values);
        const auto most = total ? number_of(total->text) : std::nullopt;
        if (most && then >= *most) return;
    }
    *variable = std::to_string(then);
    auto known = values;
    for (const auto& [name, value] : variables.values) known.insert_or_assign(name, value);
    Follow out;
    out.kind = rule.rule.kind.empty() ? kind_.kind.name : rule.rule.kind;
    out.next_page = true;
    const auto address = page_.fill(rule.rule.address, &known, Escape::percent);
    out.carried = std::move(variables);
    add(std::move(out), address, rule.rule.pointer);
}

}  // namespace scraper
