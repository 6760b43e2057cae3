// The documents of both ports are true: every operation answers as they say.
#include "cms_server/openapi.hpp"
#include "core/storage/staff/postgres_staff_repository.hpp"
#include "port_operations.hpp"
#include "walks.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cctype>
#include <set>

using namespace tests;

namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) {
        return static_cast<char>(std::tolower(c));
    });
    return out;
}

std::set<std::string> names_of(const PortOperations& operations) {
    std::set<std::string> names;
    for (const auto& [method, pattern] : operations) {
        names.insert(lower(core::http::to_string(method)) + " " + pattern);
    }
    return names;
}

/// Pages for people, their files, and the mirror of the App are not part of the staff API.
std::set<std::string> staff_api(std::set<std::string> names) {
    std::erase_if(names, [](const std::string& name) {
        const auto path = name.substr(name.find(' ') + 1);
        return !path.starts_with("/cms/api/") || path == "/cms/api/docs";
    });
    return names;
}

/// What was never judged, but for limits and failures.
std::set<std::string> missing(const Contract& contract) {
    static const std::set<std::string> kJudged{"400", "401", "403", "404", "409", "412", "422", "428"};
    std::set<std::string> names;
    for (const auto& name : contract.not_exercised()) {
        const auto status = name.substr(name.find(' ') + 1);
        if (status.starts_with("2") || kJudged.contains(status)) names.insert(name);
    }
    return names;
}

const std::set<std::string> kNotJudged{
    // The scraper does not run here.
    "listSpiders 200",
    "cancelSpiderRun 204",
    "cancelSpiderRun 404",
    "trySpider 200",
    "suggestSpider 200",
    "listSpiders 409",
    "cancelSpiderRun 409",
    "trySpider 422",
    "suggestSpider 422",
    // What a course refers to went away meanwhile, or has no place in spreadsheets.
    "previewCourse 409",
    "exportFramework 409",
    // Two make a schedule of the same name at the same moment.
    "putSchedule 409",
    // Without TLS where that is demanded, or without the token: access_test.cpp.
    "logIn 403",
    "readOwnSession 403",
    "logOut 403",
};

/// Holds keys of the administrator as a request does that is being carried out.
class KeyHolder {
public:
    explicit KeyHolder(TestDatabase& database)
        : database_(database),
          connection_(database.run(core::postgres::Connection::open(database.config()))),
          account_(std::stoll(database.value("select id from staff.account where username = 'admin'"))) {}

    void hold(const std::string& key, const std::function<void()>& meanwhile) {
        core::storage::PostgresStaffRepository staff(*connection_);
        database_.run(connection_->execute({"test.begin", "begin"}));
        REQUIRE(database_.run(staff.try_lock_key({account_, key})));
        meanwhile();
        database_.run(connection_->execute({"test.rollback", "rollback"}));
    }

private:
    TestDatabase& database_;
    std::unique_ptr<core::postgres::Connection> connection_;
    std::int64_t account_;
};

/// Every POST but those that take a key.
std::set<std::string> posts_without_key(const Contract& contract) {
    std::set<std::string> ids;
    for (const auto& operation : contract.operations()) {
        if (operation.method == "post" && !takes_key(operation)) ids.insert(operation.id);
    }
    return ids;
}

std::set<std::string> operations_with_key(const Contract& contract) {
    std::set<std::string> ids;
    for (const auto& operation : contract.operations()) {
        if (takes_key(operation)) ids.insert(operation.id);
    }
    return ids;
}

const std::set<std::string> kSecretAnswers{
    "logIn", "giveSecondFactor", "offerSecondFactor", "createStaff", "resetPassword"
};
const std::set<std::string> kChangeNothing{"trySpider", "suggestSpider", "getFrameworkImpact"};

}  // namespace

TEST_CASE("every operation of the staff API answers as documented", "[conformance]") {
    CmsSite site;
    const auto document = site.staff.get("/cms/api/openapi.json");
    REQUIRE(document.status == 200);
    Contract contract(document.body);
    CHECK(documented_operations(contract) == staff_api(names_of(staff_port_operations())));

    KeyHolder holder(site.databases.cms);
    ContractWalk walk(contract, sending(site.staff), [&](const auto& key, const auto& meanwhile) {
        holder.hold(key, meanwhile);
    });
    const Office office{site, contract, walk};
    walk.expect("getStaffOpenApi", 200);
    walk_inbox(office);
    walk_runs_and_sources(office);
    walk_courses(office);
    walk_revisions(office);
    walk_providers(office);
    walk_publication(office);
    walk_framework(office);
    walk_jobs(office);
    walk_scraping(office);
    walk_staff_and_audit(office);
    walk_own_account(office);
    walk_delivery_failures(office);
    StaffWeb visitor(site.cms);
    ContractWalk(contract, sending(visitor)).expect_all(401, {"logIn"});
    CHECK(missing(contract) == kNotJudged);
    CHECK(walk.repeated() == operations_with_key(contract));
}

