#include "inbox_store.hpp"

#include "core/storage/cms/postgres_cms_source.hpp"

#include <fstream>
#include <sstream>

namespace tests {

namespace {

using namespace core::data;
using namespace core::domain;
using core::Task;

core::postgres::PoolConfig pool_of(TestDatabase& database) {
    core::postgres::PoolConfig config;
    config.connection = database.config();
    config.connection.connect_timeout = std::chrono::seconds(30);
    config.connection.statement_timeout = std::chrono::seconds(60);
    config.connection.lock_timeout = std::chrono::seconds(20);
    config.connection.idle_in_transaction_timeout = std::chrono::seconds(60);
    config.acquire_timeout = std::chrono::seconds(30);
    config.max_connections = 10;
    return config;
}

constexpr core::Instant kStart = std::chrono::sys_days(std::chrono::year(2030) / 1 / 1);

}  // namespace

std::unique_ptr<CmsDataSource> make_inbox_source(core::postgres::Pool& pool) {
    return std::make_unique<core::storage::PostgresCmsSource>(pool);
}

void migrate_inbox(TestDatabase& database) {
    for (const char* name :
         {"0001_staff", "0002_audit", "0003_jobs", "0004_courses", "0005_inbox", "0006_publication"}) {
        std::ifstream file(std::string(LIFTED_CMS_MIGRATIONS) + "/" + name + ".sql");
        std::ostringstream sql;
        sql << file.rdbuf();
        database.sql(sql.str());
    }
}

InboxStore::InboxStore()
    : pool_(database_.io().get_executor(), pool_of(database_)),
      source_(make_inbox_source(pool_)),
      now_(kStart) {
    migrate_inbox(database_);
}

InboxStore::~InboxStore() = default;

core::Result<OpenedRun> InboxStore::open(const std::string& run, const std::string& spider) {
    return this->run(cms::open_run(*source_, {run, spider, "1", kStart, now_ += std::chrono::seconds(1)}));
}

core::Result<RunState> InboxStore::hand_in(
    const std::string& run, std::vector<ScrapedItem> items, std::int64_t most
) {
    now_ += std::chrono::seconds(1);
    return this->run(cms::hand_in_items(*source_, run, std::move(items), now_, most));
}

core::Result<ScrapeRun> InboxStore::close(const std::string& run, RunOutcome outcome) {
    RunReport report{.outcome = outcome, .reason = {}, .pages = 1, .items = 1, .errors = 0};
    now_ += std::chrono::seconds(1);
    return this->run(cms::close_run(*source_, run, report, vocabulary(), editor(), now_));
}

ScrapeRun InboxStore::scrape(
    const std::string& run, const std::vector<ScrapedItem>& items, const std::string& spider
) {
    open(run, spider).value();
    if (!items.empty()) hand_in(run, items).value();
    return close(run).value();
}

core::Result<cms::Accepted> InboxStore::accept(const InboxRow& row, cms::Acceptance what) {
    return run(cms::accept_scrape(*source_, row.id, row.version, std::move(what), vocabulary(), editor()));
}

void InboxStore::set_rules(std::vector<FieldRule> rules, const std::string& spider) {
    const auto change = [&]() -> Task<void> {
        const auto session = co_await source_->read();
        const auto known = co_await session->inbox().find_rules(spider);
        SourceRules wanted{spider, known.value().version, std::move(rules)};
        const auto saved = co_await cms::replace_rules(*source_, std::move(wanted), true, editor());
        saved.value();
    };
    database_.run(change());
}

InboxPage InboxStore::list(InboxQuery query) {
    const auto read = [&]() -> Task<InboxPage> {
        const auto session = co_await source_->read();
        co_return co_await session->inbox().list(std::move(query));
    };
    return run(read());
}

InboxRow InboxStore::row(const std::string& url, const std::string& spider) {
    InboxQuery query;
    query.filter.url = url;
    query.filter.spider = spider;
    return list(std::move(query)).items.at(0);
}

InboxCourse InboxStore::entry(const std::string& url, const std::string& spider) {
    const auto id = row(url, spider).id;
    const auto read = [&]() -> Task<InboxCourse> {
        const auto session = co_await source_->read();
        auto found = co_await session->inbox().find(id);
        co_return std::move(found.value());
    };
    return run(read());
}

std::optional<StoredDraft> InboxStore::draft(const std::string& uid) {
    const auto read = [&]() -> Task<std::optional<StoredDraft>> {
        const auto session = co_await source_->read();
        co_return co_await session->drafts().find(uid);
    };
    return run(read());
}

void InboxStore::edit(const std::string& uid, const std::vector<CourseField>& fields, const CourseDraft& to) {
    const auto change = [&]() -> Task<void> {
        const auto work = co_await source_->begin();
        auto draft = co_await work->drafts().find_locked(uid);
        for (const auto field : fields) {
            copy_field(field, to, draft->content);
            draft->status.staff_fields.push_back(field);
        }
        const auto saved = co_await work->drafts().save(*draft, "editor");
        saved.value();
        co_await work->commit();
    };
    database_.run(change());
}

void InboxStore::set_state(const std::string& uid, CourseState state) {
    const auto change = [&]() -> Task<void> {
        const auto work = co_await source_->begin();
        auto draft = co_await work->drafts().find_locked(uid);
        draft->status.state = state;
        if (state == CourseState::published) draft->status.published_revision = draft->last_revision;
        const auto saved = co_await work->drafts().save(*draft, "editor");
        saved.value();
        co_await work->commit();
    };
    database_.run(change());
}

std::vector<RecordedAudit> InboxStore::audit() {
    const auto read = [&]() -> Task<std::vector<RecordedAudit>> {
        const auto session = co_await source_->read();
        co_return co_await session->audit().list({}, std::nullopt, 100);
    };
    return run(read());
}

std::map<std::string, std::string> InboxStore::states() {
    InboxQuery query;
    query.limit = 1000;
    std::map<std::string, std::string> states;
    for (const auto& row : list(query).items) states[row.url] = to_string(row.state);
    return states;
}

ScrapedItem item(const std::string& path, const std::string& name) {
    ScrapedItem item;
    item.course.url = url_of(path);
    item.course.name = name;
    item.course.provider = "SAL";
    item.course.level = "Foundation";
    item.course.cost = Cost::fixed(Money::of_units(10'000)).value();
    item.provenance.push_back({"name", item.course.url, "h1", name, kStart});
    return item;
}

std::string url_of(const std::string& path) {
    return "https://example.com/" + path;
}

std::vector<ScrapedItem> items(std::size_t count) {
    std::vector<ScrapedItem> many;
    for (std::size_t i = 1; i <= count; ++i) many.push_back(item(std::to_string(i)));
    return many;
}

const Vocabulary& vocabulary() {
    static const Vocabulary words{
        {{LevelId{1}, "Gen", "General"}, {LevelId{2}, "Fou", "Foundational"}},
        {{FormatId{1}, "C", "Conference"}, {FormatId{6}, "e-L", "E-Learning"}}
    };
    return words;
}

AuditEntry editor() {
    AuditEntry by;
    by.actor = "editor";
    by.client = "192.0.2.1";
    by.request_id = "r1";
    return by;
}

}  // namespace tests
