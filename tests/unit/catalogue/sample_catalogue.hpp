#pragma once

#include "app_server/catalogue/snapshot.hpp"

#include <memory>
#include <random>
#include <string_view>
#include <vector>

namespace tests {

/// Numbers that are the same on every machine; the standard's distributions are not.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : random_(seed) {}

    /// From 0 to `below` - 1.
    std::uint64_t roll(std::uint64_t below) { return random_() % below; }

    /// True once in `n` rolls.
    bool once_in(std::uint64_t n) { return roll(n) == 0; }

private:
    std::mt19937_64 random_;
};

/// Two professions and the technology framework, every kind of item, gaps in the numbers.
core::domain::Framework sample_framework();

/// Providers 2, 5 and 9.
std::vector<core::domain::Provider> sample_providers();

/// `2027-03-05`, at midnight in Singapore, plus `hours`.
core::Instant singapore(std::string_view day, int hours = 0);

/// A course on one date of 2027, with the least in it.
core::domain::StoredCourse plain_course(std::int64_t number, std::string_view uid);

/// A course of any kind: ongoing, undated, with one to four dates, few distinct values so that ties are many.
core::domain::StoredCourse random_course(Dice& dice, std::int64_t number);

std::vector<core::domain::StoredCourse> random_courses(std::uint64_t seed, std::size_t count);

/// A snapshot of the sample framework with these courses, in order of their numbers.
std::shared_ptr<const app::Snapshot> snapshot_of(
    const std::vector<core::domain::StoredCourse>& courses,
    core::domain::Framework framework = sample_framework()
);

}  // namespace tests
