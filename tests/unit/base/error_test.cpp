#include "core/base/error.hpp"

#include <catch2/catch.hpp>

#include <set>

TEST_CASE("taking the value of a failed result throws its code and detail", "[error]") {
    const core::Result<int> result =
        core::Error{core::ErrorKind::conflict, "name-taken", "there is one already"};
    CHECK_THROWS_WITH(result.value(), "name-taken: there is one already");
}

TEST_CASE("every kind of error has a name of its own", "[error]") {
    std::set<std::string_view> names;
    for (int kind = 0; kind <= static_cast<int>(core::ErrorKind::timed_out); ++kind) {
        names.insert(core::to_string(static_cast<core::ErrorKind>(kind)));
    }
    CHECK(names.size() == 12);
    CHECK_FALSE(names.contains("unknown"));
}

TEST_CASE("every place of a fault has a name", "[error]") {
    using core::FaultPlace;
    CHECK(core::to_string(FaultPlace::query) == "query");
    CHECK(core::to_string(FaultPlace::path) == "path");
    CHECK(core::to_string(FaultPlace::header) == "header");
    CHECK(core::to_string(FaultPlace::body) == "body");
}
