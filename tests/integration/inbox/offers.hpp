#pragma once

#include "cms_server/use_cases/inbox/review_job.hpp"
#include "cms_server/use_cases/publication/publish_course.hpp"
#include "core/documents/course.hpp"
#include "inbox_store.hpp"

#include <string>
#include <vector>

namespace tests {

/// Accepted courses at `/1` … `/<count>`, of which the site then changed every price.
struct Offers {
    InboxStore store;
    std::vector<std::string> uids;

    explicit Offers(std::size_t count) {
        store.scrape("r1", items(count));
        for (std::size_t i = 1; i <= count; ++i) {
            uids.push_back(store.accept(store.row(url_of(std::to_string(i)))).value().course_uid);
        }
    }

    void change_prices(std::int64_t cents) {
        std::vector<core::domain::ScrapedItem> changed;
        for (auto& one : items(uids.size())) {
            one.course.cost = core::domain::Cost::fixed(core::domain::Money::of_units(cents)).value();
            changed.push_back(std::move(one));
        }
        store.scrape("r" + std::to_string(cents), changed);
    }

    core::domain::Cost cost(std::size_t i) { return store.draft(uids.at(i))->content.cost; }

    std::string waiting() {
        return store.database().value("select count(*) from editorial.scraped_course where state = 'changed'"
        );
    }

    cms::ReviewedBatch review(std::int64_t after, int limit) {
        return store.run(cms::review_due(store.source(), "sal", after, limit, vocabulary(), "")).value();
    }

    /// Completes a course and publishes it.
    void publish(std::size_t i) {
        core::domain::CourseDraft rest;
        rest.format = core::domain::FormatId{1};
        rest.cpd = core::domain::Cpd::not_applicable();
        rest.schedule = core::domain::Schedule::ongoing();
        store.edit(
            uids.at(i),
            {core::domain::CourseField::format,
             core::domain::CourseField::cpd,
             core::domain::CourseField::schedule},
            rest
        );
        set_areas(i);
        const auto work = store.run(store.source().begin());
        auto draft = store.run(work->drafts().find_locked(uids.at(i)));
        store.run(cms::publish_draft(*work, {}, std::move(*draft))).value();
        store.run(work->commit());
    }

    void set_areas(std::size_t i) {
        core::domain::CourseDraft tagged;
        tagged.areas = {core::domain::AreaId{1}};
        store.edit(uids.at(i), {core::domain::CourseField::areas}, tagged);
    }

    core::domain::Course published(std::size_t i) {
        const auto session = store.run(store.source().read());
        const auto document =
            store.run(session->publications().document(core::data::PublicationKind::course, uids.at(i)));
        return core::documents::parse_course(document.value()).value();
    }
};

}  // namespace tests
