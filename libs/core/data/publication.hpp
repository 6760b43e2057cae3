#pragma once

#include "core/async/task.hpp"
#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/domain/framework.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core::data {

/// What is published: a course, or the framework as a whole.
enum class PublicationKind { course, framework };

/// How far the App is told: it waits or is on its way, the App has it, or the App refused it.
enum class DeliveryState { queued, delivered, failed };

std::string_view to_string(PublicationKind kind);
std::string_view to_string(DeliveryState state);
std::optional<PublicationKind> parse_publication_kind(std::string_view text);
std::optional<DeliveryState> parse_delivery_state(std::string_view text);

/// What stands in `uid` for the framework.
inline constexpr std::string_view kFrameworkUid = "framework";

/// A revision to be told to the App.
struct NewPublication {
    PublicationKind kind = PublicationKind::course;
    std::string uid;
    std::int64_t revision = 1;
    std::string name;                     ///< for people; the course's, or the framework's title
    std::optional<std::string> document;  ///< JSON (core/documents); none: the course is removed
};

/// Why the last attempt did not succeed.
struct DeliveryFailure {
    std::string code;    ///< stable, kebab-case: the App's own, or `app-unreachable`, …
    std::string detail;  ///< for people
    std::string errors;  ///< the App's field faults, a JSON array; empty: none
};

/// What the App should have of one course or of the framework, and how far its delivery is. There is one per
/// thing, of the newest revision: an older one that was not delivered in time is never sent.
struct Publication {
    std::int64_t id = 0;
    PublicationKind kind = PublicationKind::course;
    std::string uid;
    std::string name;
    std::int64_t revision = 0;
    bool removed = false;
    DeliveryState state = DeliveryState::queued;
    std::int32_t attempts = 0;  ///< of this revision
    std::optional<DeliveryFailure> failure;
    Instant queued_at;
    std::optional<Instant> next_attempt_at;  ///< while queued
    std::optional<Instant> delivered_at;     ///< of the newest revision the App acknowledged
    std::int64_t delivered_revision = 0;     ///< 0: none
};

/// One thing taken for delivery.
struct ClaimedPublication {
    std::int64_t id = 0;
    NewPublication what;
    std::int32_t attempts = 0;  ///< before this one
};

/// What became of a claimed revision. If a newer one was queued meanwhile, that one stays queued.
struct Settlement {
    enum class Outcome {
        delivered,
        failed,   ///< not tried again until staff ask for it or publish anew
        retry,    ///< tried again after `retry_after`; counts as an attempt
        released  ///< was not tried; due at once
    };
    std::int64_t id = 0;
    std::int64_t revision = 0;  ///< the one that was claimed
    Outcome outcome = Outcome::delivered;
    std::chrono::milliseconds retry_after{};
    std::optional<DeliveryFailure> failure;
};

/// What was published of one course, for comparison with what the App has.
struct PublishedRevision {
    std::string uid;
    std::int64_t revision = 0;
    std::optional<std::string> document;  ///< as the App was told; none: the course is removed
    DeliveryState state = DeliveryState::queued;
};

/// One course that the public sees.
struct PublicName {
    std::string uid;
    bool is_outdated = false;  ///< its document names the provider otherwise than the provider is named now
};

struct PublicationFilter {
    std::optional<DeliveryState> state;
    std::optional<PublicationKind> kind;
};

struct PublicationCounts {
    std::int64_t queued = 0;
    std::int64_t delivered = 0;
    std::int64_t failed = 0;
    std::optional<Instant> oldest_queued;  ///< since when the longest waiting one waits
};

/// The outbox: what the App is to be told, written in the transaction that decides it. The commit wakes the
/// delivery (see kPublicationChannel).
class PublicationRepository {
public:
    virtual ~PublicationRepository() = default;

    /// Queues revisions, of one thing each; each replaces what was queued for the same thing.
    /// `version_mismatch`, code `revision-not-newer`, when one is not newer than what is there: the unit of
    /// work is then to be let go.
    virtual Task<Result<void>> put(std::vector<NewPublication> publications) = 0;

    virtual Task<std::optional<Publication>> find(PublicationKind kind, std::string uid) = 0;
    virtual Task<std::optional<Publication>> find(std::int64_t id) = 0;

    /// The JSON document last published; none when removed or never published.
    virtual Task<std::optional<std::string>> document(PublicationKind kind, std::string uid) = 0;

