#include "core/storage/courses/draft_document.hpp"
#include "courses_store.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace core::domain;
using core::Task;
using core::data::CourseState;
using core::data::DraftQuery;
using core::data::DraftSort;
using core::data::StoredDraft;
using tests::CoursesStore;

namespace {

/// Runs `use` in one unit of work and commits it.
template <class F>
auto in_one_work(CoursesStore& store, F use) {
    const auto change =
        [&]() -> Task<typename std::invoke_result_t<F, core::data::CmsUnitOfWork&>::value_type> {
        const auto work = co_await store.source.begin();
        auto value = co_await use(*work);
        co_await work->commit();
        co_return value;
    };
    return store.run(change());
}

std::vector<std::string> uids_of(CoursesStore& store, const DraftQuery& query) {
    const auto session = store.run(store.source.read());
    std::vector<std::string> uids;
    for (const auto& draft : store.run(session->drafts().list(query)).items) uids.push_back(draft.uid);
    return uids;
}

}  // namespace

TEST_CASE("a course is read back exactly as it was stored") {
    CoursesStore store;
    auto draft = tests::scraped_draft("abc", "Drafting contracts", "https://sal.example/1");
    draft.status.staff_fields = {CourseField::name, CourseField::areas};
    draft.status.gone_at = core::Instant(std::chrono::seconds(1'800'000'000));
    const auto stored = store.add(draft);
    const auto read = store.get("abc");
    CHECK(read.id == stored.id);
    CHECK(read.version == 1);
    CHECK(read.last_revision == 1);
    CHECK(read.content == draft.content);
    CHECK(read.status == draft.status);
    CHECK(read.source == "sal");
    CHECK(read.source_url == "https://sal.example/1");
    CHECK(read.provider.has_value());
    CHECK(read.created_by == "ann");
}

TEST_CASE("every kind of content survives its document") {
    CourseDraft draft;
    CHECK(core::storage::read_draft_document(core::storage::draft_document(draft)).value() == draft);
    draft = tests::complete_draft("\"Quoted\" – 法律");
    CHECK(core::storage::read_draft_document(core::storage::draft_document(draft)).value() == draft);
    draft.schedule = Schedule::ongoing();
    draft.cost = Cost::varying();
    draft.cpd = Cpd::private_study();
    CHECK(core::storage::read_draft_document(core::storage::draft_document(draft)).value() == draft);
    CHECK(core::storage::read_draft_document("{}").has_error());
    CHECK(core::storage::read_draft_document("[").has_error());
}

TEST_CASE("a uid and a source page each stand for one course") {
    CoursesStore store;
    store.add(tests::scraped_draft("a", "One", "https://sal.example/1"));
    CHECK_THROWS(store.add(tests::manual_draft("a", "Other")));
    CHECK_THROWS(store.add(tests::scraped_draft("b", "Other", "https://sal.example/1")));
    CHECK(store.database.value("select count(*) from editorial.course") == "1");
}

TEST_CASE("of two who change one version of a course only the first is heard") {
    CoursesStore store;
    const auto seen = store.add(tests::manual_draft("a", "One"));
    const auto save = [&](std::string name) {
        return in_one_work(
            store,
            [&, name](core::data::CmsUnitOfWork& work) -> Task<core::Result<std::int64_t>> {
                auto draft = seen;
                draft.content.name = name;
                co_return co_await work.drafts().save(draft, "ann");
            }
        );
    };
    CHECK(save("Two").value() == 2);
    CHECK(save("Three").error().kind == core::ErrorKind::version_mismatch);
    CHECK(store.get("a").content.name == "Two");
}

TEST_CASE("the history keeps every revision by number and finds the one of a version") {
    CoursesStore store;
    auto draft = store.add(tests::manual_draft("a", "One"));
    for (const auto* name : {"Two", "Three"}) {
        draft.content.name = name;
        in_one_work(store, [&](core::data::CmsUnitOfWork& work) -> Task<bool> {
            draft.version = (co_await work.drafts().save(draft, "bob")).value();
            co_await work.drafts().append_revision({draft.id, draft.content, "bob", "edit"});
            co_return true;
        });
    }
    const auto session = store.run(store.source.read());
    auto& drafts = session->drafts();
    const auto all = store.run(drafts.list_revisions(draft.id, 1'000, 10));
    REQUIRE(all.size() == 3);
    CHECK(all[0].number == 3);
    CHECK(all[0].author == "bob");
    CHECK(all[0].reason == "edit");
    CHECK(all[2].reason == "create");
    CHECK(store.run(drafts.list_revisions(draft.id, 3, 1)).front().number == 2);
    CHECK(store.run(drafts.find_revision(draft.id, 2))->content.name == "Two");
    CHECK_FALSE(store.run(drafts.find_revision(draft.id, 4)));
    CHECK(store.run(drafts.find_revision_at(draft.id, 2))->content.name == "Two");
    CHECK(store.run(drafts.find_revision_at(draft.id, 99))->content.name == "Three");
}

TEST_CASE("every filter lets through what fits and nothing else") {
    CoursesStore store;
    auto a = tests::manual_draft("a", "Advanced mediation");
    a.content.provider = "Law Society";
    a.content.level = LevelId{2};
    auto b = tests::scraped_draft("b", "Tax law for beginners", "https://sal.example/tax_law");
    b.content.areas.clear();
    b.content.competencies.clear();
    b.content.format = FormatId{2};
    auto c = tests::scraped_draft("c", "Ärger vor Gericht", "https://sal.example/c");
    c.status.state = CourseState::rejected;
    c.status.rejection = "not law";
    c.status.gone_at = core::Instant{};
    c.content.areas = {AreaId{4}};
    store.add(a);
    store.add(b);
    store.add(c);
    const auto society = store.get("a").provider;

    const auto found = [&](auto change) {
        DraftQuery query;
        query.sort = DraftSort::name;
        query.descending = false;
        change(query.filter);
        return uids_of(store, query);
    };
    using Uids = std::vector<std::string>;
    CHECK(found([](auto&) {}) == Uids{"a", "b", "c"});
    CHECK(found([](auto& f) { f.states = {CourseState::rejected}; }) == Uids{"c"});
    CHECK(found([](auto& f) {
              f.states = {CourseState::rejected, CourseState::draft};
          }) == Uids{"a", "b", "c"});
    CHECK(found([&](auto& f) { f.provider = society; }) == Uids{"a"});
    CHECK(found([](auto& f) { f.source = "sal"; }) == Uids{"b", "c"});
    CHECK(found([](auto& f) { f.level = LevelId{2}; }) == Uids{"a"});
    CHECK(found([](auto& f) { f.format = FormatId{2}; }) == Uids{"b"});
    CHECK(found([](auto& f) { f.area = AreaId{4}; }) == Uids{"c"});
    CHECK(found([](auto& f) { f.tagged = false; }) == Uids{"b"});
    CHECK(found([](auto& f) { f.tagged = true; }) == Uids{"a", "c"});
    CHECK(found([](auto& f) { f.gone = true; }) == Uids{"c"});
    CHECK(found([](auto& f) { f.scheduled = true; }).empty());
    CHECK(found([](auto& f) { f.words = {"MEDIATION"}; }) == Uids{"a"});
    CHECK(found([](auto& f) { f.words = {"society", "adv"}; }) == Uids{"a"});
    CHECK(found([](auto& f) { f.words = {"ärger"}; }) == Uids{"c"});
    CHECK(found([](auto& f) { f.words = {"ÄRGER"}; }) == Uids{"c"});
    CHECK(found([](auto& f) { f.words = {"ta"}; }) == Uids{"b"});  // the beginning of a word
    CHECK(found([](auto& f) { f.words = {"ax"}; }).empty());
    CHECK(found([](auto& f) { f.words = {"x_l"}; }) == Uids{"b"});  // no wildcard: only tax_law has it
    CHECK(found([](auto& f) { f.words = {"%"}; }).empty());
}

TEST_CASE("pages follow each other without gaps or repeats, in every order and both ways") {
    CoursesStore store;
    for (int i = 0; i < 11; ++i) {
        store.add(tests::manual_draft(
            "c" + std::to_string(i), i % 3 == 0 ? "Same name" : "Name " + std::to_string(i % 4)
        ));
    }
    const auto sort = GENERATE(DraftSort::updated_at, DraftSort::name, DraftSort::created_at);
    const bool descending = GENERATE(true, false);
    DraftQuery query;
    query.sort = sort;
    query.descending = descending;
    const auto whole = uids_of(store, query);
    REQUIRE(whole.size() == 11);

    query.limit = 4;
    const auto session = store.run(store.source.read());
    std::vector<std::string> forwards;
    std::vector<std::string> backwards;
    auto page = store.run(session->drafts().list(query));
    CHECK_FALSE(page.more_before);
    for (;;) {
        CHECK(page.total == 11);
        for (const auto& draft : page.items) forwards.push_back(draft.uid);
        if (!page.more_after) break;
        query.after = page.last;
        page = store.run(session->drafts().list(query));
    }
    CHECK(forwards == whole);
    query.backwards = true;
    for (;;) {
        for (auto at = page.items.rbegin(); at != page.items.rend(); ++at) backwards.push_back(at->uid);
        if (!page.more_before) break;
        query.after = page.first;
        page = store.run(session->drafts().list(query));
    }
    std::reverse(backwards.begin(), backwards.end());
    CHECK(backwards == whole);
}

TEST_CASE("likely duplicates are found across sources, the same page first") {
    CoursesStore store;
    store.add(tests::manual_draft("mine", "Advanced Mediation Workshop 2027"));
    auto same_page = tests::scraped_draft("page", "Something else altogether", "https://other.example/");
    same_page.content.url = "http://COURSES.example/contracts/#top";
    store.add(same_page);
    auto similar =
        tests::scraped_draft("similar", "Advanced mediation workshop (2027)", "https://sal.example/2");
    store.add(similar);
    auto binned = tests::scraped_draft("binned", "Advanced mediation workshop 2027", "https://sal.example/3");
    binned.status.state = CourseState::rejected;
    store.add(binned);
    store.add(tests::scraped_draft("far", "Tax law for beginners", "https://sal.example/4"));

    const auto session = store.run(store.source.read());
    const auto found = store.run(session->drafts().possible_duplicates(store.get("mine").id, 10));
    REQUIRE(found.size() == 2);
    CHECK(found[0].uid == "page");
    CHECK(found[0].same_url);
    CHECK(found[1].uid == "similar");
    CHECK(found[1].name_similarity > 0.7);
    CHECK(found[1].same_provider);
    CHECK(found[1].overlapping_dates);
}

TEST_CASE("what is purged is gone, but its source page stays known") {
    CoursesStore store;
    const core::Instant long_ago{std::chrono::sys_days(std::chrono::year(2020) / 1 / 1)};
    for (const auto* uid : {"old", "public"}) {
        auto draft = tests::scraped_draft(uid, "One", std::string("https://sal.example/") + uid);
        draft.status.state = CourseState::binned;
        draft.status.binned_at = long_ago;
        if (uid == std::string("public")) draft.status.published_revision = 1;
        store.add(draft);
    }
    const auto purged = in_one_work(store, [&](core::data::CmsUnitOfWork& work) {
        return work.drafts().purge(long_ago + std::chrono::hours(1), 10);
    });
    CHECK(purged == std::vector<std::string>{"old"});
    CHECK(store.database.value("select count(*) from editorial.course_revision") == "1");
    const auto session = store.run(store.source.read());
    const auto links = store.run(
        session->drafts().find_sources("sal", {"https://sal.example/old", "https://sal.example/never"})
    );
    REQUIRE(links.size() == 1);
    CHECK_FALSE(links[0].course);
}

TEST_CASE("the read session refuses to write") {
    CoursesStore store;
    const auto draft = store.add(tests::manual_draft("a", "One"));
    const auto session = store.run(store.source.read());
    CHECK_THROWS_AS(store.run(session->drafts().save(draft, "ann")), core::postgres::SqlError);
}
