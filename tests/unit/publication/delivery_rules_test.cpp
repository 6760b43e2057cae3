#include "cms_server/use_cases/publication/delivery_rules.hpp"

#include <catch2/catch.hpp>

using namespace core::data;
using cms::IngestAnswer;
using cms::judge;
using cms::Superseding;

namespace {

ClaimedPublication told(std::int64_t revision, bool removal = false, std::int32_t attempts = 0) {
    ClaimedPublication claim;
    claim.id = 9;
    claim.what.uid = "a";
    claim.what.revision = revision;
    if (!removal) claim.what.document = "{}";
    claim.attempts = attempts;
    return claim;
}

IngestAnswer answered(Applied applied, std::int64_t revision, bool removed = false) {
    return {applied, revision, removed, {}};
}

IngestAnswer refused(std::string code) {
    IngestAnswer answer;
    answer.refusal = DeliveryFailure{std::move(code), "why", ""};
    return answer;
}

cms::Verdict verdict(
    const ClaimedPublication& claim, const IngestAnswer& answer, bool framework_waits = false
) {
    std::minstd_rand random(1);
    return judge(claim, answer, framework_waits, {}, random);
}

Settlement settled(
    const ClaimedPublication& claim, const IngestAnswer& answer, bool framework_waits = false
) {
    return std::get<Settlement>(verdict(claim, answer, framework_waits));
}

}  // namespace

TEST_CASE("What the App applied, or had already, is delivered", "[publication]") {
    for (const auto applied : {Applied::inserted, Applied::updated, Applied::unchanged}) {
        const auto settlement = settled(told(3), answered(applied, 3));
        CHECK(settlement.outcome == Settlement::Outcome::delivered);
        CHECK(settlement.id == 9);
        CHECK(settlement.revision == 3);
        CHECK_FALSE(settlement.failure);
    }
    const auto repeated = settled(told(3, true), answered(Applied::stale, 3, true));
    CHECK(repeated.outcome == Settlement::Outcome::delivered);
}

TEST_CASE("A later revision in the App, or another under the same number, is superseded", "[publication]") {
    struct Case {
        ClaimedPublication claim;
        IngestAnswer answer;
        std::int64_t app_revision;
    };

    const auto c = GENERATE(
        Case{told(3), answered(Applied::stale, 7), 7},
        Case{told(3), answered(Applied::stale, 3), 3},
        Case{told(3), answered(Applied::stale, 3, true), 3},
        Case{told(3), answered(Applied::unchanged, 8), 8},
        Case{told(3, true), answered(Applied::stale, 4, true), 4},
        Case{told(3, true), answered(Applied::stale, 3, false), 3}
    );
    const auto superseding = std::get<Superseding>(verdict(c.claim, c.answer));
    CHECK(superseding.from == 3);
    CHECK(superseding.app_revision == c.app_revision);
}

TEST_CASE("A refusal by rule fails at once, one that may pass is tried again for a while", "[publication]") {
    const auto rule = settled(told(3), refused("invalid-document"));
    CHECK(rule.outcome == Settlement::Outcome::failed);
    CHECK(rule.failure->code == "invalid-document");
    for (const auto* code : {"unknown-reference", "framework-in-use", "app-error"}) {
        INFO(code);
        const auto first = settled(told(3), refused(code));
        CHECK(first.outcome == Settlement::Outcome::retry);
        CHECK(first.retry_after.count() > 0);
        CHECK(first.failure);
        const auto last = settled(told(3, false, cms::kRefusalAttempts - 1), refused(code));
        CHECK(last.outcome == Settlement::Outcome::failed);
    }
    const auto patient = settled(told(3, false, 100), refused("unknown-reference"), true);
    CHECK(patient.outcome == Settlement::Outcome::retry);
}

TEST_CASE("Pauses double up to the most, and vary", "[publication]") {
    using namespace std::chrono_literals;
    std::minstd_rand random(7);
    for (std::int32_t attempts = 0; attempts < 40; ++attempts) {
        const auto pause = cms::backoff(attempts, 100ms, 5'000ms, random);
        const auto longest = attempts > 6 ? 5'000ms : std::min(5'000ms, 100ms * (1 << attempts));
        CHECK(pause <= longest);
        CHECK(pause >= longest / 4);
    }
    const auto one = cms::backoff(9, 100ms, 5'000ms, random);
    const auto two = cms::backoff(9, 100ms, 5'000ms, random);
    CHECK(one != two);
}

TEST_CASE("Only what says nothing about the publications is an outage", "[publication]") {
    using core::ErrorKind;
    for (const auto kind :
         {ErrorKind::unavailable,
          ErrorKind::timed_out,
          ErrorKind::unauthenticated,
          ErrorKind::forbidden,
          ErrorKind::not_found,
          ErrorKind::rate_limited}) {
        CHECK(cms::is_outage({kind, "x", ""}));
    }
    for (const auto kind :
         {ErrorKind::malformed, ErrorKind::invalid_input, ErrorKind::conflict, ErrorKind::too_large}) {
        CHECK_FALSE(cms::is_outage({kind, "x", ""}));
    }
}
