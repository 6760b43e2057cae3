#pragma once

#include "core/async/task.hpp"
#include "core/base/clock.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace core::data {

/// The name a member of staff has given to a request, so that it can be repeated safely.
struct RequestKey {
    std::int64_t account = 0;
    std::string key;
};

/// What a request was answered that has been carried out.
struct KeptAnswer {
    std::string fingerprint;  ///< SHA-256 of the request, in hexadecimal
    std::int32_t status = 0;
    std::string content_type;         ///< empty when there is no body
    std::string etag;                 ///< opaque part; empty for none
    std::string fields;               ///< further header fields, serialised: `Name: value\r\n` each
    std::optional<std::string> body;  ///< none when it was too large to be kept
};

/// Answers kept for repeated requests, as part of the unit of work that carries the request out.
class KeptAnswers {
public:
    virtual ~KeptAnswers() = default;

    /// Holds the key to the end of the unit of work. False, without waiting, when another one holds it.
    virtual Task<bool> try_lock_key(RequestKey key) = 0;

    /// The answer kept under a key, unless it was kept before `since`.
    virtual Task<std::optional<KeptAnswer>> find_answer(RequestKey key, Instant since) = 0;

    /// How many answers were kept for an account in and after the hour of `since`, without a look at them.
    virtual Task<std::int64_t> count_answers(std::int64_t account, Instant since) = 0;

    /// Keeps an answer, in place of an earlier one under the same key.
    virtual Task<void> keep_answer(RequestKey key, KeptAnswer answer, Instant now) = 0;

    /// Forgets what was kept before `since`; how many.
    virtual Task<std::int64_t> remove_answers(Instant since) = 0;
};

}  // namespace core::data
