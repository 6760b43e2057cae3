#pragma once

#include "core/data/catalogue.hpp"
#include "core/postgres/connection.hpp"
#include "core/storage/catalogue_version.hpp"

namespace core::storage {

class PostgresCatalogueReader final : public data::CatalogueReader {
public:
    explicit PostgresCatalogueReader(postgres::Connection& connection) : connection_(connection) {}

    Task<data::CatalogueVersion> version() override;
    Task<std::vector<data::Provider>> list_providers() override;
    Task<std::vector<data::StoredCourse>> list_changed(
        std::int64_t since_version, std::int64_t after_number, std::int64_t limit
    ) override;
    Task<std::optional<data::StoredCourse>> find(std::string uid) override;
    Task<std::vector<data::RemovedCourse>> list_removed(std::int64_t since_version) override;

private:
    postgres::Connection& connection_;
};

class PostgresCourseRepository final : public data::CourseRepository {
public:
    PostgresCourseRepository(postgres::Connection& connection, CatalogueVersionCounter& version)
        : connection_(connection), version_(version) {}

    Task<Result<data::Applied>> apply(domain::Course course) override;
    Task<Result<void>> insert_all(std::vector<domain::Course> courses) override;
    Task<Result<data::Applied>> remove(std::string uid, std::int64_t revision) override;

private:
    Task<std::optional<std::int64_t>> provider_id(const std::optional<std::string>& name);
    Task<void> put_details(std::int64_t number, const domain::Course& course);

    postgres::Connection& connection_;
    CatalogueVersionCounter& version_;
};

}  // namespace core::storage
