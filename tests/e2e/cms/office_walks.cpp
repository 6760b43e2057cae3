// The staff API's other half: framework, jobs, spiders, staff, one's own account.
#include "core/auth/totp.hpp"
#include "walks.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace tests {

namespace {

/// The bytes that base32 without padding stands for (RFC 4648 §6).
std::string from_base32(std::string_view text) {
    static constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string out;
    unsigned bits = 0;
    unsigned held = 0;
    for (const char c : text) {
        bits = (bits << 5U) | static_cast<unsigned>(kDigits.find(c));
        held += 5;
        if (held < 8) continue;
        held -= 8;
        out.push_back(static_cast<char>((bits >> held) & 0xFFU));
    }
    return out;
}

std::string password_body(std::string_view password) {
    return fmt::format(R"({{"password":"{}"}})", password);
}

const Headers kZip{{"Content-Type", "application/zip"}};
const std::string kSave = "?save=true&note=from%20sheets";

/// Edits a course as soon as the CMS has read the App's framework again, which it does every few seconds.
Answer edit_once_known(Office office, const std::string& uid, const std::string& change) {
    const auto version = office.version(uid);
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    for (;;) {
        const auto target = "/cms/api/v1/courses/" + uid;
        auto answer = office.site.staff.send(core::http::Method::patch, target, change, version);
        if (answer.status == 200) return answer;
        if (answer.status != 422 || std::chrono::steady_clock::now() > end)
            throw std::runtime_error("waited in vain; the last answer was " + answer.body);
    }
}

/// No way of saving takes an area away while a published course serves it.
void walk_items_in_use(
    Office office,
    std::int64_t before,
    const std::string& revision,
    const std::string& whole,
    const std::string& sheets
) {
    auto& walk = office.walk;
    const std::string area =
        R"({"put":[{"model":"area","id":901,"vertical":1,"key":901,"name":"Conformance","option_text":"",)"
        R"("hidden":false}]})";
    const auto version = version_of(walk.expect("changeFramework", 200, {.body = area, .version = before}));
    const auto found = [](const Answer& answer) { return answer.status == 200; };
    office.site.await_public("/api/v1/areas/901", found);
    const auto uid = office.draft("In use");
    const auto tagged = edit_once_known(office, uid, R"({"area_ids":[901]})");
    walk.expect("publishCourse", 202, {.path = {uid}, .version = version_of(tagged)});
    office.site.staff.await("/api/v1/courses/" + uid, found);  // the mirror, whose courses are looked at

    const std::string remove = R"({"remove":[{"model":"area","id":901}]})";
    walk.expect("changeFramework", 409, {.body = remove, .version = version});
    walk.expect("replaceFramework", 409, {.body = whole, .version = version});
    walk.expect("restoreFrameworkRevision", 409, {.path = {revision}, .version = version});
    walk.expect(
        "importFramework", 409, {.query = kSave, .body = sheets, .version = version, .headers = kZip}
    );
}

void turn_second_factor_on(ContractWalk& own, std::string_view password, std::string& recovery) {
    own.expect("confirmSecondFactor", 409, {.body = R"({"code":"123456"})"});
    own.expect("offerSecondFactor", 403, {.body = password_body("wrong")});
    const auto offer = own.expect("offerSecondFactor", 200, {.body = password_body(password)});
    const auto secret = from_base32(at(offer.json().root(), "secret").as_string().value());
    const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    const auto code = core::auth::totp_code(secret, core::auth::totp_step(now));
    const auto confirmed =
        own.expect("confirmSecondFactor", 200, {.body = fmt::format(R"({{"code":"{}"}})", code)});
    own.expect("offerSecondFactor", 409, {.body = password_body(password)});
    recovery = at(confirmed.json().root(), "recovery_codes/0").as_string().value();
}

}  // namespace

