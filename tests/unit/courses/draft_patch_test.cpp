#include "cms_server/dto/courses/draft_patch.hpp"

#include "cms_server/dto/courses/field_json.hpp"

#include <catch2/catch.hpp>

using namespace core::domain;
using core::json::Document;

namespace {

core::Result<CourseDraft> patch(CourseDraft base, std::string_view json) {
    const auto document = Document::parse(json).value();
    return cms::patched(std::move(base), document.root(), "SGD");
}

CourseDraft named() {
    CourseDraft draft;
    draft.name = "Drafting contracts";
    return draft;
}

CourseDraft dated() {
    auto draft = named();
    draft.schedule = Schedule::dated({{core::Instant{}, std::nullopt}}).value();
    return draft;
}

std::string faults_of(const CourseDraft& base, std::string_view json) {
    const auto result = patch(base, json);
    if (result) return "none";
    std::string text;
    for (const auto& field : result.error().fields) {
        if (!text.empty()) text += ", ";
        text += field.name + " " + field.code;
    }
    return text;
}

}  // namespace

TEST_CASE("a patch changes the members it names and no others") {
    auto base = named();
    base.provider = "Academy";
    const auto changed = patch(base, R"({"url": " https://x.example/a ", "level_id": 2})").value();
    CHECK(changed.name == "Drafting contracts");
    CHECK(changed.provider == "Academy");
    CHECK(changed.url == "https://x.example/a");
    CHECK(changed.level == LevelId{2});
    CHECK(patch(base, "{}").value() == base);
}

TEST_CASE("null and blank text empty a member") {
    auto base = named();
    base.provider = "Academy";
    base.url = "https://x.example/";
    base.level = LevelId{1};
    base.duration = DurationDays::of_units(10);
    base.areas = {AreaId{1}};
    const auto changed =
        patch(
            base,
            R"({"provider": null, "url": " ", "level_id": null, "duration_days": null, "area_ids": null})"
        )
            .value();
    CHECK(changed == named());
}

TEST_CASE("tags are put in order") {
    const auto changed = patch(named(), R"({"area_ids": [3, 1, 2], "competency_ids": [9, 8]})").value();
    CHECK(changed.areas == std::vector{AreaId{1}, AreaId{2}, AreaId{3}});
    CHECK(changed.competencies == std::vector{CompetencyId{8}, CompetencyId{9}});
}

TEST_CASE("a cost is one of its kinds, whatever it was before") {
    auto base = named();
    base.cost = Cost::fixed(Money::of_units(12'000)).value();
    CHECK(patch(base, R"({"cost": {"kind": "free"}})").value().cost == Cost::free());
    CHECK(patch(base, R"({"cost": {"kind": "varying", "amount": null}})").value().cost == Cost::varying());
    CHECK(patch(base, R"({"cost": {"amount": "99.50"}})").value().cost.amount().text() == "99.50");
    CHECK(
        patch(base, R"({"cost": {"kind": "fixed", "amount": 7, "currency": "SGD"}})")
            .value()
            .cost.amount()
            .text() == "7.00"
    );
    CHECK(patch(base, R"({"cost": null})").value().cost == Cost::unknown());
}

TEST_CASE("points are a number or a text") {
    CHECK(
        patch(named(), R"({"cpd": {"kind": "points", "points": 3.5}})").value().cpd.number().compact() ==
        "3.5"
    );
    CHECK(
        patch(named(), R"({"cpd": {"kind": "points", "points": "4"}})").value().cpd.number().compact() == "4"
    );
    CHECK(patch(named(), R"({"cpd": {"kind": "private"}})").value().cpd == Cpd::private_study());
}

TEST_CASE("an ongoing course has no dates") {
    CHECK(patch(dated(), R"({"ongoing": true})").value().schedule == Schedule::ongoing());
    auto ongoing = named();
    ongoing.schedule = Schedule::ongoing();
    CHECK(patch(ongoing, R"({"ongoing": false})").value().schedule == Schedule());
    CHECK(
        faults_of(ongoing, R"({"dates": [{"starts_at": "2027-01-01T00:00:00Z"}]})") ==
        "/dates ongoing-with-dates"
    );
    const auto both = patch(
        ongoing,
        R"({"ongoing": false, "dates": [{"starts_at": "2027-01-01T09:00:00+08:00", "ends_at": null}]})"
    );
    CHECK(both.value().schedule.dates().size() == 1);
}

TEST_CASE("a patch that breaks rules names each fault where it stands") {
    const auto [json, faults] = GENERATE(table<std::string, std::string>({
        {R"({"nmae": "x"})", "/nmae unknown-member"},
        {R"({"name": ""})", "/name required"},
        {R"({"name": 7})", "/name wrong-type, /name required"},
        {R"({"url": "ftp://x.example/"})", "/url malformed-url"},
        {R"({"level_id": 0})", "/level_id out-of-range"},
        {R"({"format_id": "x"})", "/format_id wrong-type"},
        {R"({"cost": {"kind": "cheap"}})", "/cost/kind unknown-value"},
        {R"({"cost": {"kind": "fixed"}})", "/cost/amount required"},
        {R"({"cost": {"kind": "fixed", "amount": "1.234"}})", "/cost/amount malformed-decimal"},
        {R"({"cost": {"kind": "fixed", "amount": "-1"}})", "/cost/amount out-of-range"},
        {R"({"cost": {"kind": "free", "amount": "1"}})", "/cost/amount not-of-this-kind"},
        {R"({"cost": {"kind": "free", "currency": "EUR"}})", "/cost/currency unknown-value"},
        {R"({"cost": {"kind": "free", "sum": 1}})", "/cost/sum unknown-member"},
        {R"({"cpd": {"kind": "tbc", "points": 1}})", "/cpd/points not-of-this-kind"},
        {R"({"cpd": []})", "/cpd wrong-type"},
        {R"({"ongoing": "yes"})", "/ongoing wrong-type"},
        {R"({"dates": [7]})", "/dates/0 wrong-type"},
        {R"({"dates": [{"starts_at": "2027-02-30T00:00:00Z"}]})", "/dates/0/starts_at malformed-time"},
        {R"({"dates": [{"starts_at": "2027-02-02T00:00:00Z", "ends_at": "2027-02-01T00:00:00Z"}]})",
         "/dates/0/ends_at ends-before-start"},
        {R"({"duration_days": true})", "/duration_days wrong-type"},
        {R"({"area_ids": [1, 1]})", "/area_ids/1 duplicate"},
        {R"({"area_ids": [0]})", "/area_ids/0 out-of-range"},
        {R"({"name": "", "url": "x", "level_id": -1})",
         "/level_id out-of-range, /name required, /url malformed-url"},
    }));
    CAPTURE(json);
    CHECK(faults_of(named(), json) == faults);
}

TEST_CASE("only a JSON object is a patch") {
    CHECK(patch(named(), "[]").error().code == "not-an-object");
    CHECK(patch(named(), "null").error().code == "not-an-object");
}

TEST_CASE("a difference holds the changed fields with both values") {
    auto to = named();
    to.level = LevelId{2};
    to.cost = Cost::fixed(Money::of_units(1'050)).value();
    to.schedule = Schedule::ongoing();
    CHECK(
        cms::difference_json(named(), to) ==
        R"({"level":{"from":null,"to":2},)"
        R"("cost":{"from":{"kind":"unknown"},"to":{"kind":"fixed","amount":"10.50"}},)"
        R"("schedule":{"from":{"ongoing":false,"dates":[]},"to":{"ongoing":true,"dates":[]}}})"
    );
    CHECK(cms::difference_json(to, to) == "{}");
}
