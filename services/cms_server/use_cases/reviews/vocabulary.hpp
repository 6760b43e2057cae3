#pragma once

#include "core/domain/scraped_course.hpp"

namespace cms {

/// The framework's names for levels and formats; none without a framework: what is not recognised is offered
/// again by the next scrape.
inline core::domain::Vocabulary vocabulary_of(const core::domain::Framework* framework) {
    if (framework == nullptr) return {};
    return {framework->levels, framework->formats};
}

}  // namespace cms
