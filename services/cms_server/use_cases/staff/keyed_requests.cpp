#include "cms_server/use_cases/staff/keyed_requests.hpp"

#include "core/data/staff.hpp"

namespace cms {

namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using core::Task;
using core::data::CmsUnitOfWork;
using core::data::KeptAnswer;
using core::data::RequestKey;

Error in_progress() {
    return {
        ErrorKind::conflict, "idempotency-in-progress", "the first request with this key is not done yet"
    };
}

Error reused() {
    return {
        ErrorKind::invalid_input,
        "idempotency-key-reused",
        "this key stands for another request: another target, body or If-Match"
    };
}

Error not_kept() {
    return {
        ErrorKind::conflict,
        "idempotency-answer-not-kept",
        "the request was carried out before; its answer was too large to be kept"
    };
}

Error too_many() {
    return {
        ErrorKind::rate_limited,
        "too-many-idempotency-keys",
        "too many answers are kept for you; each is forgotten after a day"
    };
}

}  // namespace

Task<Result<std::optional<KeptAnswer>>> claim_key(
    CmsUnitOfWork& work, RequestKey key, std::string fingerprint, core::Instant now
) {
    auto& staff = work.staff();
    if (!co_await staff.try_lock_key(key)) co_return in_progress();
    // After the lock, and as a statement of its own: whoever held the key until then is seen by it.
    auto kept = co_await staff.find_answer(key, now - kAnswersKept);
    if (kept) {
        if (kept->fingerprint != fingerprint) co_return reused();
        if (!kept->body) co_return not_kept();
        co_return std::move(kept);
    }
    if (co_await staff.count_answers(key.account, now - kAnswersKept) >= kMostKeptAnswers)
        co_return too_many();
    co_return std::optional<KeptAnswer>();
}

Task<void> keep_answer(CmsUnitOfWork& work, RequestKey key, KeptAnswer answer, core::Instant now) {
    if (answer.body && answer.body->size() > kLargestKeptBody) answer.body.reset();
    co_await work.staff().keep_answer(std::move(key), std::move(answer), now);
}

}  // namespace cms
