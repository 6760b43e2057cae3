#pragma once

#include "cms_server/use_cases/courses/course_states.hpp"
#include "cms_server/use_cases/courses/edit_course.hpp"
#include "courses_store.hpp"
#include "inbox_store.hpp"

#include <functional>
#include <string>
#include <utility>

namespace tests {

inline const cms::Actor kAnn{1, "ann", "10.0.0.1", "r1", ""};

/// An inbox, and the use cases of courses on the same database.
struct Office {
    InboxStore store;
    FakeApp app;
    core::ManualClock clock{store.now()};
    cms::FrameworkLookup lookup{clock, 1};
    std::string uid;  ///< of a course accepted from `/1`, whose price the site then changed: one offer

    Office() {
        app.framework.levels = vocabulary().levels;
        app.framework.formats = vocabulary().formats;
        store.scrape("r1", {item("1"), item("2")});
        uid = store.accept(store.row(url_of("1"))).value().course_uid;
        store.scrape("r2", {priced(20'000), item("2")});
    }

    static core::domain::ScrapedItem priced(std::int64_t cents, const std::string& path = "1") {
        auto changed = item(path);
        changed.course.cost = core::domain::Cost::fixed(core::domain::Money::of_units(cents)).value();
        return changed;
    }

    cms::FrameworkSource framework() { return {lookup, app, 0}; }

    [[nodiscard]] std::int64_t version() { return store.draft(uid)->version; }

    void edit(const std::function<void(core::domain::CourseDraft&)>& change) {
        const auto apply = [change](core::domain::CourseDraft draft
                           ) -> core::Result<core::domain::CourseDraft> {
            change(draft);
            return draft;
        };
        store.run(cms::edit_course(store.source(), kAnn, framework(), uid, version(), apply)).value();
    }

    void step(cms::StateStep step) {
        store
            .run(cms::change_state(store.source(), kAnn, framework(), uid, version(), "step", std::move(step))
            )
            .value();
    }

    core::data::InboxRow page(const std::string& path = "1", const std::string& spider = "sal") {
        return store.row(url_of(path), spider);
    }
};

}  // namespace tests
