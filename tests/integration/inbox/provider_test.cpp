// A provider's name changes: the public and the inbox follow by the job that the change asks for.
#include "cms_server/use_cases/courses/change_providers.hpp"
#include "cms_server/use_cases/publication/follow_provider.hpp"
#include "job_worker.hpp"
#include "offers.hpp"

#include <catch2/catch.hpp>

using namespace tests;
using namespace core::data;
using namespace core::domain;

namespace {

const cms::Actor kAnn{1, "ann", "10.0.0.1", "r1", ""};

CanonicalProvider provider(InboxStore& store, const std::string& name) {
    const auto session = store.run(store.source().read());
    return store.run(session->providers().find_by_name(name)).value();
}

void rename(InboxStore& store, const std::string& from, const std::string& to) {
    const auto known = provider(store, from);
    const auto edit = [to](cms::ProviderInput input) -> core::Result<cms::ProviderInput> {
        input.name = to;
        return input;
    };
    store.run(cms::edit_provider(store.source(), kAnn, known.id, known.version, edit)).value();
}

CanonicalProvider merge(InboxStore& store, const std::string& from, const std::string& into) {
    store.run(cms::create_provider(store.source(), kAnn, {into, {}, {}})).value();
    const auto known = provider(store, from);
    return store
        .run(cms::merge_providers(store.source(), kAnn, known.id, known.version, provider(store, into).id))
        .value();
}

/// All of it in batches of two; how many courses were told again.
std::int64_t republish(InboxStore& store, const std::string& name = "Singapore Academy of Law") {
    const auto id = provider(store, name).id;
    std::int64_t told = 0;
    for (std::string after;;) {
        const auto batch = store.run(cms::republish_names(store.source(), id, after, 2)).value();
        told += batch.told;
        if (batch.last_uid.empty()) return told;
        after = batch.last_uid;
    }
}

std::string waiting_jobs(InboxStore& store) {
    return store.database().value("select count(*) from jobs.job where kind = 'providers.follow'");
}

}  // namespace

TEST_CASE("Published courses show a provider's new name, and nothing else that is new", "[inbox][provider]") {
    Offers offers(5);
    auto& store = offers.store;
    for (std::size_t i = 0; i < 4; ++i) offers.publish(i);
    CourseDraft ours;
    ours.name = "Not yet for the public";
    store.edit(offers.uids.at(1), {CourseField::name}, ours);
    const auto before = offers.published(0).revision;
    const bool merged = GENERATE(false, true);
    if (merged) {
        merge(store, "SAL", "Singapore Academy of Law");
    } else {
        rename(store, "SAL", "Singapore Academy of Law");
    }
    CHECK(waiting_jobs(store) == "1");
    CHECK(republish(store) == 4);
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(offers.published(i).provider == "Singapore Academy of Law");
        CHECK(offers.published(i).name == "Contracts");
    }
    CHECK(offers.published(0).revision > before);
    CHECK(store.database().value("select count(*) from editorial.publication") == "4");
    CHECK(store.audit().at(0).entry.action == "course.rename-provider");
    CHECK(republish(store) == 0);

    // The next publication is later than what was told here.
    store.set_state(offers.uids.at(1), CourseState::published);
    const auto work = store.run(store.source().begin());
    auto draft = store.run(work->drafts().find_locked(offers.uids.at(1)));
    store.run(cms::publish_draft(*work, {}, std::move(*draft))).value();
    store.run(work->commit());
    CHECK(offers.published(1).name == "Not yet for the public");
    CHECK(offers.published(1).provider == "Singapore Academy of Law");
}

TEST_CASE("A course taken back meanwhile is not published by a provider's new name", "[inbox][provider]") {
    Offers offers(1);
    auto& store = offers.store;
    offers.publish(0);
    rename(store, "SAL", "Singapore Academy of Law");
    const auto work = store.run(store.source().begin());
    auto draft = store.run(work->drafts().find_locked(offers.uids.at(0)));
    store.run(cms::unpublish_draft(*work, {}, std::move(*draft))).value();
    store.run(work->commit());
    CHECK(republish(store) == 0);
    CHECK(store.database().value("select count(document) from editorial.publication") == "0");
}

