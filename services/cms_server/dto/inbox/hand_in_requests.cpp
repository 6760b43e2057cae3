#include "cms_server/dto/inbox/hand_in_requests.hpp"

#include "cms_server/use_cases/inbox/hand_in.hpp"
#include "core/documents/parse_object.hpp"
#include "core/documents/prefixed_faults.hpp"

#include <fmt/format.h>

#include <limits>

namespace cms {

namespace {

using namespace core::domain;
using core::Result;
using core::documents::add_prefixed;
using core::documents::parse_object;
using core::json::ObjectReader;
using core::json::Value;

constexpr core::json::ParseLimits kItemLimits{.depth = 8, .values = 1'000'000};
constexpr std::size_t kMaxReasonBytes = 2'000;
constexpr std::size_t kMaxSpiderBytes = 64;
constexpr std::size_t kMaxVersionBytes = 100;
constexpr std::size_t kMaxProvenances = 32;
constexpr std::int64_t kMaxCount = std::numeric_limits<std::int64_t>::max();

/// The value, or none and the faults that the domain found.
template <class T>
std::optional<T> accept(Result<T> result, ObjectReader& in) {
    if (result) return std::move(*result);
    add_prefixed(in, result.error().fields);
    return std::nullopt;
}

/// Takes a member that is null.
bool take_null(ObjectReader& in, Value object, std::string_view name) {
    return object.find(name).is_null() && !in.maybe_text(name);
}

std::optional<Cost> read_cost(ObjectReader& in, Value item) {
    if (take_null(in, item, "cost")) return std::nullopt;
    auto cost = in.object("cost");
    if (!cost) return std::nullopt;
    const auto kind = cost->word("kind", parse_cost_kind, "must be fixed, free or varying");
    const auto amount = cost->maybe_decimal<2>("amount");
    cost->finish();
    if (!kind) return std::nullopt;
    if (amount.has_value() != (*kind == Cost::Kind::fixed)) {
        cost->fault("amount", "wrong-amount", "must be there exactly for a fixed cost");
        return std::nullopt;
    }
    switch (*kind) {
        case Cost::Kind::fixed: return accept(Cost::fixed(*amount), in);
        case Cost::Kind::free: return Cost::free();
        case Cost::Kind::varying: return Cost::varying();
        case Cost::Kind::unknown: break;
    }
    return std::nullopt;
}

std::optional<Cpd> read_cpd(ObjectReader& in, Value item) {
    if (take_null(in, item, "cpd")) return std::nullopt;
    auto cpd = in.object("cpd");
    if (!cpd) return std::nullopt;
    const auto kind = cpd->word("kind", parse_cpd_kind, "must be points, private, tbc or not-applicable");
    const auto points = cpd->maybe_decimal<2>("points");
    cpd->finish();
    if (!kind) return std::nullopt;
    if (points.has_value() != (*kind == Cpd::Kind::points)) {
        cpd->fault("points", "wrong-points", "must be there exactly for the kind points");
        return std::nullopt;
    }
    switch (*kind) {
        case Cpd::Kind::points: return accept(Cpd::points(*points), in);
        case Cpd::Kind::private_study: return Cpd::private_study();
        case Cpd::Kind::to_be_confirmed: return Cpd::to_be_confirmed();
        case Cpd::Kind::not_applicable: return Cpd::not_applicable();
        case Cpd::Kind::unknown: break;
    }
    return std::nullopt;
}

std::optional<Schedule> read_schedule(ObjectReader& in) {
    const bool ongoing = in.flag("ongoing");
    const auto elements = in.elements("dates");
    std::vector<CourseDate> dates;
    for (std::size_t i = 0; i < elements.size(); ++i) {
        ObjectReader date(elements[i], in.element_pointer("dates", i), in.faults());
        const auto starts_at = date.instant("starts_at");
        dates.push_back({starts_at, date.maybe_instant("ends_at")});
        date.finish();
    }
    if (ongoing) return Schedule::ongoing();  // its dates, if the site lists some, do not bind it
    if (!in.faults().empty()) return std::nullopt;
    return accept(Schedule::dated(std::move(dates)), in);
}

/// As many bytes as are kept, cut between characters.
std::string shortened(std::string text, std::size_t most = kMaxProvenanceBytes) {
    if (text.size() <= most) return text;
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    text.resize(end);
    return text;
}

std::vector<Provenance> read_provenance(ObjectReader& in, Value item) {
    std::vector<Provenance> provenance;
    auto object = in.object("provenance");
    if (!object) return provenance;
    const Value fields = item.find("provenance");
    if (fields.size() > kMaxProvenances) {
        in.fault("provenance", "too-many", fmt::format("must have at most {} members", kMaxProvenances));
        return provenance;
    }
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const auto name = fields.member_name(i);
        ObjectReader where(fields.member_value(i), object->pointer(name), in.faults());
        Provenance read;
        read.field = name.substr(0, kMaxSpiderBytes);
        read.url = shortened(where.text("url"));
        read.selector = shortened(where.text("selector"));
        read.raw = shortened(where.text("raw"));
        read.at = where.instant("at");
        if (where.has("spider_version")) where.text("spider_version");  // the run has it for all its items
        where.finish();
        provenance.push_back(std::move(read));
    }
    return provenance;
}

ScrapedItem read_item(Value item, const std::string& pointer, core::json::Faults& faults) {
    core::json::Faults own;
    ObjectReader in(item, pointer, own);
    ScrapedItem read;
    read.course.url = in.text("url");
    read.course.name = in.text("name");
    read.course.provider = in.maybe_text("provider");
    read.course.level = in.maybe_text("level");
    read.course.format = in.maybe_text("format");
    read.course.cost = read_cost(in, item);
    read.course.cpd = read_cpd(in, item);
    read.course.duration = in.maybe_decimal<1>("duration_days");
    read.course.schedule = read_schedule(in);
    read.provenance = read_provenance(in, item);
    in.finish();
    if (own.empty()) {
        if (const auto sound = normalise(read.course); !sound) add_prefixed(in, sound.error().fields);
    }
    faults.insert(faults.end(), own.begin(), own.end());
    return read;
}

std::string read_line(ObjectReader& in, std::string_view name, std::size_t most) {
    auto text = in.visible_text(name);
    if (text.size() > most) in.fault(name, "too-long", fmt::format("must have at most {} bytes", most));
    return text;
}

}  // namespace

