#include "scraper/spool/version_order.hpp"

namespace {

using Versions = std::vector<std::string>;

Versions sorted(Versions versions) {
    scraper::sort_versions(versions);
    return versions;
}

}  // namespace

TEST_CASE("versions by PEP 440 are ordered as it says", "[scraper][spool]") {
    CHECK(sorted({"10", "2", "1"}) == Versions{"1", "2", "10"});
    CHECK(sorted({"0.10", "0.9", "0.2"}) == Versions{"0.2", "0.9", "0.10"});
    CHECK(
        sorted({"1.0", "1.0rc1", "1.0b2", "1.0a3", "1.0.dev4", "1.0.post1"}) ==
        Versions{"1.0.dev4", "1.0a3", "1.0b2", "1.0rc1", "1.0", "1.0.post1"}
    );
    CHECK(sorted({"1!1.0", "2.0"}) == Versions{"2.0", "1!1.0"});
    CHECK(sorted({"1.0+b", "1.0+1", "1.0"}) == Versions{"1.0", "1.0+b", "1.0+1"});
    CHECK(sorted({"v2", "1.5-1", "1.5"}) == Versions{"1.5", "1.5-1", "v2"});
    CHECK(sorted({"1.0a2.dev1", "1.0a2", "1.0a1"}) == Versions{"1.0a1", "1.0a2.dev1", "1.0a2"});
}

TEST_CASE("one version of another kind makes all of them text", "[scraper][spool]") {
    CHECK(sorted({"10", "2", "r3-final"}) == Versions{"10", "2", "r3-final"});
    CHECK(sorted({"b", "a"}) == Versions{"a", "b"});
    CHECK(sorted({"1.", "1"}) == Versions{"1", "1."});
    CHECK(sorted({}).empty());
}
