#include "publication_site.hpp"

#include "core/documents/course.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace tests {

using namespace core::data;
using core::Task;

namespace {

constexpr std::string_view kKey = "cms:a-secret-for-tests-that-is-long-enough";

/// Every migration but the grants, which ask for roles.
void migrate_cms(TestDatabase& database) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(LIFTED_CMS_MIGRATIONS)) {
        const auto name = entry.path().filename().string();
        if (name.ends_with(".sql") && name.find("grants") == std::string::npos) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const auto& path : files) {
        std::ifstream file(path);
        database.sql(std::string(std::istreambuf_iterator<char>(file), {}));
    }
}

app::Config app_config(const std::string& conninfo) {
    core::Environment environment(
        "LIFTED_",
        {{"LIFTED_APP_DATABASE", conninfo},
         {"LIFTED_ENVIRONMENT", "development"},
         {"LIFTED_INGEST_PORT", "0"},
         {"LIFTED_SERVICE_KEYS", std::string(kKey)}}
    );
    auto config = app::read_config(environment).value();
    config.ingest.limits.tick = std::chrono::milliseconds(20);
    config.ingest_database.acquire_timeout = std::chrono::seconds(20);
    config.ingest_database.connection.lock_timeout = std::chrono::seconds(20);
    return config;
}

}  // namespace

PublicationStore::PublicationStore() : pool(database.io().get_executor(), patient_pool(database.config())) {
    migrate_cms(database);
}

std::string PublicationStore::add_course(const std::string& uid, const std::string& name) {
    const auto add = [&]() -> Task<void> {
        const auto work = co_await source.begin();
        NewDraft draft;
        draft.uid = uid;
        draft.content = to_draft(simple_course(uid));
        draft.content.name = name;
        draft.content.url = "https://example.org/" + uid;
        draft.content.provider = "Academy";
        draft.content.cost = core::domain::Cost::free();
        draft.content.cpd = core::domain::Cpd::not_applicable();
        draft.content.areas = {sample_framework().areas.front().id};
        draft.author = "tester";
        const auto stored = co_await work->drafts().insert(std::move(draft));
        stored.value();
        co_await work->commit();
    };
    run(add());
    return uid;
}

StoredDraft PublicationStore::draft(const std::string& uid) {
    const auto session = run(source.read());
    return run(session->drafts().find(uid)).value();
}

void PublicationStore::publish(const std::string& uid) {
    run(cms::change_publication(source, {}, cms::PublicationAction::publish, {uid, draft(uid).version}))
        .value();
}

void PublicationStore::unpublish(const std::string& uid) {
    run(cms::change_publication(source, {}, cms::PublicationAction::unpublish, {uid, draft(uid).version}))
        .value();
}

void PublicationStore::rename(const std::string& uid, const std::string& name) {
    const auto change = [&]() -> Task<void> {
        const auto work = co_await source.begin();
        auto draft = co_await work->drafts().find_locked(uid);
        draft->content.name = name;
        const auto saved = co_await work->drafts().save(*draft, "tester");
        saved.value();
        co_await work->drafts().append_revision({draft->id, draft->content, "tester", "edit", false});
        co_await work->commit();
    };
    run(change());
}

std::optional<Publication> PublicationStore::publication(const std::string& uid) {
    const auto session = run(source.read());
    return run(session->publications().find(PublicationKind::course, uid));
}

void PublicationStore::put(std::vector<NewPublication> publications) {
    const auto work = run(source.begin());
    run(work->publications().put(std::move(publications))).value();
    run(work->commit());
}

NewPublication publication_of(const core::domain::Course& course) {
    return {
        PublicationKind::course,
        course.uid,
        course.revision,
        course.name,
        core::documents::course_document(course)
    };
}

AppUnderTest::AppUnderTest() : config_(app_config(store.database().conninfo())) {
    start();
    config_.ingest.port = server_->port();
}

AppUnderTest::~AppUnderTest() {
    stop();
}

void AppUnderTest::stop() {
    if (server_) server_->stop();
    server_.reset();
}

void AppUnderTest::start() {
    server_ = std::make_unique<app::IngestServer>(config_, [] { return false; });
    server_->start();
}

std::string AppUnderTest::url() const {
    return fmt::format("http://127.0.0.1:{}", config_.ingest.port);
}

namespace {

core::postgres::PoolConfig reader_of(AppUnderTest& app) {
    auto config = patient_pool(app.store.database().config());
    config.connection.read_only = true;
    return config;
}

}  // namespace

core::auth::ServiceKey AppUnderTest::key() const {
    return config_.service_keys.front();
}

cms::DeliveryConfig PublicationSite::config() {
    cms::DeliveryConfig config;
    config.times.retry_least = std::chrono::milliseconds(1);
    config.times.retry_most = std::chrono::milliseconds(4);
    config.times.outage_least = std::chrono::milliseconds(1);
    config.times.outage_most = std::chrono::milliseconds(20);
    config.times.poll = std::chrono::milliseconds(200);
    return config;
}

PublicationSite::PublicationSite()
    : ingest(cms.database.io().get_executor(), {app.url()}, app.key(), cms.clock),
      feed(cms.database.config()),
      delivery(cms.source, feed, ingest, config()),
      app_pool(cms.database.io().get_executor(), reader_of(app)),
      app_reads(app_pool, app.store.database().config()) {
    app.store.replace(sample_framework());
}

void PublicationSite::deliver() {
    while (cms.run(delivery.deliver_once()).value() > 0) {
    }
}

std::unique_ptr<cms::PublicationDelivery> PublicationSite::worker(cms::AppIngest& through) {
    return std::make_unique<cms::PublicationDelivery>(cms.source, feed, through, config());
}

}  // namespace tests
