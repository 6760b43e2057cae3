#pragma once

#include "core/async/task.hpp"
#include "core/data/draft_list.hpp"
#include "core/data/providers.hpp"
#include "core/domain/course_draft.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core::data {

/// Source of the courses that staff type in.
inline constexpr std::string_view kManualSource = "manual";

/// What staff keep of one course besides its content. Everything here is written by `DraftRepository::save`.
struct DraftStatus {
    CourseState state = CourseState::draft;
    std::vector<domain::CourseField> staff_fields;   ///< edited by staff: a scrape never overwrites them
    std::optional<std::int64_t> published_revision;  ///< the revision the public sees; none: not published
    std::optional<Instant> publish_at;
    std::optional<Instant> unpublish_at;
    std::optional<Instant> gone_at;    ///< since when a good run of its spider no longer finds it
    std::optional<Instant> binned_at;  ///< exactly while binned
    std::optional<CourseState> state_before_bin;
    std::optional<std::string> rejection;    ///< why; only while rejected
    std::optional<std::string> merged_into;  ///< uid of the course that took this one's place
    friend bool operator==(const DraftStatus&, const DraftStatus&) = default;
};

/// A course as staff work on it.
struct StoredDraft {
    std::int64_t id = 0;
    std::string uid;
    std::int64_t version = 0;        ///< grows with every `save`; the ETag
    std::int64_t last_revision = 0;  ///< number of its newest revision
    std::string source;              ///< `manual`, or the name of a spider
    std::optional<std::string>
        source_url;  ///< canonical; where the spider found it, whatever `content.url` is
    domain::CourseDraft content;
    std::optional<std::int64_t> provider;  ///< canonical provider of `content.provider`
    DraftStatus status;
    Instant created_at;
    std::string created_by;
    Instant updated_at;
    std::string updated_by;
};

struct NewDraft {
    std::string uid;  ///< see domain::is_uid; e.g. random_token(12)
    std::string source = std::string(kManualSource);
    std::optional<std::string> source_url;  ///< canonical
    domain::CourseDraft content;
    DraftStatus status;
    std::string author;
};

/// Which course a spider's page stands for.
struct SourceLink {
    std::string url;                     ///< canonical
    std::optional<std::int64_t> course;  ///< none: the course was discarded for good, and does not come back
    std::optional<std::string> uid;
    std::optional<CourseState> state;
};

/// One entry of a course's history.
struct RevisionInfo {
    std::int64_t number = 0;   ///< from 1, without gaps
    std::int64_t version = 0;  ///< of the course, after the change
    Instant at;
    std::string author;
    std::string reason;      ///< `create`, `edit`, `publish`, `merge` …
    bool published = false;  ///< was, or is, what the public sees
};

struct Revision {
    RevisionInfo info;
    domain::CourseDraft content;
};

struct NewRevision {
    std::int64_t course = 0;
    domain::CourseDraft content;
    std::string author;
    std::string reason;
    bool published = false;
};

struct DraftPage {
    std::vector<StoredDraft> items;  ///< in the order asked for
    std::optional<DraftPlace> first;
    std::optional<DraftPlace> last;
    bool more_before = false;
    bool more_after = false;
    std::int64_t total = 0;
    bool total_is_exact = true;  ///< false: there are more than `total`
};

/// The courses of the editorial office, in every state. Part of a read session or a unit of work.
class DraftRepository {
public:
    virtual ~DraftRepository() = default;

    virtual Task<std::optional<StoredDraft>> find(std::string uid) = 0;

    /// As `find`; nobody else changes the course before the end of the unit of work.
    virtual Task<std::optional<StoredDraft>> find_locked(std::string uid) = 0;

    /// Those of the uids that exist, locked in the order of their ids.
    virtual Task<std::vector<StoredDraft>> find_all_locked(std::vector<std::string> uids) = 0;
    virtual Task<std::optional<StoredDraft>> find_by_id(std::int64_t id) = 0;

    /// What is known of a spider's pages; pages without a link are left out. At most 500 URLs.
    virtual Task<std::vector<SourceLink>> find_sources(std::string source, std::vector<std::string> urls) = 0;

    /// Stores a new course with version 1, and revision 1 with reason `create`. `conflict`, code
    /// `source-taken`, when its source page stands for another course; `uid-taken`.
    virtual Task<Result<StoredDraft>> insert(NewDraft draft) = 0;

    /// Stores content and status of a course whose version is still `draft.version`; gives the new version.
    /// `version_mismatch` when it is another one. Appends no revision.
    virtual Task<Result<std::int64_t>> save(StoredDraft draft, std::string author) = 0;

    /// Appends to the history; gives the revision's number. Call it after `save`, in the same unit of work.
    virtual Task<std::int64_t> append_revision(NewRevision revision) = 0;

    /// Newest first, those below a number.
    virtual Task<std::vector<RevisionInfo>> list_revisions(
        std::int64_t course, std::int64_t below_number, std::int64_t limit
    ) = 0;
    virtual Task<std::optional<Revision>> find_revision(std::int64_t course, std::int64_t number) = 0;

    /// The newest revision that the course had at a version.
    virtual Task<std::optional<Revision>> find_revision_at(std::int64_t course, std::int64_t version) = 0;

    /// One page; see DraftQuery.
    virtual Task<DraftPage> list(DraftQuery query) = 0;

    /// Courses that may be the same as this one, the most similar first. Binned and rejected ones are left
    /// out.
    virtual Task<std::vector<PossibleDuplicate>> possible_duplicates(std::int64_t course, int limit) = 0;

    /// Makes the source links of one course those of another.
    virtual Task<void> move_sources(std::int64_t from, std::int64_t to) = 0;

    /// Deletes up to `limit` courses for good that were binned before an instant and are not published. Their
    /// source links stay, so that no scrape brings them back. Gives their uids.
    virtual Task<std::vector<std::string>> purge(Instant binned_before, int limit) = 0;
};

}  // namespace core::data
