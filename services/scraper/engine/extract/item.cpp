#include "scraper/engine/extract/item.hpp"

#include "core/base/json.hpp"
#include "core/base/object_reader.hpp"
#include "core/base/time_zone.hpp"

#include <algorithm>

namespace scraper {

namespace {

using core::json::ObjectReader;
using core::json::Writer;

void write_dates(Writer& json, const Item& item) {
    json.key("dates").begin_array();
    for (const auto& date : item.dates) {
        json.begin_object().member("starts_at", date.starts_at).member("ends_at", date.ends_at).end_object();
    }
    json.end_array();
}

void write_item(Writer& json, const Item& item, std::string_view spider_version) {
    json.begin_object();
    json.member("url", item.url).member("name", item.name).member("provider", item.provider);
    json.member("level", item.level).member("format", item.format);
    json.key("cost");
    if (item.cost_kind) {
        json.begin_object().member("kind", *item.cost_kind).member("amount", item.cost_amount).end_object();
    } else {
        json.null();
    }
    json.key("cpd");
    if (item.cpd_kind) {
        json.begin_object().member("kind", *item.cpd_kind).member("points", item.cpd_points).end_object();
    } else {
        json.null();
    }
    json.member("ongoing", item.ongoing).member("duration_days", item.duration_days);
    write_dates(json, item);
    json.key("provenance").begin_object();
    for (const auto& source : item.provenance) {
        json.key(source.field).begin_object();
        json.member("url", source.url).member("selector", source.selector).member("raw", source.raw);
        json.member("at", core::format_utc(source.at));
        if (!spider_version.empty()) json.member("spider_version", spider_version);
        json.end_object();
    }
    json.end_object().end_object();
}

void read_choice(
    ObjectReader& in,
    std::string_view name,
    std::string_view part,
    std::optional<std::string>& kind,
    std::optional<std::string>& value,
    core::json::Value object
) {
    if (object.find(name).is_null()) {
        in.maybe_text(name);
        return;
    }
    auto inner = in.object(name);
    if (!inner) return;
    kind = inner->text("kind");
    value = inner->maybe_text(part);
    inner->finish();
}

Item read_item(core::json::Value value, core::json::Faults& faults) {
    ObjectReader in(value, "/item", faults);
    Item item;
    item.url = in.text("url");
    item.name = in.text("name");
    item.provider = in.maybe_text("provider");
    item.level = in.maybe_text("level");
    item.format = in.maybe_text("format");
    read_choice(in, "cost", "amount", item.cost_kind, item.cost_amount, value);
    read_choice(in, "cpd", "points", item.cpd_kind, item.cpd_points, value);
    item.ongoing = in.flag("ongoing");
    item.duration_days = in.maybe_text("duration_days");
    for (const auto& date : in.elements("dates")) {
        ObjectReader one(date, "/item/dates", faults);
        auto start = one.text("starts_at");
        item.dates.push_back({std::move(start), one.maybe_text("ends_at")});
        one.finish();
    }
    const auto sources = value.find("provenance");
    in.object("provenance");
    for (std::size_t i = 0; i < sources.size() && sources.is_object(); ++i) {
        ObjectReader one(sources.member_value(i), "/item/provenance", faults);
        Provenance source;
        source.field = sources.member_name(i);
        source.url = one.text("url");
        source.selector = one.text("selector");
        source.raw = one.text("raw");
        source.at = one.instant("at");
        one.finish();
        item.provenance.push_back(std::move(source));
    }
    in.finish();
    return item;
}

}  // namespace

const Provenance* Item::source_of(std::string_view field) const {
    const auto found =
        std::find_if(provenance.begin(), provenance.end(), [&](const auto& p) { return p.field == field; });
    return found == provenance.end() ? nullptr : &*found;
}

std::string to_json(const Item& item, std::string_view spider_version) {
    std::string out;
    Writer json(out);
    write_item(json, item, spider_version);
    return out;
}

std::string to_json(const CarriedValues& carried) {
    std::string out;
    Writer json(out);
    json.begin_object().key("values").begin_array();
    for (const auto& [name, value] : carried.values) json.begin_array().value(name).value(value).end_array();
    json.end_array().key("item");
    if (carried.item) {
        write_item(json, *carried.item, "");
    } else {
        json.null();
    }
    json.end_object();
    return out;
}

core::Result<CarriedValues> parse_carried(std::string_view text) {
    const auto document = core::json::Document::parse(text);
    if (!document) return document.error();
    core::json::Faults faults;
    ObjectReader in(document->root(), "", faults);
    CarriedValues carried;
    for (const auto& pair : in.elements("values")) {
        const auto name = pair.at(0).as_string();
        const auto value = pair.at(1).as_string();
        if (!name || !value) {
            core::json::add_fault(faults, "/values", "wrong-type", "must be pairs of texts");
            continue;
        }
        carried.values.emplace_back(*name, *value);
    }
    const auto item = document->root().find("item");
    if (item.is_null()) {
        in.maybe_text("item");
    } else {
        in.object("item");
        carried.item = read_item(item, faults);
    }
    in.finish();
    if (faults.empty()) return carried;
    return core::Error{
        core::ErrorKind::malformed, "bad-carried", "not values carried along", std::move(faults)
    };
}

}  // namespace scraper
