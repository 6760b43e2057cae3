#include "cms_server/handlers/preconditions.hpp"
#include "cms_server/handlers/staff/call_parts.hpp"
#include "cms_server/handlers/staff/list_page.hpp"
#include "cms_server/handlers/staff/staff_json.hpp"
#include "cms_server/handlers/staff/staff_routes.hpp"
#include "cms_server/use_cases/staff/accounts.hpp"
#include "cms_server/use_cases/staff/passwords.hpp"
#include "cms_server/use_cases/staff/second_factor.hpp"
#include "core/http/problem.hpp"

namespace cms {

namespace {

using core::Task;
using core::domain::StaffAccount;
using core::http::Method;
using core::http::problem;
using core::http::Response;

constexpr std::size_t kBodyLimit = 8 * 1024;
constexpr std::string_view kStaffPath = "/cms/api/v1/staff";
constexpr std::string_view kRolesKnown = "must be viewer, editor, publisher or administrator";

Response member_answer(unsigned status, const StaffAccount& account) {
    std::string body;
    core::json::Writer writer(body);
    write_member(writer, account);
    auto response = json_answer(status, std::move(body));
    response.etag = version_etag(account.version);
    return response;
}

Task<Response> list_staff(const StaffServices&, const StaffCall& call) {
    core::http::QueryReader query(call.request.query);
    const ListPage page(call.request, query);
    if (const auto checked = query.finish(); !checked) {
        co_return problem(checked.error(), call.request.request_id);
    }
    const auto reads = co_await call.cms().read();
    auto accounts =
        co_await reads->staff().list(page.place().value_or(""), page.backwards(), page.limit() + 1);
    const auto total = co_await reads->staff().count();
    const bool more = page.cut(accounts);
    std::string items;
    for (const auto& account : accounts) {
        if (!items.empty()) items.push_back(',');
        std::string item;
        core::json::Writer writer(item);
        write_member(writer, account);
        items += item;
    }
    if (accounts.empty()) co_return page.answer(items, total, more, std::nullopt, std::nullopt);
    co_return page.answer(items, total, more, accounts.front().username, accounts.back().username);
}

Task<Response> read_staff(const StaffServices&, const StaffCall& call) {
    const auto id = path_id(call.request, "id");
    if (!id) co_return problem(id.error(), call.request.request_id);
    if (const auto checked = refuse_parameters(call.request); !checked) {
        co_return problem(checked.error(), call.request.request_id);
    }
    const auto reads = co_await call.cms().read();
    const auto account = co_await reads->staff().find(*id);
    if (!account) {
        co_return problem(
            core::Error{core::ErrorKind::not_found, "staff-not-found", "there is no such member of staff"},
            call.request.request_id
        );
    }
    co_return member_answer(200, *account);
}

Task<Response> post_staff(const StaffServices& services, const StaffCall& call) {
    NewStaff wanted;
    const auto read = read_body(call.request, [&](core::json::ObjectReader& body, core::json::Value root) {
        wanted.username = body.text("username");
        if (root.find("display_name").exists()) wanted.display_name = body.text("display_name");
        const auto role = body.word("role", core::domain::parse_staff_role, kRolesKnown);
        wanted.role = role.value_or(Role::viewer);
    });
    if (!read) co_return problem(read.error(), call.request.request_id);
    const auto created =
        co_await create_staff(call.cms(), *services.hasher, std::move(wanted), actor_of(call), call.now());
    if (!created) co_return problem(created.error(), call.request.request_id);
    std::string body;
    core::json::Writer writer(body);
    writer.begin_object().key("member");
    write_member(writer, created->account);
    writer.member("temporary_password", created->temporary_password).end_object();
    auto response = json_answer(201, std::move(body));
    response.header("Location", std::string(kStaffPath) + "/" + std::to_string(created->account.id));
    co_return response;
}

Task<Response> patch_staff(const StaffServices&, const StaffCall& call) {
    const auto id = path_id(call.request, "id");
    if (!id) co_return problem(id.error(), call.request.request_id);
    const auto version = required_version(call.request);
    if (!version) co_return problem(version.error(), call.request.request_id);
    core::data::AccountChange change;
    const auto read = read_body(call.request, [&](core::json::ObjectReader& body, core::json::Value root) {
        if (root.find("display_name").exists()) change.display_name = body.text("display_name");
        if (root.find("role").exists()) {
            change.role = body.word("role", core::domain::parse_staff_role, kRolesKnown);
        }
        if (root.find("disabled").exists()) change.disabled = body.flag("disabled");
    });
    if (!read) co_return problem(read.error(), call.request.request_id);
    const auto updated =
        co_await update_staff(call.cms(), *id, *version, std::move(change), actor_of(call), call.now());
    if (!updated) co_return problem(updated.error(), call.request.request_id);
    co_return member_answer(200, *updated);
}

Task<Response> post_password_reset(const StaffServices& services, const StaffCall& call) {
    const auto id = path_id(call.request, "id");
    if (!id) co_return problem(id.error(), call.request.request_id);
    if (const auto checked = refuse_parameters(call.request); !checked) {
        co_return problem(checked.error(), call.request.request_id);
    }
    const auto password =
        co_await reset_password(call.cms(), *services.hasher, *id, actor_of(call), call.now());
    if (!password) co_return problem(password.error(), call.request.request_id);
    std::string body;
    core::json::Writer writer(body);
    writer.begin_object().member("temporary_password", *password).end_object();
    co_return json_answer(200, std::move(body));
}

Task<Response> delete_second_factor(const StaffServices&, const StaffCall& call) {
    const auto id = path_id(call.request, "id");
    if (!id) co_return problem(id.error(), call.request.request_id);
    if (const auto checked = refuse_parameters(call.request); !checked) {
        co_return problem(checked.error(), call.request.request_id);
    }
    const auto removed = co_await remove_second_factor_of(call.cms(), *id, actor_of(call));
    if (!removed) co_return problem(removed.error(), call.request.request_id);
    co_return Response(204);
}

}  // namespace

std::vector<StaffRoute> account_routes(const StaffServices& services) {
    const auto with = [&services](auto handler) -> StaffHandler {
        return [&services, handler](const StaffCall& call) { return handler(services, call); };
    };
    constexpr auto kLeast = Role::administrator;
    const std::string all(kStaffPath);
    const std::string one = all + "/{id}";
    return {
        {Method::get, all, kLeast, with(list_staff)},
        never_kept({Method::post, all, kLeast, with(post_staff), kBodyLimit}),
        {Method::get, one, kLeast, with(read_staff)},
        {Method::patch, one, kLeast, with(patch_staff), kBodyLimit},
        never_kept({Method::post, one + "/password-reset", kLeast, with(post_password_reset)}),
        {Method::delete_, one + "/second-factor", kLeast, with(delete_second_factor)},
    };
}

}  // namespace cms