void walk_framework(Office office) {
    auto& walk = office.walk;
    const auto begun = walk.expect("getStaffFramework", 200);
    const std::string put =
        R"({"put":[{"model":"specialism","id":9001,"name":"Conformance"}],"note":"one more"})";
    walk.expect("getFrameworkImpact", 200, {.body = put});
    walk.expect("exportFramework", 200, {.query = "?format=json"});
    const auto sheets = walk.expect("exportFramework", 200).body;
    const auto changed = walk.expect("changeFramework", 200, {.body = put, .version = version_of(begun)});
    const auto revision = text_of(at(changed.json().root(), "revision"));
    walk.expect("listFrameworkRevisions", 200, {.query = "?limit=1"});
    const auto stored = walk.expect("getFrameworkRevision", 200, {.path = {revision}});
    const auto whole = R"({"framework":)" + text_of(at(stored.json().root(), "framework")) + "}";
    walk.expect("getFrameworkImpact", 200, {.body = whole});
    const auto replaced =
        walk.expect("replaceFramework", 200, {.body = whole, .version = version_of(changed)});
    const auto restored =
        walk.expect("restoreFrameworkRevision", 200, {.path = {revision}, .version = version_of(replaced)});

    walk.expect("importFramework", 200, {.body = sheets, .headers = kZip});
    walk.expect("importFramework", 400, {.body = "no archive", .headers = kZip});
    const std::string nothing_in_it = "PK\x05\x06" + std::string(18, '\0');
    walk.expect("importFramework", 422, {.body = nothing_in_it, .headers = kZip});
    walk.expect("importFramework", 428, {.query = kSave, .body = sheets, .headers = kZip});
    const auto version = version_of(restored);
    walk.expect(
        "importFramework", 412, {.query = kSave, .body = sheets, .version = version + 9, .headers = kZip}
    );
    const auto imported = walk.expect(
        "importFramework", 200, {.query = kSave, .body = sheets, .version = version, .headers = kZip}
    );
    walk_items_in_use(office, version_of(imported), revision, whole, sheets);
}

void walk_jobs(Office office) {
    auto& walk = office.walk;
    const auto uid = office.draft("Later");
    const std::string times = R"({"publish_at":"2030-01-01T00:00:00Z"})";
    walk.expect("publishCourse", 200, {.path = {uid}, .body = times, .version = office.version(uid)});
    const auto waiting = walk.expect("listJobs", 200, {.query = "?kind=publication.publish&limit=1"});
    const auto id = each(waiting.json(), "id").at(0);
    walk.expect("countJobs", 200);
    walk.expect("getJob", 200, {.path = {id}});
    walk.expect("cancelJob", 200, {.path = {id}});
    walk.expect("cancelJob", 409, {.path = {id}});
    walk.expect("requeueJob", 200, {.path = {id}});
    walk.expect("requeueJob", 409, {.path = {id}});

    walk.expect("listSchedules", 200);
    const std::string body =
        R"({"cron":"0 3 * * *","time_zone":"UTC","kind":"upkeep.bin","version":1,"payload":{},"enabled":false})";
    const auto stored = walk.expect("putSchedule", 201, {.path = {"nightly"}, .body = body});
    walk.expect("putSchedule", 428, {.path = {"nightly"}, .body = body});
    walk.expect("getSchedule", 200, {.path = {"nightly"}});
    const auto version = version_of(stored);
    walk.expect("putSchedule", 412, {.path = {"nightly"}, .body = body, .version = version + 9});
    walk.expect("putSchedule", 404, {.path = {"another"}, .body = body, .version = version});
    walk.expect("putSchedule", 200, {.path = {"nightly"}, .body = body, .version = version});
}

