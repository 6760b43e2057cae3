#pragma once

#include "core/data/providers.hpp"
#include "core/postgres/connection.hpp"

namespace core::storage {

/// The providers on PostgreSQL, schema `editorial`. After an error the unit of work must not be committed.
class PostgresProviderRepository final : public data::ProviderRepository {
public:
    explicit PostgresProviderRepository(postgres::Connection& connection) : connection_(connection) {}

    Task<std::optional<data::CanonicalProvider>> find(std::int64_t id) override;
    Task<std::optional<data::CanonicalProvider>> find_locked(std::int64_t id) override;
    Task<std::optional<data::CanonicalProvider>> find_by_name(std::string name) override;
    Task<data::ProviderPage> list(
        std::string text, std::optional<std::string> after_name, bool backwards, int limit
    ) override;
    Task<Result<data::CanonicalProvider>> insert(
        std::string name, std::optional<std::string> website, std::vector<std::string> aliases
    ) override;
    Task<Result<std::int64_t>> save(data::CanonicalProvider provider) override;
    Task<std::int64_t> merge(std::int64_t from, std::int64_t to) override;
    Task<data::CanonicalProvider> find_or_add(std::string name) override;

private:
    Task<void> put_names(std::int64_t id, const data::CanonicalProvider& provider);

    postgres::Connection& connection_;
};

}  // namespace core::storage
