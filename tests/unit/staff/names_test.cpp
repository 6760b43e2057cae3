#include "core/domain/staff.hpp"

#include <catch2/catch.hpp>

using namespace core::domain;

TEST_CASE("user names are folded to lower case", "[staff]") {
    CHECK(fold_username("Ann.Tan").value() == "ann.tan");
    CHECK(fold_username("a-b_c@example.org").value() == "a-b_c@example.org");
    CHECK(fold_username(std::string(64, 'A')).value() == std::string(64, 'a'));
}

TEST_CASE("what is no user name is refused", "[staff]") {
    const std::string name = GENERATE(
        "", "a", ".ann", "-ann", "ann tan", "ann\n", "ännä", "ann'--", "ann/..", std::string(65, 'a')
    );
    CAPTURE(name);
    REQUIRE(fold_username(name).has_error());
    CHECK(fold_username(name).error().code == "invalid-username");
}

TEST_CASE("display names are trimmed text of at most a hundred characters", "[staff]") {
    CHECK(check_display_name("  Ann Tan ").value() == "Ann Tan");
    CHECK(check_display_name("陈安").value() == "陈安");
    std::string hundred;
    for (int i = 0; i < 100; ++i) hundred += "é";
    CHECK(check_display_name(hundred).has_value());
    CHECK(check_display_name(hundred + "é").has_error());
    CHECK(check_display_name("").has_error());
    CHECK(check_display_name("   ").has_error());
    CHECK(check_display_name("a\r\nb").has_error());
    CHECK(check_display_name("a\xff").has_error());
}

TEST_CASE("roles have names and an order", "[staff]") {
    for (const auto role :
         {StaffRole::viewer, StaffRole::editor, StaffRole::publisher, StaffRole::administrator}) {
        CHECK(parse_staff_role(to_string(role)) == role);
    }
    CHECK_FALSE(parse_staff_role("owner"));
    CHECK_FALSE(parse_staff_role("Viewer"));
    CHECK(StaffRole::viewer < StaffRole::editor);
    CHECK(StaffRole::editor < StaffRole::publisher);
    CHECK(StaffRole::publisher < StaffRole::administrator);
}
