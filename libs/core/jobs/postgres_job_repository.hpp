#pragma once

#include "core/data/jobs.hpp"
#include "core/postgres/connection.hpp"

namespace core::jobs {

/// The queue in the schema `jobs`, on a connection inside a transaction.
class PostgresJobRepository final : public data::JobRepository {
public:
    explicit PostgresJobRepository(postgres::Connection& connection) : connection_(connection) {}

    Task<Result<data::JobId>> enqueue(data::JobRequest request) override;
    Task<Result<std::vector<data::JobId>>> enqueue_all(std::vector<data::JobRequest> requests) override;
    Task<Result<void>> complete(data::JobLease lease) override;
    Task<Result<data::Job>> find(data::JobId id) override;
    Task<data::JobPage> list(data::JobFilter filter) override;
    Task<std::vector<data::JobCount>> counts() override;
    Task<Result<data::Job>> requeue(data::JobId id) override;
    Task<Result<data::Job>> cancel(data::JobId id) override;
    Task<std::vector<data::Schedule>> list_schedules() override;
    Task<Result<data::Schedule>> find_schedule(std::string name) override;
    Task<Result<data::Schedule>> put_schedule(
        data::ScheduleEdit settings, std::optional<std::int64_t> expected_revision
    ) override;

private:
    postgres::Connection& connection_;
};

}  // namespace core::jobs
