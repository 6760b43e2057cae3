#include "scraper/engine/extract/extractor.hpp"

#include "scraper/engine/extract/link_reader.hpp"
#include "scraper/engine/extract/links.hpp"
#include "scraper/engine/extract/record_reader.hpp"
#include "scraper/engine/read/charset.hpp"

#include <fmt/format.h>

#include <exception>

namespace scraper {

namespace {

std::unique_ptr<read::Reading> open(const PageKind& kind, std::string_view text, core::Instant now) {
    switch (kind.format) {
        case Format::html: return read::read_html(text);
        case Format::json: return read::read_json(text);
        case Format::xml:
        case Format::feed:
        case Format::sitemap: return read::read_xml(text, kind.namespaces);
        case Format::icalendar: return read::read_calendar(text, now);
        case Format::structured: return read::read_structured(text, kind.types);
    }
    return read::read_html(text);
}

/// Where the records of a page are. Of plain HTML, JSON and XML the page is one record unless the document
/// says so.
std::vector<read::Place> records_of(const CompiledKind& kind, PageContext& page, std::size_t limit) {
    if (kind.records) {
        auto found = page.places(*kind.records, 0, limit);
        if (found.empty() && kind.records->rule.required) {
            page.fault(
                "no-records",
                fmt::format("\"{}\" finds nothing", kind.records->label),
                "",
                kind.records->rule.pointer
            );
        }
        return found;
    }
    if (kind.kind.format == Format::xml) return {0};
    auto found = page.reading().records();
    if (found.size() > limit) found.resize(limit);
    return found;
}

/// The address of a record that names none: its page's, told apart from its neighbours by its name.
std::string own_url(const Page& page, const Item& item, bool one_of_many) {
    auto url = canonical_url(page.url, page.url);
    static const auto kSlug = normalise::find_text_step("slug");
    return one_of_many ? url + '#' + percent_encode(kSlug(item.name)) : url;
}

PageFault page_fault(std::string code, std::string detail) {
    return {std::move(code), std::move(detail), {}, {}};
}

}  // namespace

struct Extractor::Plan {
    Spider spider;
    std::vector<CompiledKind> kinds;

    void read(const CompiledKind& kind, const Page& page, const CarriedValues& carried, Extracted& out) const;
    void read_records(
        const CompiledKind& kind, PageContext& context, const CarriedValues& carried, Extracted& out
    ) const;
};

Extractor::Extractor(const Spider& spider) {
    auto plan = std::make_unique<Plan>();
    plan->spider = spider;
    for (const auto& kind : spider.pages) plan->kinds.push_back(compile_kind(kind, spider));
    plan_ = std::move(plan);
}

Extractor::~Extractor() = default;
Extractor::Extractor(Extractor&&) noexcept = default;
Extractor& Extractor::operator=(Extractor&&) noexcept = default;

std::vector<Follow> Extractor::start(core::Instant now) const {
    std::vector<Follow> out;
    for (const auto& request : plan_->spider.start) {
        const auto find = [&](std::string_view name) -> const std::string* {
            for (const auto& [known, value] : request.variables) {
                if (known == name) return &value;
            }
            return nullptr;
        };
        const TemplateValues values{find, now, plan_->spider.time_zone};
        const auto address = fill_template(request.address, values, Escape::percent);
        Follow follow;
        follow.url = canonical_url(address, address);
        follow.method = request.method;
        const bool form = request.content_type.starts_with("application/x-www-form-urlencoded");
        follow.body = fill_template(request.body, values, form ? Escape::percent : Escape::none);
        follow.content_type = request.content_type;
        follow.headers = request.headers;
        follow.kind = request.kind;
        follow.carried.values = request.variables;
        if (follow.url.empty())
            follow.url = address;  // what is no address is refused by that name when asked
        out.push_back(std::move(follow));
    }
    return out;
}

Extracted Extractor::read(const Page& page, const CarriedValues& carried) const {
    Extracted out;
    const auto found = std::find_if(plan_->kinds.begin(), plan_->kinds.end(), [&](const CompiledKind& kind) {
        return kind.kind.name == page.kind;
    });
    if (found == plan_->kinds.end()) {
        out.faults.push_back(page_fault("unknown-kind", "the spider has no page kind \"" + page.kind + "\""));
        return out;
    }
    if (page.body.size() > static_cast<std::size_t>(plan_->spider.limits.page_bytes)) {
        out.faults.push_back(page_fault("page-too-large", "the page is larger than the spider's limit"));
        return out;
    }
    try {
        plan_->read(*found, page, carried, out);
    } catch (const std::exception& error) {
        out.faults.push_back(page_fault("cannot-read", error.what()));
    }
    return out;
}

void Extractor::Plan::read(
    const CompiledKind& kind, const Page& page, const CarriedValues& carried, Extracted& out
) const {
    const auto decoded = read::decode_body(page.body, page.content_type, kind.kind.charset);
    const auto reading = open(kind.kind, decoded.text, page.fetched_at);
    Values known;
    for (const auto& [name, value] : carried.values) known.insert_or_assign(name, value);
    PageContext context(kind, page, *reading, spider, known);
    if (decoded.damaged) context.fault("damaged-text", "some bytes mean nothing in " + decoded.encoding);
    read_records(kind, context, carried, out);
    // What is wrong with the page as a whole comes first; the reading notes it while rules run.
    for (const auto& fault : reading->faults()) out.faults.push_back(page_fault(fault.code, fault.detail));
    for (auto& fault : context.take_faults()) out.faults.push_back(std::move(fault));
    out.rules = context.take_uses();
}

void Extractor::Plan::read_records(
    const CompiledKind& kind, PageContext& context, const CarriedValues& carried, Extracted& out
) const {
    RecordReader records(kind, context, carried);
    LinkReader links(kind, context, carried);
    const auto limit = static_cast<std::size_t>(spider.limits.records_per_page);
    const auto places = records_of(kind, context, limit);
    if (places.size() >= limit)
        context.fault("too-many-records", "only the first records of the page were read");
    const bool partial = kind.kind.items || !kind.follow.empty();
    for (const auto place : places) {
        const auto values = records.values(place);
        if (!records.keeps(place, values)) continue;
        if (!partial) continue;
        auto item = records.read(place, values);
        links.of_record(place, values, item);
        if (!kind.kind.items) continue;
        if (item.name.empty()) {
            context.fault("no-name", "a record has no name", "name", kind.kind.pointer);
            continue;
        }
        if (item.url.empty()) item.url = own_url(context.page(), item, places.size() > 1);
        out.items.push_back(std::move(item));
    }
    // Values are read from records; a page that is no record has none of its own.
    const bool is_record = places.size() == 1 && places.front() == 0;
    links.of_page(is_record ? records.values(0) : Values(), places.size());
    out.follow = links.take();
}

}  // namespace scraper
