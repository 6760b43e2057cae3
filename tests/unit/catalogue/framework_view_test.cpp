#include "app_server/catalogue/framework_view.hpp"

#include "sample_catalogue.hpp"

#include <catch2/catch.hpp>

using namespace core::domain;
using app::FrameworkView;
using Positions = std::vector<std::uint32_t>;

TEST_CASE("The framework's look-ups follow its references by position", "[framework_view]") {
    const FrameworkView view(tests::sample_framework());
    CHECK(view.level(LevelId{4}) == 2);
    CHECK(view.area(AreaId{9}) == 4);
    CHECK(view.vertical_of_area(4) == 2);
    CHECK_THROWS_AS(view.area(AreaId{5}), std::logic_error);
    CHECK_FALSE(app::position_in(view.data().levels, LevelId{3}));

    CHECK(view.categories_of_area(0) == Positions{0});
    CHECK(view.categories_of_area(3) == Positions{});
    CHECK(view.competencies_of_category(1) == Positions{5, 6, 7});
    CHECK(view.roles_of_category(0) == Positions{0, 1});
    CHECK(view.roles_of_competency(0) == Positions{0});
    CHECK(view.organisation_types() == std::vector<std::string>{"Law firm", "In-house"});
}

TEST_CASE("A need takes the courses that have both a level and a format of its own", "[framework_view]") {
    const FrameworkView view(tests::sample_framework());
    const auto basic = view.level(LevelId{1}), intermediate = view.level(LevelId{2}),
               advanced = view.level(LevelId{4});
    const auto workshop = view.format(FormatId{1}), lecture = view.format(FormatId{3});
    CHECK(view.needs_of(basic, workshop) == Positions{0, 2});
    CHECK(view.needs_of(basic, lecture) == Positions{2});
    CHECK(view.needs_of(intermediate, workshop) == Positions{2});
    CHECK(view.needs_of(intermediate, lecture) == Positions{1, 2});
    CHECK(view.needs_of(advanced, lecture) == Positions{1});
    CHECK(view.needs_of(advanced, workshop) == Positions{});
}

TEST_CASE("Roles go by level, and the next one is of the same level or the one above", "[framework_view]") {
    const FrameworkView view(tests::sample_framework());
    CHECK(view.roles_of_vertical(0) == Positions{0, 4, 1, 2, 5});
    CHECK(view.next_roles(0) == Positions{4, 1});
    CHECK(view.next_roles(1) == Positions{2});
    CHECK(view.next_roles(2) == Positions{});
    CHECK(view.next_roles(5) == Positions{});  // without a level
    CHECK(view.next_roles(3) == Positions{});
}
