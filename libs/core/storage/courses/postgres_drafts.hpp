#pragma once

#include "core/data/drafts.hpp"
#include "core/postgres/connection.hpp"

namespace core::storage {

/// The drafts on PostgreSQL, schema `editorial`. After an error the unit of work must not be committed.
class PostgresDraftRepository final : public data::DraftRepository {
public:
    explicit PostgresDraftRepository(postgres::Connection& connection) : connection_(connection) {}

    Task<std::optional<data::StoredDraft>> find(std::string uid) override;
    Task<std::optional<data::StoredDraft>> find_locked(std::string uid) override;
    Task<std::vector<data::StoredDraft>> find_all_locked(std::vector<std::string> uids) override;
    Task<std::optional<data::StoredDraft>> find_by_id(std::int64_t id) override;
    Task<std::vector<data::SourceLink>> find_sources(std::string source, std::vector<std::string> urls)
        override;

    Task<Result<data::StoredDraft>> insert(data::NewDraft draft) override;
    Task<Result<std::int64_t>> save(data::StoredDraft draft, std::string author) override;
    Task<void> move_sources(std::int64_t from, std::int64_t to) override;
    Task<std::vector<std::string>> purge(Instant binned_before, int limit) override;

    Task<std::int64_t> append_revision(data::NewRevision revision) override;
    Task<std::vector<data::RevisionInfo>> list_revisions(
        std::int64_t course, std::int64_t below_number, std::int64_t limit
    ) override;
    Task<std::optional<data::Revision>> find_revision(std::int64_t course, std::int64_t number) override;
    Task<std::optional<data::Revision>> find_revision_at(std::int64_t course, std::int64_t version) override;

    Task<data::DraftPage> list(data::DraftQuery query) override;
    Task<std::vector<data::PossibleDuplicate>> possible_duplicates(std::int64_t course, int limit) override;

private:
    postgres::Connection& connection_;
};

}  // namespace core::storage
