#pragma once

#include "core/data/publication.hpp"
#include "core/postgres/connection.hpp"

namespace core::storage {

class PostgresPublicationRepository final : public data::PublicationRepository {
public:
    explicit PostgresPublicationRepository(postgres::Connection& connection) : connection_(connection) {}

    Task<Result<void>> put(std::vector<data::NewPublication> publications) override;
    Task<std::optional<data::Publication>> find(data::PublicationKind kind, std::string uid) override;
    Task<std::optional<data::Publication>> find(std::int64_t id) override;
    Task<std::optional<std::string>> document(data::PublicationKind kind, std::string uid) override;
    Task<std::vector<data::Publication>> list(
        data::PublicationFilter filter, std::int64_t at_id, bool backwards, std::int64_t limit
    ) override;
    Task<std::int64_t> count(data::PublicationFilter filter) override;
    Task<data::PublicationCounts> counts() override;
    Task<Result<data::Publication>> retry(std::int64_t id) override;
    Task<std::vector<data::ClaimedPublication>> claim(
        std::string claimant, std::int64_t limit, std::chrono::milliseconds lease
    ) override;
    Task<std::int64_t> renew(
        std::string claimant, std::vector<std::int64_t> ids, std::chrono::milliseconds lease
    ) override;
    Task<std::int64_t> settle(std::string claimant, std::vector<data::Settlement> settlements) override;
    Task<std::optional<std::chrono::milliseconds>> due_in() override;
    Task<std::vector<data::PublishedRevision>> list_published(std::string after_uid, std::int64_t limit)
        override;
    Task<std::vector<data::PublicName>> list_public_names(
        std::int64_t provider, std::string after_uid, std::int64_t limit
    ) override;
    Task<bool> supersede(std::int64_t id, std::int64_t from, data::NewPublication by) override;
    Task<std::int64_t> requeue(data::PublicationKind kind, std::vector<std::string> uids) override;
    Task<std::int64_t> retry_refused(std::string code) override;

private:
    postgres::Connection& connection_;
};

class PostgresFrameworkDrafts final : public data::FrameworkDrafts {
public:
    explicit PostgresFrameworkDrafts(postgres::Connection& connection) : connection_(connection) {}

    Task<std::optional<data::FrameworkRevision>> latest() override;
    Task<std::int64_t> latest_revision() override;
    Task<std::optional<data::FrameworkRevision>> find(std::int64_t revision) override;
    Task<std::vector<data::FrameworkRevisionHead>> list(std::int64_t before, std::int64_t limit) override;
    Task<std::int64_t> count() override;
    Task<Result<std::int64_t>> save(
        domain::Framework framework,
        std::int64_t expected,
        std::int64_t least,
        std::optional<std::int64_t> saved_by,
        std::string note
    ) override;

private:
    postgres::Connection& connection_;
};

}  // namespace core::storage
