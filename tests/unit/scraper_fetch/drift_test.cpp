#include "scraper/engine/drift/drift.hpp"

namespace {

using namespace scraper;

RunRecord usual() {
    RunRecord record;
    record.pages = 110;
    record.items = 100;
    record.new_items = 5;
    record.filled = {{"cost", 80}, {"dates", 100}};
    record.rules["/pages/list/records"] = {"css .event", "", 10, 10};
    record.rules["/pages/course/fields/cost"] = {"css .price", "cost", 100, 80};
    return record;
}

std::string drift(const RunRecord& run, const std::vector<RunRecord>& past) {
    return find_drift(run, past, DriftBand{}).value_or("");
}

}  // namespace

TEST_CASE("a run like the ones before is complete", "[scraper][drift]") {
    CHECK(drift(usual(), {usual(), usual(), usual()}).empty());
    CHECK(drift(usual(), {}).empty());
}

TEST_CASE("a run that finds nothing is suspicious even without a past", "[scraper][drift]") {
    CHECK_FALSE(drift({}, {}).empty());
}

TEST_CASE("a fall of the items names the selector that stopped matching", "[scraper][drift]") {
    auto run = usual();
    run.items = 20;
    run.rules["/pages/list/records"].found = 1;
    const auto reason = drift(run, {usual(), usual()});
    CHECK(reason == "20 items where 100 are usual; css .event at /pages/list/records stopped matching");
}

TEST_CASE("a field that is not filled any more is named with its selector", "[scraper][drift]") {
    auto run = usual();
    run.filled["cost"] = 10;
    run.rules["/pages/course/fields/cost"].found = 10;
    const auto reason = drift(run, {usual()});
    CHECK(
        reason ==
        "cost is filled in 10 % of the items where 80 % are usual; css .price at "
        "/pages/course/fields/cost stopped matching"
    );
}

TEST_CASE("too many items, too few pages and too much news are suspicious", "[scraper][drift]") {
    auto many = usual();
    many.items = 1000;
    CHECK_FALSE(drift(many, {usual()}).empty());
    auto few = usual();
    few.pages = 10;
    CHECK_FALSE(drift(few, {usual()}).empty());
    auto fresh = usual();
    fresh.new_items = 95;
    CHECK_FALSE(drift(fresh, {usual()}).empty());
}

TEST_CASE("one odd run among many does not move what is usual", "[scraper][drift]") {
    auto odd = usual();
    odd.items = 1;
    CHECK(drift(usual(), {odd, usual(), usual()}).empty());
}

TEST_CASE("a record is read as it was written", "[scraper][drift]") {
    const auto read = parse_run_record(to_json(usual())).value();
    CHECK(to_json(read) == to_json(usual()));
    CHECK_FALSE(parse_run_record("no").has_value());
}
