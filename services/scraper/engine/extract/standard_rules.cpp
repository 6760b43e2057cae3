#include "scraper/engine/extract/compiled.hpp"

#include <initializer_list>

namespace scraper {

namespace {

class Adder {
public:
    explicit Adder(PageKind& kind) : kind_(kind) {}

    void field(FieldName field, std::initializer_list<const char*> properties) {
        if (kind_.field(field) != nullptr) return;
        kind_.fields.push_back({field, selects(properties)});
    }

    void dates(const char* each, const char* start, const char* end, std::vector<std::string> formats) {
        if (!kind_.dates.empty()) return;
        DateRule rule;
        if (each != nullptr) rule.each = select(each);
        rule.start = selects({start});
        if (end != nullptr) rule.end = selects({end});
        rule.formats = std::move(formats);
        rule.pointer = kind_.pointer + "/dates";
        kind_.dates.push_back(std::move(rule));
    }

private:
    [[nodiscard]] Select select(const char* property) const {
        Select out;
        out.language = Language::property;
        out.text = property;
        out.pointer = kind_.pointer + "/standard";
        return out;
    }

    [[nodiscard]] Selects selects(std::initializer_list<const char*> properties) const {
        Selects out;
        for (const auto* property : properties) out.push_back(select(property));
        return out;
    }

    PageKind& kind_;
};

}  // namespace

PageKind with_standard_rules(PageKind kind) {
    if (!kind.standard) return kind;
    Adder add(kind);
    switch (kind.format) {
        case Format::icalendar:
            add.field(FieldName::name, {"SUMMARY"});
            add.field(FieldName::url, {"URL"});
            add.dates("occurrence", "start", "end", {"iso"});
            break;
        case Format::feed:
            add.field(FieldName::name, {"title"});
            add.field(FieldName::url, {"link", "guid", "id"});
            break;
        case Format::structured:
            add.field(FieldName::name, {"name", "headline"});
            add.field(FieldName::url, {"url", "@id", "hasCourseInstance.url"});
            add.field(FieldName::provider, {"provider", "organizer", "hasCourseInstance.organizer"});
            add.field(FieldName::level, {"educationalLevel"});
            add.field(FieldName::format, {"courseMode", "hasCourseInstance.courseMode"});
            add.field(FieldName::cost, {"offers.price", "hasCourseInstance.offers.price"});
            add.field(FieldName::duration_days, {"timeRequired", "duration", "hasCourseInstance.duration"});
            add.dates("occurrence", "startDate", "endDate", {"iso", "%d %b %Y", "rfc822"});
            break;
        case Format::sitemap: add.field(FieldName::url, {"loc"}); break;
        case Format::html:
        case Format::json:
        case Format::xml: break;
    }
    return kind;
}

}  // namespace scraper
