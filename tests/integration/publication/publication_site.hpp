#pragma once

#include "app_server/config.hpp"
#include "app_server/ingest_server.hpp"
#include "app_store.hpp"
#include "cms_server/app_client/http_app_ingest.hpp"
#include "cms_server/use_cases/publication/publication_delivery.hpp"
#include "cms_server/use_cases/publication/publish_course.hpp"
#include "cms_source.hpp"
#include "core/storage/publication/publication_feed.hpp"

#include <memory>
#include <string>

namespace tests {

/// A CMS database of its own, migrated, and the ports on it.
class PublicationStore {
public:
    PublicationStore();

    template <class T>
    T run(core::Task<T> task) {
        return database.run(std::move(task));
    }

    /// Stores a complete course by hand; its uid.
    std::string add_course(const std::string& uid, const std::string& name = "A course");

    core::data::StoredDraft draft(const std::string& uid);

    /// Publishes, or takes back, in whatever version the course has; throws when that is refused.
    void publish(const std::string& uid);
    void unpublish(const std::string& uid);

    /// Gives the course another name; throws when that is refused.
    void rename(const std::string& uid, const std::string& name);

    std::optional<core::data::Publication> publication(const std::string& uid);

    /// Queues courses for the App without an editorial course behind them.
    void put(std::vector<core::data::NewPublication> publications);

    TestDatabase database;
    core::postgres::Pool pool;
    CmsSource source{pool};
    core::SystemClock clock;
};

/// A course to be told to the App, complete by the ids of `sample_framework`.
core::data::NewPublication publication_of(const core::domain::Course& course);

/// The App's internal port before a database of its own, in this process.
class AppUnderTest {
public:
    AppUnderTest();
    ~AppUnderTest();

    /// Takes the port away, and brings it back under the same number.
    void stop();
    void start();

    [[nodiscard]] std::string url() const;

    [[nodiscard]] core::auth::ServiceKey key() const;

    AppStore store;

private:
    app::Config config_;
    std::unique_ptr<app::IngestServer> server_;
};

/// A CMS and an App, with a delivery between them that tests drive by hand.
class PublicationSite {
public:
    PublicationSite();

    /// Delivers until nothing is due; throws at an outage.
    void deliver();

    /// A further delivery with settings of its own.
    std::unique_ptr<cms::PublicationDelivery> worker(cms::AppIngest& through);

    [[nodiscard]] static cms::DeliveryConfig config();

    PublicationStore cms;
    AppUnderTest app;
    cms::HttpAppIngest ingest;
    core::storage::PostgresPublicationFeed feed;
    cms::PublicationDelivery delivery;
    core::postgres::Pool app_pool;
    core::storage::PostgresReadOnlySource app_reads;  ///< the App's database as the CMS sees it
};

}  // namespace tests
