// People, runs and rules at the same course at once: each waits its turn, and none passes over another.
#include "cms_server/use_cases/inbox/review_job.hpp"
#include "cms_server/use_cases/reviews/refresh_reviews.hpp"
#include "core/data/inbox.hpp"
#include "office.hpp"
#include "support/run.hpp"

#include <boost/asio/co_spawn.hpp>
#include <catch2/catch.hpp>

#include <optional>
#include <type_traits>
#include <variant>

using namespace tests;
using namespace core::data;
using namespace core::domain;
using core::Task;

namespace {

/// A task that goes on beside the test.
template <class T>
class Beside {
public:
    Beside(InboxStore& store, Task<T> task) : store_(store) {
        boost::asio::co_spawn(
            store.database().io(),
            keep(std::move(task)),
            [this](const std::exception_ptr& e) {
                failure_ = e;
                done_ = true;
            }
        );
    }

    /// Until it waits for a lock that the test holds.
    void await_lock() {
        run_until(store_.database().io(), [&] {
            return store_.database().value(
                       "select count(*) from pg_stat_activity where datname = current_database()"
                       " and wait_event_type = 'Lock'"
                   ) == "1";
        });
        REQUIRE_FALSE(done_);
    }

    T finish() {
        run_until(store_.database().io(), [&] { return done_; });
        if (failure_) std::rethrow_exception(failure_);
        if constexpr (!std::is_void_v<T>) return std::move(*value_);
    }

private:
    Task<void> keep(Task<T> task) {
        if constexpr (std::is_void_v<T>) {
            co_await std::move(task);
        } else {
            value_.emplace(co_await std::move(task));
        }
    }

    InboxStore& store_;
    std::optional<std::conditional_t<std::is_void_v<T>, std::monostate, T>> value_;
    std::exception_ptr failure_;
    bool done_ = false;
};

}  // namespace

TEST_CASE(
    "Who accepts waits for whoever changes the course, and hears what became of it", "[inbox][waiting]"
) {
    Office office;
    auto& store = office.store;
    const auto page = office.page();
    const auto work = store.run(store.source().begin());
    auto draft = store.run(work->drafts().find_locked(office.uid)).value();
    Beside accepting(
        store, cms::accept_scrape(store.source(), page.id, page.version, {}, vocabulary(), editor())
    );
    accepting.await_lock();
    draft.status.state = CourseState::rejected;
    draft.status.rejection = "not for us";
    store.run(work->drafts().save(draft, "ann")).value();
    store.run(cms::refresh_reviews(*work, {office.uid}, vocabulary()));
    store.run(work->commit());
    CHECK(accepting.finish().error().code == "course-not-editable");
    CHECK(office.page().state == InboxState::rejected);
}

TEST_CASE("A change of a course waits for whoever decides about its page", "[inbox][waiting]") {
    Office office;
    auto& store = office.store;
    const auto deciding = store.run(store.source().begin());
    store.run(deciding->inbox().find_locked(office.page().id));
    const auto free_of_charge = [](CourseDraft draft) -> core::Result<CourseDraft> {
        draft.cost = Cost::free();
        return draft;
    };
    Beside editing(
        store,
        cms::edit_course(
            store.source(), kAnn, office.framework(), office.uid, office.version(), free_of_charge
        )
    );
    editing.await_lock();
    store.run(deciding->commit());
    CHECK(editing.finish().has_value());
    CHECK(office.page().conflicts == 1);
}

TEST_CASE("A run waits for whoever changes one of its courses before it holds a page", "[inbox][waiting]") {
    Office office;
    auto& store = office.store;
    store.open("r3").value();
    store.hand_in("r3", {Office::priced(30'000), item("2")}).value();
    const auto work = store.run(store.source().begin());
    store.run(work->drafts().find_locked(office.uid));
    const RunReport report{
        .outcome = RunOutcome::complete, .reason = {}, .pages = 1, .items = 1, .errors = 0
    };
    Beside closing(store, cms::close_run(store.source(), "r3", report, vocabulary(), editor(), store.now()));
    closing.await_lock();
    store.run(cms::refresh_reviews(*work, {office.uid}, vocabulary()));
    store.run(work->commit());
    CHECK(closing.finish().value().state == RunState::applied);
    CHECK(office.page().offers == 1);
}

TEST_CASE(
    "The review by new rules waits for whoever changes a course before it holds a page", "[inbox][waiting]"
) {
    Office office;
    auto& store = office.store;
    store.set_rules({{CourseField::cost, StandingRule::accept}});
    const auto work = store.run(store.source().begin());
    store.run(work->drafts().find_locked(office.uid));
    Beside reviewing(store, cms::review_due(store.source(), "sal", 0, 25, vocabulary(), ""));
    reviewing.await_lock();
    store.run(cms::refresh_reviews(*work, {office.uid}, vocabulary()));
    store.run(work->commit());
    CHECK(reviewing.finish().value().reviewed == 1);
    CHECK(office.page().offers == 0);
}

TEST_CASE("A run does not undo what a person decides meanwhile", "[inbox][waiting]") {
    Office office;
    auto& store = office.store;
    store.open("r3").value();
    store.hand_in("r3", {Office::priced(20'000), item("2")}).value();
    const auto work = store.run(store.source().begin());
    auto entry = store.run(work->inbox().find_locked(office.page("2").id)).value();
    REQUIRE(entry.row.state == InboxState::fresh);
    entry.row.state = InboxState::accepted;
    entry.row.course_uid = office.uid;
    entry.accepted = entry.newest;
    store.run(work->inbox().save(entry)).value();
    const RunReport report{
        .outcome = RunOutcome::complete, .reason = {}, .pages = 1, .items = 1, .errors = 0
    };
    Beside closing(store, cms::close_run(store.source(), "r3", report, vocabulary(), editor(), store.now()));
    closing.await_lock();
    store.run(work->commit());
    CHECK(closing.finish().value().state == RunState::applied);
    CHECK(office.page("2").state == InboxState::unchanged);
}

TEST_CASE(
    "Locks for several decisions are taken in one order, whatever order they are asked in", "[inbox][waiting]"
) {
    Office office;
    auto& store = office.store;
    store.accept(office.page("2")).value();
    const auto first = office.page("1").id;
    const auto second = office.page("2").id;
    const auto work = store.run(store.source().begin());
    store.run(work->drafts().find_locked(office.uid));
    Beside locking(store, cms::lock_entries(store.source(), {second, first}));
    locking.await_lock();
    // It holds nothing yet that whoever is before it may want.
    store.run(work->inbox().find_all_locked({first, second}));
    store.run(work->commit());
    locking.finish();
    CHECK(office.page("1").version > 0);
}
