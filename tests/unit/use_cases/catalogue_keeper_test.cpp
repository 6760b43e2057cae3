#include "app_server/use_cases/catalogue_keeper.hpp"

#include "fake_data_source.hpp"
#include "sample_catalogue.hpp"
#include "support/run.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace core::domain;
using namespace tests;

namespace {

struct Keeping {
    Keeping() {
        source.store.framework = sample_framework();
        source.store.providers = sample_providers();
    }

    bool refresh() { return tests::run(keeper.refresh()); }

    /// Begins a version in which courses are put or removed.
    FakeStore& next_version() {
        source.store.begin_version();
        return source.store;
    }

    [[nodiscard]] std::string uids() const {
        std::string text;
        for (const auto& course : holder.current()->parts().courses) {
            text += fmt::format("{}:{} ", course->stored.number, course->course().uid);
        }
        return text;
    }

    FakeDataSource source;
    app::SnapshotHolder holder;
    core::ManualClock clock{singapore("2027-03-05")};
    app::CatalogueKeeper keeper{
        source, holder, clock, {core::TimeZone::find("Asia/Singapore").value(), "SGD"}
    };
};

}  // namespace

TEST_CASE("The first refresh loads everything, an empty store too", "[keeper]") {
    Keeping k;
    CHECK(k.holder.current() == nullptr);
    CHECK(k.refresh());
    REQUIRE(k.holder.current());
    CHECK(k.holder.current()->version() == CatalogueVersion{0, 0});
    CHECK(k.uids().empty());
    CHECK_FALSE(k.refresh());

    k.next_version().put(plain_course(4, "a"));
    k.source.store.put(plain_course(7, "b"));
    k.next_version().remove("c");
    CHECK(k.refresh());
    CHECK(k.uids() == "4:a 7:b ");
    CHECK(k.holder.current()->version().version == 2);
    REQUIRE(k.holder.current()->parts().removals.size() == 1);
    CHECK(k.holder.current()->parts().removals[0].uid == "c");
}

TEST_CASE("A store of more courses than are read at once is loaded whole", "[keeper]") {
    Keeping k;
    const auto count = GENERATE(values<std::int64_t>({4'999, 5'000, 5'001, 10'000}));
    k.next_version();
    for (std::int64_t i = 1; i <= count; ++i) k.source.store.put(plain_course(i, std::to_string(i)));
    CHECK(k.refresh());
    REQUIRE(k.holder.current()->parts().courses.size() == static_cast<std::size_t>(count));
    CHECK(k.holder.current()->parts().courses.back()->stored.number == count);
}

TEST_CASE("A refresh reads what changed since, and shares the rest with the last snapshot", "[keeper]") {
    Keeping k;
    k.next_version();
    for (std::int64_t i = 1; i <= 5; ++i) k.source.store.put(plain_course(i * 10, fmt::format("c{}", i)));
    k.refresh();
    const auto before = k.holder.current();

    auto changed = plain_course(20, "c2");
    changed.course.name = "Renamed";
    k.next_version().put(changed);
    k.source.store.remove("c3");
    k.source.store.put(plain_course(60, "new"));
    k.source.asked_since.clear();
    CHECK(k.refresh());
    CHECK(k.source.asked_since == std::vector<std::int64_t>{1});
    CHECK(k.source.framework_loads == 1);
    CHECK(k.uids() == "10:c1 20:c2 40:c4 50:c5 60:new ");
    const auto after = k.holder.current();
    CHECK(after->find_course("c1") == before->find_course("c1"));
    CHECK(after->find_course("c2")->course().name == "Renamed");
    CHECK(after->find_course("c3") == nullptr);
    CHECK(before->find_course("c3") != nullptr);  // who holds the last snapshot keeps it whole
    CHECK(before->find_course("c2")->course().name == "Course c2");
}

TEST_CASE("A course removed and published again between two refreshes stands there once", "[keeper]") {
    Keeping k;
    k.next_version().put(plain_course(1, "a"));
    k.source.store.put(plain_course(2, "b"));
    k.refresh();
    k.next_version().remove("a");
    k.next_version().put(plain_course(3, "a"));  // the store forgets the removal
    k.refresh();
    CHECK(k.uids() == "2:b 3:a ");
    REQUIRE(k.holder.current()->find_course("a"));
    CHECK(k.holder.current()->find_course("a")->stored.number == 3);
    CHECK(k.holder.current()->entries().size() == 2);
}

TEST_CASE("The list of removals has each uid once, and none that is published", "[keeper]") {
    Keeping k;
    k.next_version().put(plain_course(1, "a"));
    k.refresh();
    k.next_version().remove("a");
    k.refresh();
    k.next_version().remove("a");  // a newer revision of the removal
    k.refresh();
    REQUIRE(k.holder.current()->parts().removals.size() == 1);
    CHECK(k.holder.current()->parts().removals[0].changed_in == 3);
    k.next_version().put(plain_course(9, "a"));
    k.refresh();
    CHECK(k.holder.current()->parts().removals.empty());
    CHECK(k.uids() == "9:a ");
}

