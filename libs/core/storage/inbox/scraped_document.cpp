#include "core/storage/inbox/scraped_document.hpp"

#include "core/base/time_zone.hpp"
#include "core/documents/course_parts.hpp"
#include "core/documents/parse_object.hpp"

#include <stdexcept>

namespace core::storage {

using namespace domain;

namespace {

/// Only our own writing is read here: anything else is a broken database.
template <class T>
T sound(Result<T> result) {
    if (!result) throw std::runtime_error("a stored scrape cannot be read: " + result.error().detail);
    return std::move(*result);
}

}  // namespace

std::string scraped_document(const ScrapedCourse& course) {
    std::string text;
    text.reserve(500);
    json::Writer json(text);
    const auto line = [&](std::string_view name, const std::optional<std::string>& value) {
        if (value) json.member(name, *value);
    };
    json.begin_object().member("url", course.url);
    line("name", course.name);
    line("provider", course.provider);
    line("level", course.level);
    line("format", course.format);
    if (course.cost) documents::write_cost(json, *course.cost);
    if (course.cpd) documents::write_cpd(json, *course.cpd);
    if (course.schedule) {
        json.key("schedule").begin_object();
        documents::write_dates(json, *course.schedule);
        json.end_object();
    }
    if (course.duration) json.member("duration_days", course.duration->text());
    json.end_object();
    return text;
}

ScrapedCourse read_scraped_document(std::string_view text) {
    const auto document = sound(json::Document::parse(text));
    json::Faults faults;
    const json::Value object = document.root();
    json::ObjectReader in(object, "", faults);
    const auto line = [&](std::string_view name) -> std::optional<std::string> {
        if (!object.find(name).exists()) return std::nullopt;
        return in.text(name);
    };
    ScrapedCourse course;
    course.url = in.text("url");
    course.name = line("name");
    course.provider = line("provider");
    course.level = line("level");
    course.format = line("format");
    if (object.find("cost").exists()) course.cost = documents::read_cost(in);
    if (object.find("cpd").exists()) course.cpd = documents::read_cpd(in);
    if (object.find("schedule").exists()) {
        if (auto schedule = in.object("schedule")) {
            course.schedule = documents::read_schedule(*schedule);
            schedule->finish();
        }
    }
    if (object.find("duration_days").exists()) course.duration = in.decimal<1>("duration_days");
    in.finish();
    if (!faults.empty()) throw std::runtime_error("a stored scrape cannot be read: " + faults[0].name);
    return course;
}

std::string provenance_document(const std::vector<Provenance>& provenance) {
    std::string text;
    json::Writer json(text);
    json.begin_object();
    for (const auto& where : provenance) {
        json.key(where.field).begin_object().member("url", where.url).member("selector", where.selector);
        json.member("raw", where.raw).member("at", format_utc(where.at)).end_object();
    }
    json.end_object();
    return text;
}

std::vector<Provenance> read_provenance_document(std::string_view text) {
    const auto document = sound(json::Document::parse(text));
    json::Faults faults;
    std::vector<Provenance> provenance;
    const json::Value object = document.root();
    for (std::size_t i = 0; i < object.size(); ++i) {
        json::ObjectReader in(object.member_value(i), "", faults);
        Provenance where;
        where.field = object.member_name(i);
        where.url = in.text("url");
        where.selector = in.text("selector");
        where.raw = in.text("raw");
        where.at = in.instant("at");
        provenance.push_back(std::move(where));
    }
    if (!faults.empty()) throw std::runtime_error("a stored provenance cannot be read: " + faults[0].name);
    return provenance;
}

}  // namespace core::storage
