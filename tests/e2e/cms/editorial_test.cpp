// From a scraped page to a recommendation.
#include "cms_site.hpp"
#include "support/run.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace tests;
using core::http::Method;

namespace {

const std::string kApi = "/cms/api/v1";

std::string item(std::string_view url, std::string_view name) {
    return fmt::format(
        R"({{"url":"{}","name":"{}","provider":"A provider","level":"Foundational","format":null,)"
        R"("cost":{{"kind":"fixed","amount":"120.00"}},"cpd":{{"kind":"points","points":"3.5"}},"ongoing":false,)"
        R"("duration_days":"1.0","dates":[{{"starts_at":"2031-03-05T09:00:00+08:00","ends_at":null}}],)"
        R"("provenance":{{"name":{{"url":"{}","selector":"h1","raw":"{}","at":"2026-01-01T00:00:00Z"}}}}}})",
        url,
        name,
        url,
        name
    );
}

void hand_in(SigningWeb& scraper, const std::string& run, const std::string& items) {
    const auto target = "/internal/v1/scrapes/" + run;
    const auto opened =
        scraper.put(target, R"({"spider":"calas","spider_version":"1","started_at":"2026-01-01T00:00:00Z"})");
    INFO(opened.body);
    REQUIRE(opened.status < 300);
    const auto handed = scraper.put(target + "/items", R"({"items":[)" + items + "]}");
    INFO(handed.body);
    REQUIRE(handed.status < 300);
    const auto closed = scraper.put(
        target + "/outcome", R"({"outcome":"complete","reason":null,"pages":1,"items":1,"errors":0})"
    );
    INFO(closed.body);
    REQUIRE(closed.status < 300);
}

/// A job role of the App, with its questions, and the area that serves the first one's category.
struct Role {
    std::string id;
    std::vector<std::string> questions;
    std::string area;
};

Role role_with_area(CmsSite& site) {
    Role role;
    role.id = "1";
    const auto questions = site.public_get("/api/v1/job-roles/1/questions").json();
    role.questions = each(questions, "competency_id");
    const auto category = text_of(at(questions.root(), "items/0/category_id"));
    const auto found = site.public_get("/api/v1/competency-categories/" + category).json();
    role.area = text_of(at(found.root(), "area/id"));
    return role;
}

std::string review_answers(const Role& role) {
    std::string body = R"({"job_role_id":)" + role.id + R"(,"answers":[)";
    for (std::size_t i = 0; i < role.questions.size(); ++i) {
        body += (i == 0 ? "" : ",") + (R"({"competency_id":)" + role.questions[i] + R"(,"met":false})");
    }
    return body + "]}";
}

}  // namespace

TEST_CASE("a scraped course is accepted, completed, published, found and recommended", "[editorial]") {
    CmsSite site;
    hand_in(site.scraper, "run-1", item("https://example.org/courses/1", "Drafting with care"));

    const auto inbox = site.staff.get(kApi + "/inbox");
    INFO(inbox.body);
    REQUIRE(inbox.status == 200);
    REQUIRE(at(inbox.json().root(), "total").as_int() == 1);
    const auto id = text_of(at(inbox.json().root(), "items/0/id"));
    const auto entry = site.staff.get(kApi + "/inbox/" + id);
    REQUIRE(entry.status == 200);
    const auto accepted =
        site.staff.post(kApi + "/inbox/" + id + "/acceptance", R"({"fields":"all"})", version_of(entry));
    INFO(accepted.body);
    REQUIRE(accepted.status < 300);
    const std::string uid(at(accepted.json().root(), "course_uid").as_string().value());

    const auto draft = site.staff.get(kApi + "/courses/" + uid);
    INFO(draft.body);
    REQUIRE(draft.status == 200);
    const auto lacking = site.staff.get(kApi + "/courses/" + uid + "/check");
    INFO(lacking.body);
    REQUIRE(lacking.status == 200);
    CHECK(lacking.body.find("format") != std::string::npos);

    const auto role = role_with_area(site);
    const auto patched = site.staff.send(
        Method::patch,
        kApi + "/courses/" + uid,
        fmt::format(R"({{"format_id":2,"area_ids":[{}]}})", role.area),
        version_of(draft)
    );
    INFO(patched.body);
    REQUIRE(patched.status == 200);
    const auto preview = site.staff.get(kApi + "/courses/" + uid + "/preview");
    INFO(preview.body);
    CHECK(preview.status == 200);
    CHECK(site.public_get("/api/v1/courses/" + uid).status == 404);

    const auto published =
        site.staff.post(kApi + "/courses/" + uid + "/publication", "{}", version_of(patched));
    INFO(published.body);
    REQUIRE(published.status < 300);
    const auto shown =
        site.await_public("/api/v1/courses/" + uid, [](const Answer& a) { return a.status == 200; });
    CHECK(at(shown.json().root(), "name").as_string() == "Drafting with care");
    const auto found = site.public_get("/api/v1/course-instances?q=drafting%20with%20care");
    CHECK(at(found.json().root(), "total").as_int() == 1);
    const auto delivered = site.staff.await(kApi + "/courses/" + uid + "/publication", [](const Answer& a) {
        return a.body.find("\"delivered\"") != std::string::npos;
    });
    CHECK(delivered.status == 200);

    boost::asio::io_context io(1);
    core::http::Client client(io.get_executor());
    const auto review = tests::run(
        io,
        client.send(
            {Method::post,
             site.app.url("/api/v1/reviews"),
             {{"Content-Type", "application/json"}},
             review_answers(role)}
        )
    );
    REQUIRE(review.has_value());
    INFO(review->body);
    CHECK(review->status == 200);
    CHECK(review->body.find(uid) != std::string::npos);
}

TEST_CASE("entries of the inbox are decided in bulk once for a key, each by itself", "[editorial][keyed]") {
    CmsSite site;
    const auto url = [](int i) { return fmt::format("https://example.org/courses/{}", i); };
    hand_in(
        site.scraper, "run-1", item(url(1), "One") + "," + item(url(2), "Two") + "," + item(url(3), "Three")
    );
    const auto listed = site.staff.get(kApi + "/inbox?sort=first_seen").json();
    const auto ids = each(listed, "id");
    REQUIRE(ids.size() == 3);
    const auto body = fmt::format(
        R"({{"action":"accept","items":[{{"id":{},"version":1}},{{"id":{},"version":7}},{{"id":{},"version":1}}]}})",
        ids[2],
        ids[1],
        ids[0]
    );
    const Headers key{{"Idempotency-Key", "accept"}};
    const auto first = site.staff.send(Method::post, kApi + "/inbox:bulk", body, {}, key);
    INFO(first.body);
    REQUIRE(first.status == 200);
    CHECK(text_of(at(first.json().root(), "results/0/id")) == ids[2]);
    CHECK(at(first.json().root(), "results/0/entry/state").as_string() == "accepted");
    CHECK(at(first.json().root(), "results/1/error/code").as_string() == "stale-version");
    CHECK(at(first.json().root(), "results/2/entry/state").as_string() == "accepted");
    const auto again = site.staff.send(Method::post, kApi + "/inbox:bulk", body, {}, key);
    CHECK(again.header("Idempotency-Replayed") == "true");
    CHECK(again.body == first.body);
    CHECK(site.databases.cms.value("select count(*) from editorial.course where source = 'calas'") == "2");
}