    /// Up to `limit`, the newest first: those with an id below `at_id` (0: from the newest), or, `backwards`,
    /// the nearest ones above it.
    virtual Task<std::vector<Publication>> list(
        PublicationFilter filter, std::int64_t at_id, bool backwards, std::int64_t limit
    ) = 0;
    virtual Task<std::int64_t> count(PublicationFilter filter) = 0;
    virtual Task<PublicationCounts> counts() = 0;

    /// Queues a failed one again, or makes a waiting one due at once. `not_found`; `conflict`, code
    /// `already-delivered`, when there is nothing to retry.
    virtual Task<Result<Publication>> retry(std::int64_t id) = 0;

    /// Takes up to `limit` things that are due, the framework first, each for `lease`: no one else is given
    /// them until then. `claimant` names who took them.
    virtual Task<std::vector<ClaimedPublication>> claim(
        std::string claimant, std::int64_t limit, std::chrono::milliseconds lease
    ) = 0;

    /// Prolongs what `claimant` holds of these to `lease` from now; gives how many. What somebody is just
    /// changing is left for the next time.
    virtual Task<std::int64_t> renew(
        std::string claimant, std::vector<std::int64_t> ids, std::chrono::milliseconds lease
    ) = 0;

    /// Records what became of things `claimant` took; what it holds no longer is left as it is. The number
    /// recorded.
    virtual Task<std::int64_t> settle(std::string claimant, std::vector<Settlement> settlements) = 0;

    /// How long until something is due; zero: now; none: nothing waits.
    virtual Task<std::optional<std::chrono::milliseconds>> due_in() = 0;

    /// Courses by uid, behind `after_uid` (empty: from the first).
    virtual Task<std::vector<PublishedRevision>> list_published(
        std::string after_uid, std::int64_t limit
    ) = 0;

    /// The courses that the public sees under any name of a provider, by uid, behind `after_uid` (empty: from
    /// the first), and whether it is the name it is shown by.
    virtual Task<std::vector<PublicName>> list_public_names(
        std::int64_t provider, std::string after_uid, std::int64_t limit
    ) = 0;

    /// Puts a later revision in the place of revision `from`, unless another one stands there by now: false.
    virtual Task<bool> supersede(std::int64_t id, std::int64_t from, NewPublication by) = 0;

    /// Queues again what the App does not have as it should. The number queued.
    virtual Task<std::int64_t> requeue(PublicationKind kind, std::vector<std::string> uids) = 0;

    /// Makes every course due at once that was refused with this code, what failed for good included. Their
    /// number.
    virtual Task<std::int64_t> retry_refused(std::string code) = 0;
};

/// The channel on which a commit tells that something waits for delivery.
inline constexpr std::string_view kPublicationChannel = "publication_queued";

/// One revision of the framework, as staff saved it.
struct FrameworkRevision {
    std::int64_t revision = 0;
    domain::Framework framework;
    std::optional<std::int64_t> saved_by;  ///< the member of staff
    Instant saved_at;
    std::string note;
};

/// The same without its content.
struct FrameworkRevisionHead {
    std::int64_t revision = 0;
    std::optional<std::int64_t> saved_by;
    Instant saved_at;
    std::string note;
};

/// The revisions of the framework that staff saved in the CMS. Before the first, the framework is what the
/// App has.
class FrameworkDrafts {
public:
    virtual ~FrameworkDrafts() = default;

    virtual Task<std::optional<FrameworkRevision>> latest() = 0;
    virtual Task<std::int64_t> latest_revision() = 0;  ///< 0: none was saved
    virtual Task<std::optional<FrameworkRevision>> find(std::int64_t revision) = 0;

    /// Up to `limit`, the newest first, below `before` (0: from the newest).
    virtual Task<std::vector<FrameworkRevisionHead>> list(std::int64_t before, std::int64_t limit) = 0;
    virtual Task<std::int64_t> count() = 0;

    /// Stores the next revision; it is greater than `least` too (what the App has already). Does not queue it
    /// for delivery: the use case save_framework_revision does both. `version_mismatch` when the latest one
    /// is not `expected`.
    virtual Task<Result<std::int64_t>> save(
        domain::Framework framework,
        std::int64_t expected,
        std::int64_t least,
        std::optional<std::int64_t> saved_by,
        std::string note
    ) = 0;
};

}  // namespace core::data
