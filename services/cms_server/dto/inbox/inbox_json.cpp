#include "cms_server/dto/inbox/inbox_json.hpp"

#include <algorithm>

namespace cms {

namespace {

using namespace core::data;
using core::json::Writer;

std::optional<std::string> shown(const std::optional<core::Instant>& at, const Presentation& presentation) {
    if (!at) return std::nullopt;
    return presentation.zone.format(*at);
}

}  // namespace

void write_row(Writer& json, const InboxRow& row, const Presentation& presentation) {
    json.begin_object().member("id", row.id).member("version", row.version);
    json.member("spider", row.spider).member("url", row.url);
    json.member("name", row.name).member("provider", row.provider);
    json.member("state", to_string(row.state)).member("course_uid", row.course_uid);
    json.member("offers", row.offers).member("conflicts", row.conflicts).member("rejection", row.rejection);
    json.member("last_run", row.last_run);
    json.member("first_seen_at", presentation.zone.format(row.first_seen_at));
    json.member("last_seen_at", presentation.zone.format(row.last_seen_at)).end_object();
}

void write_run(Writer& json, const ScrapeRun& run, const Presentation& presentation) {
    json.begin_object().member("run", run.run).member("version", run.version);
    json.member("spider", run.spider).member("spider_version", run.spider_version);
    json.member("started_at", presentation.zone.format(run.started_at));
    json.member("opened_at", presentation.zone.format(run.opened_at));
    json.member("closed_at", shown(run.closed_at, presentation));
    json.member("state", to_string(run.state)).member("held_because", run.held_because);
    json.member("outcome", run.report ? std::optional(to_string(run.report->outcome)) : std::nullopt);
    json.member("reason", run.report ? run.report->reason : std::nullopt);
    const RunReport report = run.report.value_or(RunReport{});
    json.member("pages", report.pages).member("items", report.items).member("errors", report.errors);
    json.member("found", run.found).key("effect").begin_object();
    json.member("added", run.effect.added).member("changed", run.effect.changed);
    json.member("unchanged", run.effect.unchanged).member("gone", run.effect.gone);
    json.member("rejected", run.effect.rejected).member("taken", run.effect.taken).end_object();
    json.end_object();
}

void write_source(Writer& json, const SourceSummary& source, const Presentation& presentation) {
    json.begin_object().member("spider", source.spider);
    json.member("last_success_at", shown(source.last_success_at, presentation));
    json.member("held_runs", source.held_runs).key("courses").begin_object();
    json.member("known", source.courses).member("new", source.fresh).member("changed", source.changed);
    json.member("conflicts", source.conflicts).member("gone", source.gone);
    json.member("rejected", source.rejected).end_object().key("last_run");
    if (source.last_run) {
        write_run(json, *source.last_run, presentation);
    } else {
        json.null();
    }
    json.end_object();
}

void write_rules(Writer& json, const SourceRules& rules) {
    using core::domain::CourseField;
    json.begin_object().member("spider", rules.spider).member("version", rules.version);
    json.key("rules").begin_object();
    for (const auto field : core::domain::kCourseFields) {
        if (field == CourseField::areas || field == CourseField::competencies) continue;
        const auto rule = std::find_if(rules.rules.begin(), rules.rules.end(), [&](const auto& r) {
            return r.field == field;
        });
        const auto kind = rule == rules.rules.end() ? core::domain::StandingRule::ask : rule->rule;
        json.member(to_string(field), to_string(kind));
    }
    json.end_object().end_object();
}

}  // namespace cms
