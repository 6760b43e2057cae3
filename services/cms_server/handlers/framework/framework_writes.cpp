#include "cms_server/handlers/framework/framework_json.hpp"
#include "cms_server/handlers/framework/framework_routes.hpp"
#include "cms_server/handlers/preconditions.hpp"
#include "cms_server/handlers/staff/call_parts.hpp"
#include "cms_server/use_cases/framework/framework_desk.hpp"
#include "cms_server/use_cases/framework/framework_files.hpp"
#include "cms_server/use_cases/publication/save_framework_revision.hpp"
#include "core/documents/framework.hpp"
#include "core/http/problem.hpp"
#include "core/http/query.hpp"

#include <array>
#include <map>

namespace cms {

namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using core::Task;
using core::domain::Framework;
using core::http::Method;
using core::http::problem;
using core::http::QueryReader;
using core::http::Response;
using core::json::ObjectReader;

constexpr std::size_t kMaxArchiveBytes = 8 * 1024 * 1024;
constexpr std::size_t kMaxNoteBytes = 1'000;

/// What a request makes of the framework, and the note that goes with it.
struct Proposal {
    Framework framework;
    std::string note;
};

/// Makes a framework of the members of a body and the framework there is.
using ReadProposal = Result<Framework> (*)(ObjectReader& in, const Framework& current);

Result<Framework> read_whole(ObjectReader& in, const Framework& current) {
    auto inner = in.object("framework");
    if (!inner) return current;  // the fault is noted
    auto framework = core::documents::read_framework(*inner);
    inner->finish();
    return framework;
}

Result<Framework> read_items(ObjectReader& in, const Framework& current) {
    const auto changes = read_changes(in);
    if (!in.faults().empty()) return current;
    return apply(current, changes);
}

/// Either form: the whole framework, or changes to the one there is.
Result<Framework> read_either(ObjectReader& in, const Framework& current) {
    return in.has("framework") ? read_whole(in, current) : read_items(in, current);
}

Result<Proposal> read_proposal(const std::string& body, const Framework& current, ReadProposal read) {
    const auto document = core::json::Document::parse(body, core::documents::kFrameworkLimits);
    if (!document) return document.error();
    if (!document->root().is_object())
        return Error{ErrorKind::malformed, "not-an-object", "the body must be a JSON object"};
    core::json::Faults faults;
    ObjectReader in(document->root(), "", faults);
    Proposal proposal;
    if (in.has("note")) proposal.note = in.text("note");
    if (proposal.note.size() > kMaxNoteBytes) in.fault("note", "too-long", "has more than 1000 bytes");
    auto framework = read(in, current);
    in.finish();
    if (!faults.empty())
        return Error{ErrorKind::invalid_input, "invalid-body", "the body breaks rules", std::move(faults)};
    if (!framework) return framework.error();
    proposal.framework = std::move(*framework);
    return proposal;
}

FrameworkImpact impact_on(
    const app::SnapshotHolder& holder, const Framework& before, const Framework& after
) {
    const auto snapshot = holder.current();
    return impact_of(before, after, snapshot ? snapshot->parts().courses : std::vector<app::CoursePtr>());
}

Error blocked() {
    return {
        ErrorKind::conflict,
        "items-in-use",
        "published courses refer to items that would be removed; ask for the impact to see which"
    };
}

/// How many items of each kind were added, changed and removed.
std::string audit_difference(const FrameworkImpact& impact) {
    std::map<std::pair<std::string_view, std::string_view>, std::int64_t> counts;
    for (const auto& item : impact.items) ++counts[{to_string(item.item.kind), to_string(item.fate)}];
    std::string out;
    core::json::Writer json(out);
    json.begin_object();
    for (const auto& [what, count] : counts) {
        json.member(std::string(what.first) + "_" + std::string(what.second), count);
    }
    json.end_object();
    return out;
}

/// Stores a proposal made of `current` and answers with its impact.
Task<Response> save(
    const StaffCall& call, CurrentFramework current, Proposal proposal, FrameworkImpact impact
) {
    const auto& id = call.request.request_id;
    if (impact.blocked()) co_return problem(blocked(), id);
    const auto work = co_await call.cms().begin();
    const auto saved = co_await save_framework_revision(
        *work,
        actor_of(call),
        {.framework = std::move(proposal.framework),
         .expected = current.revision,
         .app_revision = current.app_revision,
         .note = std::move(proposal.note),
         .difference = audit_difference(impact)}
    );
    if (!saved) co_return problem(saved.error(), id);
    co_await work->commit();
    std::string body;
    core::json::Writer json(body);
    json.begin_object().member("revision", *saved).key("impact");
    append_impact(json, impact);
    json.end_object();
    auto response = Response::json(200, std::move(body));
    response.etag = framework_etag(*saved);
    co_return response;
}

/// The framework there is, if it is the version that the request changes.
Task<Result<CurrentFramework>> matching(const StaffCall& call) {
    const auto version = required_version(call.request);
    if (!version) co_return version.error();
    auto current = co_await current_framework(call.cms(), call.app());
    if (!current) co_return current.error();
    if (current->revision + 1 != *version) {
        co_return Error{
            ErrorKind::version_mismatch, "stale-version", "the framework has changed since it was read"
        };
    }
    co_return current;
}

Task<Response> change(const StaffCall& call, const app::SnapshotHolder& holder, ReadProposal read) {
    const auto& id = call.request.request_id;
    if (const auto none = refuse_parameters(call.request); !none) co_return problem(none.error(), id);
    auto current = co_await matching(call);
    if (!current) co_return problem(current.error(), id);
    auto proposal = read_proposal(call.request.body, current->framework, read);
    if (!proposal) co_return problem(proposal.error(), id);
    auto impact = impact_on(holder, current->framework, proposal->framework);
    co_return co_await save(call, std::move(*current), std::move(*proposal), std::move(impact));
}

Task<Response> post_impact(const StaffCall& call, const app::SnapshotHolder& holder) {
    const auto& id = call.request.request_id;
    if (const auto none = refuse_parameters(call.request); !none) co_return problem(none.error(), id);
    const auto current = co_await current_framework(call.cms(), call.app());
    if (!current) co_return problem(current.error(), id);
    const auto proposal = read_proposal(call.request.body, current->framework, read_either);
    if (!proposal) co_return problem(proposal.error(), id);
    std::string body;
    core::json::Writer json(body);
    append_impact(json, impact_on(holder, current->framework, proposal->framework));
    co_return Response::json(200, std::move(body));
}

constexpr std::array<std::string_view, 2> kNoYes{"false", "true"};

StaffHandler answering(Response response) {
    // NOLINTNEXTLINE(cppcoreguidelines-avoid-capturing-lambda-coroutines): kept until it has answered.
    return [response = std::move(response)](const StaffCall&) -> Task<Response> { co_return response; };
}

/// Reads the spreadsheets, for which others may wait too, before anything is to be stored.
Task<StaffHandler> prepare_import(const StaffCall& call, const FrameworkServices& services) {
    const auto& request = call.request;
    const auto& id = request.request_id;
    QueryReader query(request.query);
    const bool store = query.choice("save", kNoYes).value_or(0) == 1;
    const auto title = query.text("title", 500);
    const auto note = query.text("note", kMaxNoteBytes);
    if (const auto checked = query.finish(); !checked) co_return answering(problem(checked.error(), id));
    auto current = store ? co_await matching(call) : co_await current_framework(call.cms(), call.app());
    if (!current) co_return answering(problem(current.error(), id));
    auto read = co_await services.files->run([&] {
        return read_spreadsheets(request.body, current->framework, title.value_or(current->framework.title));
    });
    if (!read) co_return answering(problem(read.error(), id));
    auto impact = impact_on(*services.published, current->framework, read->framework);
    if (store) {
        Proposal proposal{std::move(read->framework), note.value_or("imported from spreadsheets")};
        co_return [current = std::move(*current), proposal = std::move(proposal), impact = std::move(impact)](
                      const StaffCall& saving
                  ) { return save(saving, current, proposal, impact); };
    }
    std::string body;
    core::json::Writer json(body);
    json.begin_object().key("impact");
    append_impact(json, impact);
    append_warnings(json, read->warnings);
    json.end_object();
    co_return answering(Response::json(200, std::move(body)));
}

Task<Response> post_restore(const StaffCall& call, const app::SnapshotHolder& holder) {
    const auto& request = call.request;
    const auto& id = request.request_id;
    const auto number = path_id(request, "revision");
    if (!number) co_return problem(number.error(), id);
    if (const auto none = refuse_parameters(request); !none) co_return problem(none.error(), id);
    auto current = co_await matching(call);
    if (!current) co_return problem(current.error(), id);
    const auto session = co_await call.cms().read();
    auto found = co_await session->framework().find(*number);
    if (!found) {
        co_return problem(
            Error{ErrorKind::not_found, "revision-not-found", "the framework has no such revision"}, id
        );
    }
    auto impact = impact_on(holder, current->framework, found->framework);
    Proposal proposal{std::move(found->framework), "restored revision " + std::to_string(*number)};
    co_return co_await save(call, std::move(*current), std::move(proposal), std::move(impact));
}

}  // namespace

std::vector<StaffRoute> framework_writes(const FrameworkServices& services) {
    const std::string base(kFrameworkPath);
    const auto* const holder = services.published;
    const auto changing = [holder](ReadProposal read) {
        return [holder, read](const StaffCall& call) { return change(call, *holder, read); };
    };
    const auto limit = core::documents::kMaxFrameworkBytes;
    return {
        {Method::put, base, Role::publisher, changing(read_whole), limit},
        {Method::post, base + "/changes", Role::publisher, changing(read_items), limit},
        harmless(
            {Method::post,
             base + "/impact",
             Role::viewer,
             [holder](const StaffCall& call) { return post_impact(call, *holder); },
             limit}
        ),
        prepared(
            {Method::post, base + "/import", Role::publisher, {}, kMaxArchiveBytes, "application/zip"},
            [services](const StaffCall& call) { return prepare_import(call, services); }
        ),
        {Method::post,
         base + "/revisions/{revision}/restore",
         Role::publisher,
         [holder](const StaffCall& call) { return post_restore(call, *holder); }},
    };
}

}  // namespace cms