Result<core::data::NewRun> parse_new_run(std::string_view body, std::string run, core::Instant now) {
    return parse_object(body, {}, [&](ObjectReader& in) {
        core::data::NewRun opening;
        opening.run = std::move(run);
        opening.spider = read_line(in, "spider", kMaxSpiderBytes);
        const auto odd = [](char c) {
            return !(
                (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
                c == '.' || c == '-'
            );
        };
        if (std::any_of(opening.spider.begin(), opening.spider.end(), odd)) {
            in.fault("spider", "malformed-name", "must consist of A-Z a-z 0-9 _ . -");
        }
        opening.spider_version = read_line(in, "spider_version", kMaxVersionBytes);
        opening.started_at = in.instant("started_at");
        opening.now = now;
        return opening;
    });
}

Result<std::vector<ScrapedItem>> parse_items(std::string_view body) {
    return parse_object(body, kItemLimits, [](ObjectReader& in) {
        std::vector<ScrapedItem> items;
        const auto elements = in.elements("items");
        if (elements.empty()) in.fault("items", "required", "must not be empty");
        if (elements.size() > kMaxItems) {
            in.fault("items", "too-many", fmt::format("must be at most {}", kMaxItems));
            return items;
        }
        items.reserve(elements.size());
        for (std::size_t i = 0; i < elements.size(); ++i) {
            items.push_back(read_item(elements[i], in.element_pointer("items", i), in.faults()));
        }
        return items;
    });
}

Result<core::data::RunReport> parse_outcome(std::string_view body) {
    return parse_object(body, {}, [](ObjectReader& in) {
        core::data::RunReport report;
        const auto outcome = in.word(
            "outcome", core::data::parse_run_outcome, "must be complete, suspicious, failed or cancelled"
        );
        if (outcome) report.outcome = *outcome;
        report.reason = in.maybe_text("reason");
        if (report.reason) report.reason = shortened(std::move(*report.reason), kMaxReasonBytes);
        report.pages = in.number("pages", 0, kMaxCount);
        report.items = in.number("items", 0, kMaxCount);
        report.errors = in.number("errors", 0, kMaxCount);
        return report;
    });
}

}  // namespace cms
