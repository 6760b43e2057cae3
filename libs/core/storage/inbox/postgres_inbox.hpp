#pragma once

#include "core/data/inbox.hpp"
#include "core/postgres/connection.hpp"

namespace core::storage {

class PostgresInboxRepository final : public data::InboxRepository {
public:
    explicit PostgresInboxRepository(postgres::Connection& connection) : connection_(connection) {}

    Task<Result<data::OpenedRun>> open_run(data::NewRun run) override;
    Task<std::optional<data::ScrapeRun>> find_run(std::string run) override;
    Task<std::optional<data::ScrapeRun>> find_run_for_items(std::string run) override;
    Task<std::optional<data::ScrapeRun>> find_run_locked(std::string run) override;
    Task<Result<std::int64_t>> save_run(data::ScrapeRun run) override;
    Task<std::vector<std::int64_t>> earlier_sizes(std::int64_t run, int limit) override;
    Task<data::RunPage> list_runs(data::RunQuery query) override;

    Task<std::int64_t> stage(std::int64_t run, std::vector<domain::ScrapedItem> items, Instant now) override;
    Task<void> note_overflow(std::int64_t run) override;
    Task<bool> has_brought(std::int64_t run, std::vector<domain::ScrapedItem> items) override;
    Task<std::int64_t> count_staged(std::int64_t run) override;
    Task<data::AppliedItems> apply_staged(std::int64_t run, std::string after_url, int limit) override;
    Task<std::vector<data::InboxRow>> mark_gone(std::int64_t run, int limit) override;
    Task<std::int64_t> drop_staged(std::int64_t run, int limit) override;

    Task<std::vector<data::InboxCourse>> list_due(std::int64_t run, std::int64_t after_id, int limit)
        override;
    Task<std::vector<data::InboxCourse>> list_due_of_source(
        std::string spider, std::int64_t after_id, int limit
    ) override;
    Task<std::int64_t> count_due_of_source(std::string spider) override;
    Task<void> mark_reviewed(std::vector<data::ReviewMark> marks) override;
    Task<std::optional<data::InboxCourse>> find(std::int64_t id) override;
    Task<std::optional<data::InboxCourse>> find_locked(std::int64_t id) override;
    Task<std::vector<data::InboxCourse>> find_all_locked(std::vector<std::int64_t> ids) override;
    Task<std::vector<data::InboxCourse>> find_by_course(std::string uid) override;
    Task<std::vector<std::string>> list_courses_of_provider(
        std::int64_t provider, std::string after_uid, int limit
    ) override;
    Task<std::vector<data::InboxCourse>> find_by_courses_locked(std::vector<std::string> uids) override;
    Task<void> lock_courses_of(std::string spider) override;
    Task<Result<std::int64_t>> save(data::InboxCourse course) override;
    Task<data::InboxPage> list(data::InboxQuery query) override;

    Task<std::vector<data::SourceSummary>> list_sources() override;
    Task<std::optional<data::SourceRules>> find_rules(std::string spider) override;
    Task<std::optional<data::SourceRules>> find_rules_locked(std::string spider) override;
    Task<Result<std::int64_t>> save_rules(data::SourceRules rules) override;

private:
    postgres::Connection& connection_;
};

}  // namespace core::storage