TEST_CASE("a POST that takes no Idempotency-Key changes nothing or refuses it", "[conformance]") {
    CmsSite site;
    Contract contract(cms::openapi_document());
    std::set<std::string> expected = kSecretAnswers;
    expected.insert(kChangeNothing.begin(), kChangeNothing.end());
    CHECK(posts_without_key(contract) == expected);
    ContractWalk walk(contract, sending(site.staff));
    for (const auto& id : kSecretAnswers) {
        const auto refused = walk.expect(id, 400, {.headers = {{"Idempotency-Key", "k"}}});
        CHECK(refused.body.find("\"idempotency-key-not-supported\"") != std::string::npos);
    }
    CHECK(site.databases.cms.value("select count(*) from staff.kept_answer") == "0");
}

TEST_CASE("every operation of the hand-in API answers as documented", "[conformance]") {
    CmsSite site;
    Contract contract(cms::hand_in_openapi_document());
    CHECK(documented_operations(contract) == names_of(hand_in_port_operations()));
    const auto signed_by = [](SigningWeb& web) {
        return [&web](core::http::Method method, const std::string& target, const Asked& asked) {
            return web.send(method, target, asked.body);
        };
    };
    ContractWalk walk(contract, signed_by(site.scraper));
    const std::string opening =
        R"({"spider":"calas","spider_version":"1","started_at":"2026-01-01T00:00:00Z"})";
    const std::string other =
        R"({"spider":"other","spider_version":"1","started_at":"2026-01-01T00:00:00Z"})";
    const std::string items =
        R"({"items":[{"url":"https://example.org/1","name":"A course","provider":null,"level":null,)"
        R"("format":null,"cost":null,"cpd":null,"ongoing":true,"duration_days":null,"dates":[],"provenance":{}}]})";
    const std::string outcome = R"({"outcome":"complete","reason":null,"pages":1,"items":1,"errors":0})";
    const std::string failed = R"({"outcome":"failed","reason":"late","pages":1,"items":1,"errors":0})";
    const auto document = walk.expect("getHandInOpenApi", 200);
    CHECK(document.body == cms::hand_in_openapi_document());
    walk.expect("openScrapeRun", 201, {.path = {"run-1"}, .body = opening});
    walk.expect("openScrapeRun", 200, {.path = {"run-1"}, .body = opening});
    walk.expect("openScrapeRun", 409, {.path = {"run-1"}, .body = other});
    walk.expect("handInItems", 200, {.path = {"run-1"}, .body = items});
    walk.expect("closeScrapeRun", 200, {.path = {"run-1"}, .body = outcome});
    const auto late = std::string(items).replace(items.find("A course"), 8, "Another");
    walk.expect("handInItems", 409, {.path = {"run-1"}, .body = late});
    walk.expect("closeScrapeRun", 409, {.path = {"run-1"}, .body = failed});
    SigningWeb stranger(site.cms, "hand_in_port", {"test", std::string(48, 'x')});
    ContractWalk(contract, signed_by(stranger)).expect_all(401, {"getHandInOpenApi"});
    CHECK(missing(contract) == std::set<std::string>());
}

TEST_CASE("the documents name each operation once and describe every tag they use", "[conformance]") {
    for (const auto& document : {cms::openapi_document(), cms::hand_in_openapi_document()}) {
        const Contract contract(document);
        std::set<std::string> ids;
        std::set<std::string> used;
        for (const auto& operation : contract.operations()) {
            ids.insert(operation.id);
            used.insert(std::string(at(operation.value, "tags/0").as_string().value()));
            CHECK(at(operation.value, "tags").size() == 1);
            CHECK(at(operation.value, "summary").is_string());
        }
        CHECK(ids.size() == contract.operations().size());
        std::set<std::string> described;
        const auto tags = at(contract.root(), "tags");
        for (std::size_t i = 0; i < tags.size(); ++i)
            described.insert(std::string(at(tags.at(i), "name").as_string().value()));
        CHECK(used == described);
    }
    const Contract hand_in(cms::hand_in_openapi_document());
    CHECK(at(hand_in.root(), "info/title").as_string() == "Lifted hand-in API");
}
