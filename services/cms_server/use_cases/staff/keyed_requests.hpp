#pragma once

#include "core/base/error.hpp"
#include "core/data/cms_data_source.hpp"
#include "core/data/kept_answers.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace cms {

inline constexpr std::chrono::hours kAnswersKept{24};
inline constexpr std::size_t kLargestKeptBody = 256 * 1024;
inline constexpr std::int64_t kMostKeptAnswers = 20'000;  ///< of one account, counted by the hour

/// Takes a key for the rest of the unit of work. Nothing: the request is to be carried out. An answer: it was
/// carried out before, and this is what it was answered.
///
/// `conflict`, code `idempotency-in-progress`, while another unit of work holds the key, and code
/// `idempotency-answer-not-kept` for a request that was carried out but whose answer was too large to keep;
/// `invalid_input`, code `idempotency-key-reused`, when the key stands for a request of another fingerprint;
/// `rate_limited`, code `too-many-idempotency-keys`.
core::Task<core::Result<std::optional<core::data::KeptAnswer>>> claim_key(
    core::data::CmsUnitOfWork& work, core::data::RequestKey key, std::string fingerprint, core::Instant now
);

/// Keeps the answer of a request whose key this unit of work has claimed; of one that is too large, only that
/// there was one.
core::Task<void> keep_answer(
    core::data::CmsUnitOfWork& work,
    core::data::RequestKey key,
    core::data::KeptAnswer answer,
    core::Instant now
);

}  // namespace cms
