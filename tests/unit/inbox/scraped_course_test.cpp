#include "core/domain/scraped_course.hpp"

#include <catch2/catch.hpp>

using namespace core::domain;

namespace {

Vocabulary vocabulary() {
    return {
        {{LevelId{1}, "Gen", "General"},
         {LevelId{2}, "Fou", "Foundational"},
         {LevelId{3}, "Int", "Intermediate"},
         {LevelId{5}, "Upd", "Update"}},
        {{FormatId{1}, "C", "Conference"}, {FormatId{6}, "e-L", "E-Learning"}}
    };
}

ScrapedCourse full_course() {
    ScrapedCourse course;
    course.url = "https://example.com/a";
    course.name = "Contracts";
    course.provider = "SAL";
    course.level = "Foundation";
    course.format = "e-learning";
    course.cost = Cost::free();
    course.cpd = Cpd::to_be_confirmed();
    course.schedule = Schedule::ongoing();
    course.duration = DurationDays::of_units(15);
    return course;
}

}  // namespace

TEST_CASE("Levels and formats are found by name, acronym or what sites call them", "[inbox]") {
    const auto words = vocabulary();
    CHECK(words.level("Foundational") == LevelId{2});
    CHECK(words.level("FOUNDATIONAL") == LevelId{2});
    CHECK(words.level("Foundation") == LevelId{2});
    CHECK(words.level(" foundation ") == LevelId{2});
    CHECK(words.level("int") == LevelId{3});
    CHECK(words.level("Updates") == LevelId{5});
    CHECK(words.format("e learning") == FormatId{6});
    CHECK(words.format("elearning") == FormatId{6});
    CHECK(words.format("Conferences") == FormatId{1});
}

TEST_CASE("An unknown level is none, not a guess", "[inbox]") {
    const auto words = vocabulary();
    for (const char* text : {"", " ", "Masterclass", "Intermediate and Advanced", "foundationals"}) {
        CAPTURE(text);
        CHECK_FALSE(words.level(text));
    }
    CHECK_FALSE(Vocabulary{}.level("Foundational"));
}

TEST_CASE("What a site does not say is not stated in the draft", "[inbox]") {
    ScrapedCourse course;
    course.url = "https://example.com/a";
    course.name = "Contracts";
    course.level = "Masterclass";
    const auto draft = to_draft(course, vocabulary());
    CHECK(draft.stated == FieldSet{CourseField::name, CourseField::url});
    CHECK(draft.draft.name == "Contracts");
    CHECK_FALSE(draft.draft.level);
}

TEST_CASE("A full scrape states every field but the tags", "[inbox]") {
    const auto draft = to_draft(full_course(), vocabulary());
    for (const auto field : kCourseFields) {
        CAPTURE(to_string(field));
        CHECK(draft.stated.has(field) == (field != CourseField::areas && field != CourseField::competencies));
    }
    CHECK(draft.draft.level == LevelId{2});
    CHECK(draft.draft.format == FormatId{6});
}

TEST_CASE("A newer scrape without a value keeps the older one", "[inbox]") {
    ScrapedCourse newer;
    newer.url = full_course().url;
    newer.name = "Contracts II";
    auto expected = full_course();
    expected.name = "Contracts II";
    CHECK(merge(full_course(), newer) == expected);
}

TEST_CASE("Normalising trims texts, drops blank ones and unknown kinds", "[inbox]") {
    ScrapedCourse course;
    course.url = " HTTPS://Example.com/a#top ";
    course.name = "  Contracts\n\t and\xC2\xA0more ";
    course.provider = " \xC2\xA0 ";
    course.cost = Cost::unknown();
    course.cpd = Cpd::unknown();
    course.schedule = Schedule();
    REQUIRE(normalise(course).has_value());
    CHECK(course.url == "https://example.com/a");
    CHECK(course.name == "Contracts and more");
    CHECK_FALSE(course.provider);
    CHECK_FALSE(course.cost);
    CHECK_FALSE(course.cpd);
    CHECK_FALSE(course.schedule);
}

TEST_CASE("Normalising reports every broken rule at once", "[inbox]") {
    ScrapedCourse course;
    course.url = "nowhere";
    course.provider = std::string(501, 'x');
    course.duration = DurationDays::of_units(-1);
    const auto sound = normalise(course);
    REQUIRE_FALSE(sound.has_value());
    std::vector<std::string> pointers;
    for (const auto& field : sound.error().fields) pointers.push_back(field.name);
    CHECK(pointers == std::vector<std::string>{"/url", "/provider", "/name", "/duration_days"});
}

TEST_CASE("A set of fields lists them in their order", "[inbox]") {
    FieldSet set{CourseField::cost, CourseField::name};
    CHECK(set.list() == std::vector{CourseField::name, CourseField::cost});
    set.remove(CourseField::name);
    CHECK_FALSE(set.has(CourseField::name));
    CHECK_FALSE(set.empty());
}
