#pragma once

#include "core/domain/course.hpp"
#include "core/domain/framework.hpp"

#include <random>
#include <vector>

namespace bench {

/// The same numbers in every run and on every machine; the standard's distributions may differ.
class Random {
public:
    std::uint64_t below(std::uint64_t limit) { return engine_() % limit; }

    bool one_in(std::uint64_t chance) { return below(chance) == 0; }

    template <class List>
    const auto& of(const List& list) {
        return list[below(std::size(list))];
    }

private:
    std::mt19937_64 engine_{20300101};
};

/// What courses are made from: a framework's levels, formats, areas and competencies.
struct Choices {
    std::vector<core::domain::LevelId> levels;
    std::vector<core::domain::FormatId> formats;
    std::vector<core::domain::AreaId> areas;
    std::vector<core::domain::CompetencyId> competencies;
};

Choices choices_of(const core::domain::Framework& framework);

/// A plausible course: 1–4 dates in the three years around 2030-01-01, or ongoing, one in twenty; of one of
/// 300 providers, with 1–3 areas and up to 12 competencies, and any kind of cost and of CPD.
core::domain::Course make_course(Random& random, const Choices& choices, std::uint64_t number);

}  // namespace bench
