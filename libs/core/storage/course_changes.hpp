#pragma once

#include "core/data/catalogue.hpp"
#include "core/postgres/connection.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace core::storage {

/// What is stored of the uids of some changes, and which of the items they refer to exist.
struct StoredState {
    std::unordered_map<std::string, data::StoredCourse> courses;
    std::unordered_map<std::string, std::int64_t> removed;  ///< revision of the removal
    std::unordered_set<std::int32_t> levels;
    std::unordered_set<std::int32_t> formats;
    std::unordered_set<std::int32_t> areas;
    std::unordered_set<std::int32_t> competencies;
};

/// Changes of one uid each: places in the list they were given in.
using Wave = std::vector<std::size_t>;

/// What has to be written for a wave.
struct CourseWork {
    std::vector<const domain::Course*> put;          ///< new, or with other content
    std::vector<std::int64_t> replaced;              ///< numbers of those of `put` that are stored
    std::vector<const domain::Course*> renumbered;   ///< same content, newer revision
    std::vector<const data::CourseRemoval*> remove;  ///< stored, or to be kept out from now on
};

const std::string& uid_of(const data::CourseChange& change);

/// Parts changes so that each uid stands in a wave once, and in the order given over the waves.
std::vector<Wave> waves_of(const std::vector<data::CourseChange>& changes);

/// Reads the stored state. The version's lock must be held for it to stay true.
Task<StoredState> read_stored(
    postgres::Connection& connection, const std::vector<data::CourseChange>& changes, const Wave& wave
);

/// Decides what becomes of each change, by its revision against the stored one.
CourseWork decide(
    const std::vector<data::CourseChange>& changes,
    const Wave& wave,
    const StoredState& stored,
    std::vector<data::ChangeOutcome>& outcomes
);

}  // namespace core::storage
