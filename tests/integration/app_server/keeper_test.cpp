// The keeper on a real database.
#include "app_server/use_cases/catalogue_keeper.hpp"
#include "app_store.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <functional>

using namespace core::domain;
using namespace tests;

namespace {

class Following {
public:
    explicit Following(AppStore& store) : store_(store) {
        core::asio::co_spawn(
            store.database().io(),
            keeper_.run(),
            core::asio::bind_cancellation_slot(
                stop_.slot(), [this](const std::exception_ptr&) { ended_ = true; }
            )
        );
    }

    ~Following() {
        stop_.emit(core::asio::cancellation_type::terminal);
        until([this] { return ended_; });
    }

    void until(const std::function<bool()>& holds) {
        const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (!holds()) {
            if (std::chrono::steady_clock::now() > limit) throw std::runtime_error("it did not happen");
            store_.database().io().restart();
            store_.database().io().run_for(std::chrono::milliseconds(2));
        }
    }

    [[nodiscard]] std::int64_t shown() const {
        return holder.current() ? holder.current()->version().version : -1;
    }

    app::SnapshotHolder holder;

private:
    AppStore& store_;
    core::SystemClock clock_;
    // Polls far apart: what is seen is seen by notice.
    app::CatalogueKeeper keeper_{
        store_.source(),
        holder,
        clock_,
        {core::TimeZone::find("Asia/Singapore").value(), "SGD"},
        {.poll = std::chrono::minutes(5),
         .backoff_min = std::chrono::milliseconds(5),
         .backoff_max = std::chrono::milliseconds(20)}
    };
    core::asio::cancellation_signal stop_;
    bool ended_ = false;
};

}  // namespace

TEST_CASE("Two instances on one database both show a commit by its notice", "[keeper]") {
    AppStore store;
    store.replace(sample_framework());
    Following one(store), two(store);
    one.until([&] { return one.shown() == 1 && two.shown() == 1; });
    store.apply(simple_course("a"));
    const auto committed = std::chrono::steady_clock::now();
    one.until([&] { return one.shown() == 2 && two.shown() == 2; });
    CHECK(std::chrono::steady_clock::now() - committed < std::chrono::seconds(5));
    CHECK(one.holder.current()->find_course("a"));
    CHECK(two.holder.current()->find_course("a"));
}

TEST_CASE("After any changes the snapshot of a follower is that of a newcomer", "[keeper]") {
    AppStore store;
    store.replace(sample_framework());
    Following follower(store);
    Dice dice(3);
    std::int64_t revision = 0;
    for (int step = 0; step < 40; ++step) {
        auto course = random_course(dice, 1).course;
        course.uid = "c" + std::to_string(dice.roll(8));
        course.revision = ++revision;
        if (dice.once_in(3)) {
            store.remove(course.uid, revision);
        } else {
            store.apply(course);
        }
        if (dice.once_in(5)) {
            auto framework = sample_framework();
            framework.title = std::to_string(step);
            store.replace(framework);
        }
    }
    const auto version = store.version().version;
    follower.until([&] { return follower.shown() == version; });
    Following newcomer(store);
    newcomer.until([&] { return newcomer.shown() == version; });
    const auto mine = follower.holder.current(), theirs = newcomer.holder.current();
    REQUIRE(mine->parts().courses.size() == theirs->parts().courses.size());
    for (std::size_t i = 0; i < mine->parts().courses.size(); ++i) {
        CHECK(mine->parts().courses[i]->stored.number == theirs->parts().courses[i]->stored.number);
        CHECK(mine->parts().courses[i]->text == theirs->parts().courses[i]->text);
    }
    CHECK(mine->parts().removals.size() == theirs->parts().removals.size());
}

TEST_CASE(
    "A database that was put back and moved on past the snapshot is read from the beginning", "[keeper]"
) {
    AppStore store;
    store.replace(sample_framework());
    store.apply(simple_course("kept"));
    const auto restored_to = store.version().version;
    store.apply(simple_course("lost"));
    Following follower(store);
    follower.until([&] { return follower.shown() == restored_to + 1; });
    // As a restored backup would have it: the course of the later version is unknown, and so is its token.
    store.database().sql(fmt::format(
        R"sql(
begin;
delete from catalogue.course where uid = 'lost';
delete from catalogue.version_token where version > {0};
alter table catalogue.version disable trigger version_is_marked;
update catalogue.version set version = {0};
alter table catalogue.version enable trigger version_is_marked;
commit)sql",
        restored_to
    ));
    store.apply(simple_course("other"));
    store.apply(simple_course("another"));
    follower.until([&] { return follower.shown() == restored_to + 2; });
    const auto& snapshot = *follower.holder.current();
    CHECK(snapshot.find_course("lost") == nullptr);
    for (const auto* uid : {"kept", "other", "another"}) CHECK(snapshot.find_course(uid) != nullptr);
}

TEST_CASE("With the database gone the snapshot stays, and it catches up when it is back", "[keeper]") {
    AppStore store;
    store.replace(sample_framework());
    store.apply(simple_course("a"));
    Following follower(store);
    follower.until([&] { return follower.shown() == 2; });
    store.database().kill_sessions();
    follower.until([&] { return follower.holder.stale(); });
    CHECK(follower.holder.current()->find_course("a"));
    CHECK_FALSE(follower.holder.freshness()->reason.empty());
    follower.until([&] { return !follower.holder.stale(); });
    store.apply(simple_course("b"));
    follower.until([&] { return follower.shown() == 3; });
    CHECK(follower.holder.current()->find_course("b"));
}