void walk_scraping(Office office) {
    auto& walk = office.walk;
    walk.expect("runSpider", 202, {.path = {"default", "calas"}});
    walk.expect("runSpider", 422, {.path = {"default", "no%20name"}});
    // The scraper does not run here.
    const std::string page = R"({"page":{"url":"https://example.org/","body":"<h1>Course</h1>"}})";
    const std::string unknown = "?nonsense=1";
    walk.expect("listSpiders", 400, {.query = unknown});
    walk.expect("cancelSpiderRun", 400, {.path = {"default", "run-1"}, .query = unknown});
    walk.expect("suggestSpider", 400, {.query = unknown, .body = page});
    walk.expect("trySpider", 400, {.query = unknown, .body = page});
    walk.expect("listSpiders", 503);
    walk.expect("cancelSpiderRun", 503, {.path = {"default", "run-1"}});
    walk.expect("suggestSpider", 503, {.body = page});
    walk.expect("trySpider", 503, {.body = R"({"spider":{},"url":"https://example.org/"})"});
}

void walk_staff_and_audit(Office office) {
    auto& walk = office.walk;
    const auto created = walk.expect(
        "createStaff", 201, {.body = R"({"username":"vera","display_name":"Vera","role":"viewer"})"}
    );
    walk.expect("createStaff", 409, {.body = R"({"username":"vera","role":"viewer"})"});
    const auto id = text_of(at(created.json().root(), "member/id"));
    walk.expect("listStaff", 200, {.query = "?limit=1"});
    const auto read = walk.expect("readStaff", 200, {.path = {id}});
    const std::string promoted = R"({"role":"editor"})";
    walk.expect("updateStaff", 200, {.path = {id}, .body = promoted, .version = version_of(read)});
    walk.expect("removeSecondFactorOf", 204, {.path = {id}});
    const auto reset = walk.expect("resetPassword", 200, {.path = {id}});

    // Whoever has a temporary password may do nothing but change it.
    StaffWeb vera(office.site.cms);
    vera.log_in("vera", at(reset.json().root(), "temporary_password").as_string().value());
    ContractWalk refused(office.contract, sending(vera));
    refused.expect_all(403, {"logIn", "readOwnSession", "logOut", "changePassword"});

    // The last administrator stays one.
    const auto own = walk.expect("readOwnSession", 200);
    const auto self = text_of(at(own.json().root(), "member/id"));
    const auto administrator = walk.expect("readStaff", 200, {.path = {self}});
    walk.expect("updateStaff", 409, {.path = {self}, .body = promoted, .version = version_of(administrator)});
    walk.expect("searchAudit", 200, {.query = "?limit=2&actor=admin&action=staff.create"});
    walk.expect("exportAudit", 200, {.query = "?format=jsonl"});
    walk.expect("exportAudit", 200, {.query = "?format=csv&limit=2"});
}

void walk_own_account(Office office) {
    const auto created =
        office.walk.expect("createStaff", 201, {.body = R"({"username":"otto","role":"administrator"})"});
    const std::string temporary(at(created.json().root(), "temporary_password").as_string().value());
    const std::string password = "a password of my own 5";
    const auto login = [](std::string_view given) {
        return fmt::format(R"({{"username":"otto","password":"{}"}})", given);
    };

    StaffWeb otto(office.site.cms);
    ContractWalk own(office.contract, sending(otto));
    own.expect("logIn", 401, {.body = login("wrong")});
    own.expect("logIn", 201, {.body = login(temporary)});
    own.expect("readOwnSession", 200);
    const auto change = [&](std::string_view from) {
        return fmt::format(R"({{"password":"{}","new_password":"{}"}})", from, password);
    };
    own.expect("changePassword", 403, {.body = change("wrong")});
    own.expect("changePassword", 200, {.body = change(temporary)});

    StaffWeb elsewhere(office.site.cms);
    elsewhere.log_in("otto", password);
    const auto sessions = own.expect("listOwnSessions", 200);
    const auto ids = each(sessions.json(), "id");
    const auto current = each(sessions.json(), "current");
    REQUIRE(ids.size() == 2);
    own.expect("endOwnSession", 204, {.path = {ids[current[0] == "true" ? 1 : 0]}});

    std::string recovery;
    turn_second_factor_on(own, password, recovery);
    own.expect("giveSecondFactor", 409, {.body = R"({"code":"123456"})"});
    otto.forget();
    own.expect("logIn", 201, {.body = login(password)});
    own.expect("giveSecondFactor", 401, {.body = R"({"recovery_code":"none-at-all"})"});
    own.expect("giveSecondFactor", 200, {.body = fmt::format(R"({{"recovery_code":"{}"}})", recovery)});
    own.expect("removeSecondFactor", 403, {.body = password_body("wrong")});
    own.expect("removeSecondFactor", 200, {.body = password_body(password)});
    own.expect("logOut", 204);
}

}  // namespace tests
