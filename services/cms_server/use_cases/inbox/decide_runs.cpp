#include "cms_server/use_cases/inbox/decide_runs.hpp"

#include "cms_server/use_cases/inbox/apply_run.hpp"
#include "cms_server/use_cases/inbox/review_job.hpp"
#include "core/base/json.hpp"

#include <algorithm>

namespace cms {

namespace {

using namespace core::data;
using core::Error;
using core::ErrorKind;
using core::Result;
using core::Task;

constexpr int kDroppedAtOnce = 10'000;

Error stale(std::string_view what) {
    return {ErrorKind::version_mismatch, "stale-version", std::string(what) + " was changed meanwhile"};
}

/// The run, locked, if it is the version the caller saw and waits for a decision.
Task<Result<ScrapeRun>> find_held(CmsUnitOfWork& work, std::string run, std::int64_t version) {
    auto held = co_await work.inbox().find_run_locked(std::move(run));
    if (!held) co_return Error{ErrorKind::not_found, "run-not-found", "no such run was opened"};
    if (held->version != version) co_return stale("the run");
    if (held->state != RunState::held) {
        co_return Error{ErrorKind::conflict, "run-not-held", "the run does not wait for a decision"};
    }
    co_return std::move(*held);
}

/// Stores the decision with its audit entry, and commits.
Task<Result<ScrapeRun>> finish(
    CmsUnitOfWork& work, ScrapeRun run, std::string action, std::string difference, AuditEntry by
) {
    const auto saved = co_await work.inbox().save_run(run);
    if (!saved) co_return saved.error();
    run.version = *saved;
    by.action = std::move(action);
    by.object_kind = "scrape-run";
    by.object_id = run.run;
    by.difference = std::move(difference);
    co_await work.audit().append(std::move(by));
    co_await work.commit();
    co_return run;
}

std::string rules_json(const std::vector<core::domain::FieldRule>& rules) {
    std::string out;
    core::json::Writer json(out);
    json.begin_object();
    for (const auto& rule : rules) {
        if (rule.rule == core::domain::StandingRule::ask) continue;
        json.member(to_string(rule.field), to_string(rule.rule));
    }
    json.end_object();
    return out;
}

/// Whether a field is to be published by rule that was not before.
bool adds_publishing(
    const std::vector<core::domain::FieldRule>& before, const std::vector<core::domain::FieldRule>& after
) {
    return std::any_of(after.begin(), after.end(), [&](const auto& rule) {
        return rule.rule == core::domain::StandingRule::publish &&
               std::find(before.begin(), before.end(), rule) == before.end();
    });
}

}  // namespace

Task<Result<ScrapeRun>> release_run(
    CmsDataSource& source,
    std::string run,
    std::int64_t version,
    bool mark_gone,
    core::domain::Vocabulary vocabulary,
    AuditEntry by,
    core::Instant now
) {
    const auto work = co_await source.begin();
    auto held = co_await find_held(*work, std::move(run), version);
    if (!held) co_return held.error();
    if (mark_gone && (held->report->outcome != RunOutcome::complete || held->overflowed)) {
        std::string detail = held->overflowed
                                 ? "the run brought more than was kept: what it lacks may be there"
                                 : "only a complete run tells what is gone";
        co_return Error{
            ErrorKind::invalid_input,
            "run-not-complete",
            detail,
            {{core::FaultPlace::body, "/mark_gone", "run-not-complete", detail}}
        };
    }
    const auto applied =
        co_await apply_run(*work, *held, ApplyOptions{.mark_gone = mark_gone}, vocabulary, by, now);
    if (!applied) co_return applied.error();
    std::string difference;
    core::json::Writer json(difference);
    json.begin_object().member("spider", held->spider).member("found", held->found);
    json.member("mark_gone", mark_gone).end_object();
    co_return co_await finish(
        *work, std::move(*held), "scrape-run.release", std::move(difference), std::move(by)
    );
}

Task<Result<ScrapeRun>> discard_run(
    CmsDataSource& source, std::string run, std::int64_t version, AuditEntry by
) {
    const auto work = co_await source.begin();
    auto held = co_await find_held(*work, std::move(run), version);
    if (!held) co_return held.error();
    while (co_await work->inbox().drop_staged(held->number, kDroppedAtOnce) == kDroppedAtOnce) {
    }
    held->state = RunState::discarded;
    std::string difference;
    core::json::Writer json(difference);
    json.begin_object().member("spider", held->spider).member("found", held->found).end_object();
    co_return co_await finish(
        *work, std::move(*held), "scrape-run.discard", std::move(difference), std::move(by)
    );
}

Task<Result<std::int64_t>> replace_rules(
    CmsDataSource& source, SourceRules rules, bool may_publish, AuditEntry by
) {
    const auto work = co_await source.begin();
    const auto stored = co_await work->inbox().find_rules_locked(rules.spider);
    if (!stored)
        co_return Error{ErrorKind::not_found, "source-not-found", "no run of this spider was opened"};
    if (stored->version != rules.version) co_return stale("the set of rules");
    if (!may_publish && adds_publishing(stored->rules, rules.rules)) {
        co_return Error{ErrorKind::forbidden, "role-too-low", "only a publisher may let a rule publish"};
    }
    by.action = "scrape-source.set-rules";
    by.object_kind = "scrape-source";
    by.object_id = rules.spider;
    core::json::Writer(by.difference = "")
        .begin_object()
        .key("from")
        .raw(rules_json(stored->rules))
        .key("to")
        .raw(rules_json(rules.rules))
        .end_object();
    std::string spider = rules.spider;
    std::string trace = by.request_id;
    auto saved = co_await work->inbox().save_rules(std::move(rules));
    if (!saved) co_return saved.error();
    co_await work->audit().append(std::move(by));
    const auto asked = co_await request_review(*work, std::move(spider), std::move(trace));
    if (!asked) co_return asked.error();
    co_await work->commit();
    co_return saved;
}

}  // namespace cms