TEST_CASE("A changed framework renders every course anew", "[keeper]") {
    Keeping k;
    k.next_version().put(plain_course(1, "a"));
    k.source.store.put(plain_course(2, "b"));
    k.refresh();
    const auto before = k.holder.current();

    k.next_version().framework.levels[0].name = "For beginners";
    k.source.store.version.framework_version = k.source.store.version.version;
    k.refresh();
    const auto after = k.holder.current();
    CHECK(k.source.framework_loads == 2);
    CHECK(after->framework().data().levels[0].name == "For beginners");
    CHECK(after->find_course("a") != before->find_course("a"));
    CHECK(after->find_course("b")->text.find("For beginners") != std::string::npos);
    CHECK(before->find_course("b")->text.find("For beginners") == std::string::npos);
}

TEST_CASE("A framework item goes together with the courses that named it", "[keeper]") {
    Keeping k;
    auto tagged = plain_course(1, "tagged");
    tagged.course.areas = {AreaId{4}};
    auto gone = plain_course(2, "gone");
    gone.course.areas = {AreaId{4}};
    k.next_version().put(tagged);
    k.source.store.put(gone);
    k.refresh();

    // What the last snapshot holds of them names an area that the next framework lacks.
    tagged.course.areas = {};
    k.next_version().put(tagged);
    k.source.store.remove("gone");
    std::erase_if(k.source.store.framework.areas, [](const Area& area) { return area.id == AreaId{4}; });
    k.source.store.version.framework_version = k.source.store.version.version;
    CHECK(k.refresh());
    CHECK(k.uids() == "1:tagged ");
    CHECK(k.holder.current()->find_course("tagged")->course().areas.empty());
}

TEST_CASE("A database put back to an earlier state is read from the beginning", "[keeper]") {
    Keeping k;
    const auto moved_on = GENERATE(0, 1, 2);  // behind the snapshot's version, at it, past it
    k.next_version().put(plain_course(1, "old"));
    const FakeStore backup = k.source.store;
    k.next_version().put(plain_course(2, "lost"));
    k.refresh();
    CHECK(k.uids() == "1:old 2:lost ");

    k.source.store = backup;
    for (int n = 0; n < moved_on; ++n) k.next_version().put(plain_course(2 + n, fmt::format("other-{}", n)));
    k.source.asked_since.clear();
    CHECK(k.refresh());
    CHECK(k.source.asked_since == std::vector<std::int64_t>{0});
    const std::array<std::string, 3> expected{"1:old ", "1:old 2:other-0 ", "1:old 2:other-0 3:other-1 "};
    CHECK(k.uids() == expected[static_cast<std::size_t>(moved_on)]);
    CHECK(k.holder.current()->version() == k.source.store.version);
}

TEST_CASE("After any history the snapshot is what a first load gives", "[keeper]") {
    const auto seed = GENERATE(range<std::uint64_t>(1, 9));
    Dice dice(seed);
    Keeping k;
    std::int64_t number = 0;
    for (int step = 0; step < 60; ++step) {
        k.next_version();
        for (auto changes = dice.roll(4); changes > 0; --changes) {
            const auto uid = fmt::format("c-{}", dice.roll(12));
            const auto known = std::find_if(
                k.source.store.courses.begin(),
                k.source.store.courses.end(),
                [&](const auto& c) { return c.second.course.uid == uid; }
            );
            if (dice.once_in(3)) {
                k.source.store.remove(uid);
            } else {
                auto stored =
                    random_course(dice, known == k.source.store.courses.end() ? ++number : known->first);
                stored.course.uid = uid;
                k.source.store.put(stored);
            }
        }
        if (dice.once_in(8)) {
            k.source.store.framework.title += "!";
            k.source.store.version.framework_version = k.source.store.version.version;
        }
        if (!dice.once_in(3)) continue;
        k.refresh();
        Keeping fresh;
        fresh.source.store = k.source.store;
        fresh.refresh();
        REQUIRE(k.uids() == fresh.uids());
        const auto mine = k.holder.current(), theirs = fresh.holder.current();
        REQUIRE(mine->version() == theirs->version());
        REQUIRE(mine->framework().data() == theirs->framework().data());
        for (std::size_t i = 0; i < mine->parts().courses.size(); ++i) {
            REQUIRE(mine->parts().courses[i]->text == theirs->parts().courses[i]->text);
            REQUIRE(mine->parts().courses[i]->ends == theirs->parts().courses[i]->ends);
        }
        std::map<std::string, std::int64_t> removals, expected;
        for (const auto& removal : mine->parts().removals)
            CHECK(removals.emplace(removal.uid, removal.changed_in).second);
        for (const auto& removal : theirs->parts().removals)
            expected.emplace(removal.uid, removal.changed_in);
        REQUIRE(removals == expected);
    }
}

TEST_CASE("A refresh that fails throws and leaves the snapshot as it is", "[keeper]") {
    Keeping k;
    k.next_version().put(plain_course(1, "a"));
    k.refresh();
    const auto before = k.holder.current();
    k.next_version().remove("a");
    k.source.failure = "no connection";
    CHECK_THROWS_WITH(k.refresh(), "no connection");
    CHECK(k.holder.current() == before);
    k.source.failure.clear();
    CHECK(k.refresh());
    CHECK(k.uids().empty());
}

TEST_CASE("Each look at an unchanged version says that the snapshot is current", "[keeper]") {
    Keeping k;
    k.refresh();
    k.holder.mark_stale("away");
    CHECK(k.holder.stale());
    k.clock.set(singapore("2027-03-06"));
    CHECK_FALSE(k.refresh());
    CHECK_FALSE(k.holder.stale());
    CHECK(k.holder.freshness()->since == singapore("2027-03-06"));
}
