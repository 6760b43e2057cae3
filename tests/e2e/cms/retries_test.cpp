// A script that repeats its requests, over HTTP.
#include "cms_site.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <future>

using namespace tests;
using core::http::Method;

namespace {

const std::string kCourses = "/cms/api/v1/courses";

Headers with_key(std::string key) {
    return {{"Idempotency-Key", std::move(key)}};
}

std::string body_of(std::string_view name) {
    return fmt::format(R"({{"name":"{}"}})", name);
}

std::string courses_named(CmsSite& site, std::string_view name) {
    return site.databases.cms.value(
        fmt::format("select count(*) from editorial.course where name = '{}'", name)
    );
}

bool is_replayed(const Answer& answer) {
    return answer.header("Idempotency-Replayed") == "true";
}

std::string code_of(const Answer& answer) {
    return std::string(at(answer.json().root(), "code").as_string().value_or(""));
}

}  // namespace

TEST_CASE("a course is made once, however often the request is sent", "[keyed]") {
    CmsSite site;
    const auto post = [&](const std::string& key, std::string_view name) {
        return site.staff.send(Method::post, kCourses, body_of(name), {}, with_key(key));
    };
    const auto first = post("import-1", "Once");
    REQUIRE(first.status == 201);
    CHECK_FALSE(is_replayed(first));
    const auto again = post("import-1", "Once");
    CHECK(again.status == 201);
    CHECK(is_replayed(again));
    CHECK(again.header("Location") == first.header("Location"));
    CHECK(again.header("ETag") == first.header("ETag"));
    CHECK(again.body == first.body);
    const auto other = post("import-1", "Twice");
    CHECK(other.status == 422);
    CHECK(code_of(other) == "idempotency-key-reused");
    CHECK(courses_named(site, "Once") == "1");
    CHECK(courses_named(site, "Twice") == "0");
    CHECK(site.databases.cms.value("select count(*) from audit.entry where action = 'course.create'") == "1");
    // What was refused may be put right under the same key.
    CHECK(post("import-2", "").status == 422);
    CHECK(post("import-2", "Put right").status == 201);
}

TEST_CASE("of requests sent at the same moment with one key, one is carried out", "[keyed]") {
    CmsSite site;
    constexpr int kRounds = 10;
    constexpr int kAtOnce = 4;
    std::vector<std::unique_ptr<StaffWeb>> callers;
    for (int i = 0; i < kAtOnce; ++i) {
        callers.push_back(std::make_unique<StaffWeb>(site.cms));
        callers.back()->log_in("admin", kAdminPassword);
    }
    for (int round = 0; round < kRounds; ++round) {
        const auto name = fmt::format("Round {}", round);
        const auto key = with_key(fmt::format("round-{}", round));
        std::vector<std::future<Answer>> answers;
        for (auto& caller : callers) {
            answers.push_back(std::async(std::launch::async, [&] {
                return caller->send(Method::post, kCourses, body_of(name), {}, key);
            }));
        }
        int made = 0;
        for (auto& pending : answers) {
            const auto answer = pending.get();
            INFO(answer.body);
            if (answer.status == 201 && !is_replayed(answer)) ++made;
            if (answer.status != 201) CHECK(code_of(answer) == "idempotency-in-progress");
        }
        CHECK(made == 1);
        CHECK(courses_named(site, name) == "1");
    }
}

TEST_CASE("a bulk action with a key is done item by item, and all of it once", "[keyed]") {
    CmsSite site;
    std::vector<std::string> uids;
    for (const auto* name : {"One", "Two", "Three"}) {
        const auto made = site.staff.post(kCourses, body_of(name));
        REQUIRE(made.status == 201);
        uids.emplace_back(at(made.json().root(), "uid").as_string().value());
    }
    const auto body = fmt::format(
        R"({{"action":"bin","items":[{{"uid":"{}","version":1}},{{"uid":"{}","version":7}},)"
        R"({{"uid":"{}","version":1}}]}})",
        uids[0],
        uids[1],
        uids[2]
    );
    const auto first = site.staff.send(Method::post, kCourses + ":bulk", body, {}, with_key("bin"));
    CHECK(at(first.json().root(), "done").as_int() == 2);
    CHECK(at(first.json().root(), "refused").as_int() == 1);
    const auto again = site.staff.send(Method::post, kCourses + ":bulk", body, {}, with_key("bin"));
    CHECK(is_replayed(again));
    CHECK(again.body == first.body);
    CHECK(site.databases.cms.value("select count(*) from audit.entry where action = 'course.bin'") == "2");
}

TEST_CASE("methods that may be repeated anyway take no notice of a key", "[keyed]") {
    CmsSite site;
    const auto made = site.staff.post(kCourses, body_of("Edited"));
    const auto path = kCourses + "/" + std::string(at(made.json().root(), "uid").as_string().value());
    const auto key = with_key("edit");
    CHECK(site.staff.get(path, key).status == 200);
    CHECK(site.staff.send(Method::patch, path, body_of("Anew"), 1, key).status == 200);
    const auto again = site.staff.send(Method::patch, path, body_of("Anew"), 1, key);
    CHECK(again.status == 412);
    CHECK_FALSE(is_replayed(again));
    CHECK(site.staff.send(Method::delete_, path, "", 2, key).status == 200);
    CHECK(site.databases.cms.value("select count(*) from staff.kept_answer") == "0");
}
