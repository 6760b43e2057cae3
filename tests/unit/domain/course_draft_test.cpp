#include "core/domain/course_draft.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <functional>

using namespace core::domain;

namespace {

CourseDraft complete() {
    CourseDraft draft;
    draft.name = "Drafting contracts";
    draft.url = "https://courses.example/1";
    draft.provider = "Academy";
    draft.level = LevelId{1};
    draft.format = FormatId{2};
    draft.cost = Cost::free();
    draft.cpd = Cpd::to_be_confirmed();
    draft.schedule = Schedule::ongoing();
    draft.duration = DurationDays::of_units(15);
    draft.areas = {AreaId{1}, AreaId{3}};
    draft.competencies = {CompetencyId{7}};
    return draft;
}

/// Another value for every field.
CourseDraft other() {
    CourseDraft draft;
    draft.name = "Mediation";
    draft.url = "https://courses.example/2";
    draft.provider = "College";
    draft.level = LevelId{2};
    draft.format = FormatId{1};
    draft.cost = Cost::varying();
    draft.cpd = Cpd::private_study();
    draft.schedule = Schedule::dated({{core::Instant{}, std::nullopt}}).value();
    draft.areas = {AreaId{2}};
    return draft;
}

std::vector<std::string> fault_names(const core::Error& error) {
    std::vector<std::string> names;
    for (const auto& field : error.fields) names.push_back(field.name + " " + field.code);
    return names;
}

struct Breach {
    const char* what;
    std::function<void(CourseDraft&)> change;
    std::string fault;
};

}  // namespace

TEST_CASE("every field of a draft has a name that stands for it alone") {
    for (const auto field : kCourseFields) {
        CAPTURE(to_string(field));
        CHECK(parse_course_field(to_string(field)) == field);
    }
    CHECK_FALSE(parse_course_field("uid"));
    CHECK_FALSE(parse_course_field(""));
}

TEST_CASE("a field is compared and copied without touching the others") {
    for (const auto field : kCourseFields) {
        CAPTURE(to_string(field));
        CourseDraft changed = complete();
        CHECK_FALSE(same(field, changed, other()));
        copy_field(field, other(), changed);
        CHECK(same(field, changed, other()));
        for (const auto rest : kCourseFields) {
            if (rest != field) CHECK(same(rest, changed, complete()));
        }
    }
}

TEST_CASE("a draft that was only begun may be kept") {
    CHECK(validate(CourseDraft{}).has_value());
    CHECK(validate(complete()).has_value());
}

TEST_CASE("a draft that breaks a rule is not kept, and every fault is named") {
    const Breach breach = GENERATE(values<Breach>({
        {"blank name", [](auto& d) { d.name = "  "; }, "/name required"},
        {"name of several lines", [](auto& d) { d.name = "a\nb"; }, "/name bad-text"},
        {"name that is not UTF-8", [](auto& d) { d.name = "\xff"; }, "/name bad-text"},
        {"long name", [](auto& d) { d.name.assign(kMaxNameBytes + 1, 'x'); }, "/name too-long"},
        {"script for a link", [](auto& d) { d.url = "javascript:alert(1)"; }, "/url malformed-url"},
        {"link without a host", [](auto& d) { d.url = "https:///x"; }, "/url malformed-url"},
        {"link with a password", [](auto& d) { d.url = "https://a:b@x.example/"; }, "/url malformed-url"},
        {"long link",
         [](auto& d) { d.url = "https://x.example/" + std::string(kMaxUrlBytes, 'x'); },
         "/url too-long"},
        {"blank provider", [](auto& d) { d.provider = " "; }, "/provider required"},
        {"level zero", [](auto& d) { d.level = LevelId{0}; }, "/level out-of-range"},
        {"negative format", [](auto& d) { d.format = FormatId{-1}; }, "/format out-of-range"},
        {"negative duration",
         [](auto& d) { d.duration = DurationDays::of_units(-1); },
         "/duration_days out-of-range"},
        {"repeated area", [](auto& d) { d.areas = {AreaId{1}, AreaId{1}}; }, "/areas/1 duplicate"},
        {"areas out of order", [](auto& d) { d.areas = {AreaId{2}, AreaId{1}}; }, "/areas/1 not-ascending"},
        {"competency zero",
         [](auto& d) { d.competencies = {CompetencyId{0}}; },
         "/competency_ids/0 out-of-range"},
    }));
    CAPTURE(breach.what);
    CourseDraft draft = complete();
    breach.change(draft);
    const auto valid = validate(draft);
    REQUIRE(valid.has_error());
    CHECK(valid.error().kind == core::ErrorKind::invalid_input);
    CHECK(fault_names(valid.error()) == std::vector{breach.fault});
}

TEST_CASE("publishing says at once everything that a draft lacks") {
    const auto course = to_course({}, "uid", "manual", 1);
    REQUIRE(course.has_error());
    CHECK(course.error().code == "incomplete-course");
    CHECK(
        fault_names(course.error()) ==
        std::vector<std::string>{
            "/name required",
            "/url required",
            "/provider required",
            "/level required",
            "/format required",
            "/cost required",
            "/cpd required",
            "/schedule required",
            "/areas required",
        }
    );
}

TEST_CASE("one tag of either kind is enough to publish") {
    CourseDraft draft = complete();
    draft.areas.clear();
    CHECK(to_course(draft, "uid", "manual", 1).has_value());
    draft.areas = {AreaId{1}};
    draft.competencies.clear();
    CHECK(to_course(draft, "uid", "manual", 1).has_value());
}

TEST_CASE("a published course and its draft are the same in every field") {
    const auto course = to_course(complete(), "abc", "sal", 7).value();
    CHECK(course.uid == "abc");
    CHECK(course.source == "sal");
    CHECK(course.revision == 7);
    CHECK(to_draft(course) == complete());
}

TEST_CASE("a course cannot be published under a malformed uid or revision") {
    CHECK(to_course(complete(), "a b", "sal", 1).error().fields.front().name == "/uid");
    CHECK(to_course(complete(), "a", "sal", 0).error().fields.front().name == "/revision");
}