TEST_CASE("Pages that name a provider by what is now its alias offer nothing new", "[inbox][provider]") {
    Offers offers(1);
    auto& store = offers.store;
    auto renamed = item("1");
    renamed.course.provider = "Academy";
    store.scrape("r2", {renamed});
    REQUIRE(store.row(url_of("1")).offers == 1);
    merge(store, "SAL", "Academy");
    const auto id = provider(store, "Academy").id;
    const auto batch = store.run(cms::review_provider(store.source(), id, "", 10, vocabulary()));
    CHECK(batch.seen == 1);
    CHECK(batch.last_uid.empty());
    CHECK(store.row(url_of("1")).offers == 0);
    CHECK(store.row(url_of("1")).state == InboxState::unchanged);
}

TEST_CASE("A change of a provider that is none of its names asks for nothing", "[inbox][provider]") {
    Offers offers(1);
    auto& store = offers.store;
    const auto known = provider(store, "SAL");
    const auto edit = [](cms::ProviderInput input) -> core::Result<cms::ProviderInput> {
        input.website = "https://sal.example";
        return input;
    };
    store.run(cms::edit_provider(store.source(), kAnn, known.id, known.version, edit)).value();
    CHECK(waiting_jobs(store) == "0");
}

TEST_CASE("A new provider asks for nothing: nobody bears its names yet", "[inbox][provider]") {
    InboxStore store;
    store.run(cms::create_provider(store.source(), kAnn, {"Academy", {}, {"SAL"}})).value();
    CHECK(waiting_jobs(store) == "0");
}

TEST_CASE("Of a provider's names only its own courses are looked at", "[inbox][provider]") {
    Offers offers(3);
    auto& store = offers.store;
    CourseDraft ours;
    ours.provider = "Another School";
    store.edit(offers.uids.at(2), {CourseField::provider}, ours);
    for (std::size_t i = 0; i < 3; ++i) offers.publish(i);
    rename(store, "SAL", "Singapore Academy of Law");
    const auto session = store.run(store.source().read());
    const auto names = [&](const std::string& name) {
        return store.run(session->publications().list_public_names(provider(store, name).id, "", 10));
    };
    CHECK(names("Singapore Academy of Law").size() == 2);
    CHECK(names("Singapore Academy of Law").at(0).is_outdated);
    REQUIRE(names("Another School").size() == 1);
    CHECK_FALSE(names("Another School").at(0).is_outdated);
}

TEST_CASE("What a rule publishes keeps the provider the public sees", "[inbox][provider]") {
    Offers offers(1);
    auto& store = offers.store;
    offers.publish(0);
    rename(store, "SAL", "Singapore Academy of Law");
    REQUIRE(republish(store) == 1);
    // The name of then becomes another provider's.
    const auto known = provider(store, "Singapore Academy of Law");
    const auto without = [](cms::ProviderInput input) -> core::Result<cms::ProviderInput> {
        input.aliases.clear();
        return input;
    };
    store.run(cms::edit_provider(store.source(), kAnn, known.id, known.version, without)).value();
    store.run(cms::create_provider(store.source(), kAnn, {"SAL", {}, {}})).value();
    store.set_rules({{CourseField::cost, StandingRule::publish}});
    offers.change_prices(20'000);
    REQUIRE(offers.published(0).cost.amount() == Money::of_units(20'000));
    CHECK(offers.published(0).provider == "Singapore Academy of Law");
}

TEST_CASE("The job brings a provider's name to more courses than a batch holds", "[inbox][provider]") {
    constexpr std::size_t kCourses = 60;
    Offers offers(kCourses);
    auto& store = offers.store;
    for (std::size_t i = 0; i < kCourses; ++i) offers.publish(i);
    rename(store, "SAL", "Singapore Academy of Law");
    FrameworkApp app(store);
    const auto job = [&](const auto& done) {
        core::jobs::JobKinds kinds;
        cms::add_provider_jobs(kinds, store.source(), app.source());
        run_worker(store, std::move(kinds), done);
    };
    // The public learns of it at once; its pages are reviewed when the framework is known.
    app.database.away = true;
    job([](const auto& worker) { return worker.status().failed == 1; });
    CHECK(last_error(store).find("framework") != std::string::npos);
    for (std::size_t i = 0; i < kCourses; ++i) {
        REQUIRE(offers.published(i).provider == "Singapore Academy of Law");
    }
    app.database.away = false;
    store.database().sql("update jobs.job set run_at = now()");
    job([](const auto& worker) { return worker.status().finished == 1; });
    CHECK(store.database().value("select state from jobs.job") == "done");
    // Done twice, it told each of them once.
    CHECK(
        store.database().value("select count(*) from audit.entry where action = 'course.rename-provider'") ==
        std::to_string(kCourses)
    );
}
