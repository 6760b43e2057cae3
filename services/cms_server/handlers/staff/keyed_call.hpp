#pragma once

#include "cms_server/handlers/staff/repeated_call.hpp"

namespace cms {

/// How a POST is answered.
struct PostRules {
    Retries retries = Retries::keyed;
    StaffPreparation prepare = {};
    LostRace lost_race = {};
};

/// Answers a POST of staff. With an `Idempotency-Key` it is carried out at most once for each key of the
/// account, in one transaction with its answer; repeated, it is answered the same, byte for byte, with
/// `Idempotency-Replayed: true`. An answer of 4xx or 5xx that changed nothing is not kept. What is to be
/// prepared is, unless an answer is kept already, before the transaction begins. With or without a key it is
/// carried out again after a lost race (see answer_repeated).
///
/// Refusals: 400 `invalid-idempotency-key` and `idempotency-key-not-supported`, and those of `claim_key`.
core::Task<core::http::Response> answer_keyed(
    const StaffCall& call, const PostRules& rules, const StaffHandler& handler
);

/// 400, code `idempotency-key-not-supported`, for a request with a key: where no answer may be kept.
core::Result<void> refuse_key(const core::http::Request& request);

}  // namespace cms
