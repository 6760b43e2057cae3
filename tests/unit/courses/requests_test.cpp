#include "cms_server/dto/courses/course_cursor.hpp"
#include "cms_server/dto/courses/course_requests.hpp"

#include <catch2/catch.hpp>

using namespace core::domain;

namespace {

template <class T>
std::string faults_of(const core::Result<T>& result) {
    if (result) return "none";
    if (result.error().fields.empty()) return result.error().code;
    std::string text;
    for (const auto& field : result.error().fields) {
        if (!text.empty()) text += ", ";
        text += field.name + " " + field.code;
    }
    return text;
}

}  // namespace

TEST_CASE("a bulk request names one action and what it needs") {
    const auto tag =
        cms::parse_bulk(
            R"({"action": "tag", "area_ids": [2, 1, 2], "items": [{"uid": "a", "version": 3}, {"uid": "b", "version": 1}]})"
        )
            .value();
    CHECK(tag.action == cms::BulkAction::tag);
    CHECK(tag.areas == std::vector{AreaId{1}, AreaId{2}});
    REQUIRE(tag.items.size() == 2);
    CHECK(tag.items[0].uid == "a");
    CHECK(tag.items[0].version == 3);
    const auto level =
        cms::parse_bulk(R"({"action": "set-level", "level_id": 4, "items": [{"uid": "a", "version": 1}]})");
    CHECK(level.value().level == LevelId{4});
}

TEST_CASE("a faulty bulk request is refused as a whole") {
    const auto [body, faults] = GENERATE(table<std::string, std::string>({
        {"{", "malformed-json"},
        {R"({"action": "burn", "items": [{"uid": "a", "version": 1}]})", "/action unknown-value"},
        {R"({"action": "bin", "items": []})", "/items required"},
        {R"({"action": "bin", "items": [{"uid": "a", "version": 1}, {"uid": "a", "version": 2}]})",
         "/items/1/uid duplicate"},
        {R"({"action": "bin", "items": [{"uid": "a"}]})", "/items/0/version required"},
        {R"({"action": "tag", "items": [{"uid": "a", "version": 1}]})", "/area_ids required"},
        {R"({"action": "bin", "reason": "x", "items": [{"uid": "a", "version": 1}]})",
         "/reason unknown-member"},
        {R"({"action": "reject", "reason": " ", "items": [{"uid": "a", "version": 1}]})", "/reason required"},
    }));
    CAPTURE(body);
    CHECK(faults_of(cms::parse_bulk(body)) == faults);
}

TEST_CASE("a bulk request has at most five hundred items") {
    std::string items;
    for (std::size_t i = 0; i <= cms::kMostBulkItems; ++i) {
        items += (i == 0 ? "" : ",") + std::string(R"({"uid":"c)") + std::to_string(i) + R"(","version":1})";
    }
    CHECK(faults_of(cms::parse_bulk(R"({"action":"bin","items":[)" + items + "]}")) == "/items too-many");
}

TEST_CASE("a merge names the survivor, its version and the fields that are taken over") {
    const auto merge =
        cms::parse_merge(R"({"into": "b", "into_version": 2, "fields": ["name", "cost"]})").value();
    CHECK(merge.into == "b");
    CHECK(merge.fields == std::vector{CourseField::name, CourseField::cost});
    CHECK(
        faults_of(cms::parse_merge(R"({"into": "b", "into_version": 0, "fields": ["uid"]})")) ==
        "/into_version out-of-range, /fields/0 unknown-value"
    );
}

TEST_CASE("a patch of a provider keeps what it does not name") {
    const cms::ProviderInput base{"Academy", "https://a.example/", {"SAL"}};
    const auto renamed = cms::parse_provider(R"({"name": "Academy of Law"})", base).value();
    CHECK(renamed.name == "Academy of Law");
    CHECK(renamed.website == "https://a.example/");
    CHECK(renamed.aliases == std::vector<std::string>{"SAL"});
    CHECK(cms::parse_provider(R"({"website": null, "aliases": []})", base).value().aliases.empty());
    CHECK(faults_of(cms::parse_provider("{}", {})) == "/name required");
    CHECK(faults_of(cms::parse_provider(R"({"website": "x"})", base)) == "/website malformed-url");
    CHECK(
        faults_of(cms::parse_provider(R"({"aliases": ["", 5]})", base)) ==
        "/aliases/0 required, /aliases/1 required"
    );
}

TEST_CASE("a cursor leads back to its place, in its own list only") {
    core::data::DraftPlace place;
    place.at = core::Instant(std::chrono::microseconds(1'234'567));
    place.name = "ärger";
    place.id = 42;
    const auto text = cms::encode_cursor({place, true}, "/courses?state=draft");
    const auto read = cms::decode_cursor(text, "/courses?state=draft").value();
    CHECK(read.backwards);
    CHECK(read.place.at == place.at);
    CHECK(read.place.name == place.name);
    CHECK(read.place.id == 42);
    CHECK(cms::decode_cursor(text, "/courses?state=binned").error().code == "foreign-cursor");
    CHECK(cms::decode_cursor("x" + text, "/courses?state=draft").error().code == "invalid-cursor");
    CHECK(cms::decode_cursor("", "/courses?state=draft").error().code == "invalid-cursor");
}
