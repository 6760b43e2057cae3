#pragma once

#include "core/domain/scraped_course.hpp"

namespace cms {

/// The framework's names for levels and formats; none without a framework: what is not recognised is offered
/// again by the next scrape.
inline core::domain::Vocabulary vocabulary_of(const core::domain::Framework* framework) {
    if (framework == nullptr) return {};
    return {framework->levels, framework->formats};
}

/// Whether reviews can be made with it: without the framework's words a site seems to say less than it does.
inline bool has_words(const core::domain::Vocabulary& vocabulary) {
    return !vocabulary.levels.empty() || !vocabulary.formats.empty();
}

}  // namespace cms
