#include "cms_server/dto/courses/course_json.hpp"

#include <algorithm>

namespace cms {

namespace {

using namespace core::domain;
using core::Instant;
using core::json::Writer;

constexpr std::size_t kAdvisedAreas = 3;

/// An item of a framework's list by its id; null when it is not there.
template <class Item, class Id>
const Item* find_item(const std::vector<Item>& items, Id id) {
    const auto at = std::lower_bound(items.begin(), items.end(), id, [](const Item& item, Id wanted) {
        return item.id < wanted;
    });
    return at != items.end() && at->id == id ? &*at : nullptr;
}

template <class Item>
std::optional<std::string> name_of(const Item* item) {
    return item ? std::optional(item->name) : std::nullopt;
}

template <class Item, class Id>
void write_item(
    Writer& json, std::string_view name, const std::optional<Id>& id, const std::vector<Item>* items
) {
    json.key(name);
    if (!id) {
        json.null();
        return;
    }
    const Item* item = items ? find_item(*items, *id) : nullptr;
    json.begin_object().member("id", to_int(*id)).member("name", name_of(item)).end_object();
}

void write_cost(Writer& json, const Cost& cost, const std::string& currency) {
    json.key("cost").begin_object().member("kind", to_string(cost.kind()));
    if (cost.kind() == Cost::Kind::fixed) {
        json.member("amount", cost.amount().text()).member("currency", currency);
    }
    json.end_object();
}

void write_cpd(Writer& json, const Cpd& cpd) {
    json.key("cpd").begin_object().member("kind", to_string(cpd.kind()));
    if (cpd.kind() == Cpd::Kind::points) json.key("points").raw(cpd.number().compact());
    json.end_object();
}

std::optional<std::string> shown(const std::optional<Instant>& at, const Presentation& presentation) {
    return at ? std::optional(presentation.zone.format(*at)) : std::nullopt;
}

void write_dates(Writer& json, const Schedule& schedule, const Presentation& presentation) {
    json.member("ongoing", schedule.is_ongoing()).key("dates").begin_array();
    for (const auto& date : schedule.dates()) {
        json.begin_object().member("starts_at", presentation.zone.format(date.starts_at));
        json.member("ends_at", shown(date.ends_at, presentation)).end_object();
    }
    json.end_array();
}

}  // namespace

std::vector<Warning> warnings_of(const core::data::StoredDraft& draft, Instant now) {
    std::vector<Warning> warnings;
    if (draft.content.areas.size() > kAdvisedAreas) {
        warnings.push_back({"/area_ids", "too-many-areas", "three areas are as many as people can take in"});
    }
    const auto& dates = draft.content.schedule.dates();
    const auto is_over = [&](const CourseDate& date) { return date.ends_at.value_or(date.starts_at) < now; };
    if (!dates.empty() && std::all_of(dates.begin(), dates.end(), is_over)) {
        warnings.push_back({"/dates", "all-over", "every date has passed"});
    }
    if (draft.status.gone_at) {
        warnings.push_back({"/url", "gone", "the source no longer offers the course"});
    }
    return warnings;
}

void write_content(
    Writer& json,
    const CourseDraft& content,
    const std::optional<std::int64_t>& provider,
    const FrameworkPtr& framework,
    const Presentation& presentation
) {
    json.member("name", content.name).member("url", content.url).key("provider");
    if (content.provider) {
        json.begin_object().member("id", provider).member("name", *content.provider).end_object();
    } else {
        json.null();
    }
    write_item(json, "level", content.level, framework ? &framework->levels : nullptr);
    write_item(json, "format", content.format, framework ? &framework->formats : nullptr);
    write_cost(json, content.cost, presentation.currency);
    write_cpd(json, content.cpd);
    write_dates(json, content.schedule, presentation);
    json.key("duration_days");
    if (content.duration) {
        json.raw(content.duration->compact());
    } else {
        json.null();
    }
    json.key("areas").begin_array();
    for (const auto id : content.areas) {
        const Area* area = framework ? find_item(framework->areas, id) : nullptr;
        json.begin_object().member("id", to_int(id)).member("name", name_of(area));
        json.member("vertical_id", area ? std::optional(to_int(area->vertical)) : std::nullopt).end_object();
    }
    json.end_array().key("competency_ids").begin_array();
    for (const auto id : content.competencies) json.value(to_int(id));
    json.end_array();
}

void write_course(
    Writer& json,
    const core::data::StoredDraft& draft,
    const FrameworkPtr& framework,
    const Presentation& presentation
) {
    const auto& status = draft.status;
    json.begin_object().member("uid", draft.uid).member("state", to_string(status.state));
    json.member("version", draft.version).member("revision", draft.last_revision);
    write_content(json, draft.content, draft.provider, framework, presentation);
    json.member("source", draft.source).member("source_url", draft.source_url);
    json.key("staff_fields").begin_array();
    for (const auto field : status.staff_fields) json.value(to_string(field));
    json.end_array().member("published_revision", status.published_revision);
    json.member("publish_at", shown(status.publish_at, presentation));
    json.member("unpublish_at", shown(status.unpublish_at, presentation));
    json.member("gone_at", shown(status.gone_at, presentation));
    json.member("binned_at", shown(status.binned_at, presentation));
    json.member("rejection", status.rejection).member("merged_into", status.merged_into);
    json.member("created_at", presentation.zone.format(draft.created_at));
    json.member("created_by", draft.created_by);
    json.member("updated_at", presentation.zone.format(draft.updated_at));
    json.member("updated_by", draft.updated_by).end_object();
}

std::string course_json(
    const core::data::StoredDraft& draft,
    const FrameworkPtr& framework,
    const Presentation& presentation,
    Instant now
) {
    std::string out;
    Writer json(out);
    write_course(json, draft, framework, presentation);
    out.pop_back();  // the object goes on
    out += R"(,"warnings":)";
    Writer rest(out);
    rest.begin_array();
    for (const auto& warning : warnings_of(draft, now)) {
        rest.begin_object().member("pointer", warning.pointer).member("code", warning.code);
        rest.member("detail", warning.detail).end_object();
    }
    rest.end_array();
    out.push_back('}');
    return out;
}

void write_revision_info(
    Writer& json, const core::data::RevisionInfo& info, const Presentation& presentation
) {
    json.member("number", info.number).member("version", info.version);
    json.member("at", presentation.zone.format(info.at)).member("author", info.author);
    json.member("reason", info.reason).member("published", info.published);
}

void write_duplicate(Writer& json, const core::data::PossibleDuplicate& duplicate) {
    json.begin_object().member("uid", duplicate.uid).member("version", duplicate.version);
    json.member("state", to_string(duplicate.state)).member("name", duplicate.name);
    json.member("provider", duplicate.provider).member("url", duplicate.url);
    json.member("source", duplicate.source).member("name_similarity", duplicate.name_similarity);
    json.member("same_url", duplicate.same_url).member("same_provider", duplicate.same_provider);
    json.member("overlapping_dates", duplicate.overlapping_dates).end_object();
}

void write_faults(Writer& json, const std::vector<core::FieldError>& faults) {
    json.begin_array();
    for (const auto& fault : faults) {
        json.begin_object().member("pointer", fault.name).member("code", fault.code);
        json.member("detail", fault.detail).end_object();
    }
    json.end_array();
}

}  // namespace cms
