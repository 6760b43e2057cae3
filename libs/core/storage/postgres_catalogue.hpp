#pragma once

#include "core/data/catalogue.hpp"
#include "core/postgres/connection.hpp"
#include "core/storage/catalogue_version.hpp"

namespace core::storage {

class PostgresCatalogueReader final : public data::CatalogueReader {
public:
    explicit PostgresCatalogueReader(postgres::Connection& connection) : connection_(connection) {}

    Task<data::CatalogueVersion> version() override;
    Task<std::optional<std::string>> token_of(std::int64_t version) override;
    Task<std::vector<data::Provider>> list_providers() override;
    Task<std::vector<data::StoredCourse>> list_changed(
        std::int64_t since_version, std::int64_t after_number, std::int64_t limit
    ) override;
    Task<std::optional<data::StoredCourse>> find(std::string uid) override;
    Task<std::vector<data::RemovedCourse>> list_removed(std::int64_t since_version) override;
    Task<std::vector<data::StoredRevision>> list_revisions(std::string after_uid, std::int64_t limit)
        override;

    /// Those of the uids that are published, by number.
    Task<std::vector<data::StoredCourse>> find_all(std::vector<std::string> uids);

private:
    postgres::Connection& connection_;
};

class PostgresCourseRepository final : public data::CourseRepository {
public:
    PostgresCourseRepository(postgres::Connection& connection, CatalogueVersionCounter& version)
        : connection_(connection), version_(version) {}

    Task<Result<data::Applied>> apply(domain::Course course) override;
    Task<Result<std::vector<data::ChangeOutcome>>> apply_all(std::vector<data::CourseChange> changes
    ) override;
    Task<Result<void>> insert_all(std::vector<domain::Course> courses) override;
    Task<Result<data::Applied>> remove(std::string uid, std::int64_t revision) override;

private:
    postgres::Connection& connection_;
    CatalogueVersionCounter& version_;
};

}  // namespace core::storage
