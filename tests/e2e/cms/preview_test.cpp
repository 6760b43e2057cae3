// What staff see of a course before anybody else does.
#include "staff_work.hpp"

#include <catch2/catch.hpp>

using namespace tests;
using core::http::Method;

namespace {

/// An object without its times of change, each member by its name.
std::vector<std::pair<std::string, std::string>> members(const Answer& answer) {
    std::vector<std::pair<std::string, std::string>> all;
    const auto document = answer.json();
    const auto root = document.root();
    for (std::size_t i = 0; i < root.size(); ++i) {
        const std::string name(root.member_name(i));
        if (name != "updated_at") all.emplace_back(name, text_of(root.member_value(i)));
    }
    return all;
}

const std::string kFull =
    R"({"name":"Zwölf \"Fragen\" & Antworten","cost":{"kind":"fixed","amount":"1250.50"},"area_ids":[1,2],)"
    R"("competency_ids":[1,2,3],"level_id":2,"format_id":1,"provider":"A provider of many",)"
    R"("url":"https://example.org/c?a=1&b=2","cpd":{"kind":"points","points":"3.5"},"ongoing":false,)"
    R"("dates":[{"starts_at":"2031-03-05T09:00:00+08:00","ends_at":"2031-03-06T17:00:00+08:00"},)"
    R"({"starts_at":"2031-01-05T09:00:00Z","ends_at":null}],"duration_days":"1.5"})";

std::string make(CmsSite& site, const std::string& body) {
    const auto made = site.staff.post(kApi + "/courses", body);
    INFO(made.body);
    REQUIRE(made.status == 201);
    return text_in(made, "uid");
}

Answer preview(CmsSite& site, const std::string& uid) {
    return site.staff.await(kApi + "/courses/" + uid + "/preview", [](const Answer& answer) {
        return answer.status != 503;  // the App's data were read
    });
}

Answer published(CmsSite& site, const std::string& uid) {
    publish(site.staff, uid);
    return site.await_public("/api/v1/courses/" + uid, [](const Answer& answer) {
        return answer.status == 200;
    });
}

}  // namespace

TEST_CASE("a course looks in its preview as it will in the App", "[preview]") {
    CmsSite site;
    // The App gives a provider its number with the first course of it.
    const auto first = make(site, kFull);
    const auto before = preview(site, first);
    INFO(before.body);
    REQUIRE(before.status == 200);
    CHECK(at(before.json().root(), "provider/id").as_int() == 0);
    CHECK(site.public_get("/api/v1/courses/" + first).status == 404);
    auto expected = members(before);
    auto actual = members(published(site, first));
    REQUIRE(actual.size() == expected.size());
    for (std::size_t i = 0; i < actual.size(); ++i) {
        INFO(actual[i].first);
        if (actual[i].first == "provider") {
            CHECK(actual[i].second.find("\"A provider of many\"") != std::string::npos);
        } else {
            CHECK(actual[i] == expected[i]);
        }
    }

    for (const auto& body : {kFull, complete_course("Of few words")}) {
        const auto uid = make(site, body);
        // What staff change after a publication is previewed too, and is not public before the next.
        published(site, uid);
        rename(site.staff, uid, "Renamed since");
        site.staff.await(kApi + "/courses/" + uid + "/preview", [](const Answer& answer) {
            return answer.status == 200 && at(answer.json().root(), "provider/id").as_int() != 0;
        });
        const auto changed = preview(site, uid);
        CHECK(text_in(changed, "name") == "Renamed since");
        CHECK(text_in(site.public_get("/api/v1/courses/" + uid), "name") != "Renamed since");
        publish(site.staff, uid);
        const auto shown = site.await_public("/api/v1/courses/" + uid, [](const Answer& answer) {
            return text_in(answer, "name") == "Renamed since";
        });
        CHECK(members(shown) == members(changed));
    }
}
