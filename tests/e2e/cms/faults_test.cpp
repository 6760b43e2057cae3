// Processes killed at any moment of a stream of edits, publications and hand-ins.
#include "fault_stream.hpp"
#include "support/private_cluster.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <numeric>
#include <set>
#include <thread>

using namespace tests;

namespace {

constexpr int kKills = 14;         // so few that every run of the tests has them; LIFTED_FAULT_KILLS
constexpr int kSeed = 20'260;      // of who is killed when, and of what is edited; LIFTED_FAULT_SEED
constexpr std::size_t kParts = 7;  // what is killed: five processes and two clusters

int setting(const char* name, int otherwise) {
    const char* given = std::getenv(name);
    return given == nullptr ? otherwise : std::max(1, std::atoi(given));
}

Session log_in(const SplitSite& site) {
    const auto body = fmt::format(R"({{"username":"admin","password":"{}"}})", kAdminPassword);
    Caller caller;
    const auto answer = caller.call(
        {core::http::Method::post,
         site.staff_port.url("/cms/api/v1/session"),
         {{"Content-Type", "application/json"}},
         body}
    );
    if (!answer || answer->status != 201) throw std::runtime_error("no login");
    const auto set = answer->header("Set-Cookie");
    return {
        std::string(set.substr(0, set.find(';'))),
        std::string(at(answer->json().root(), "csrf_token").as_string().value())
    };
}

std::set<std::string> lines_of(const std::string& text) {
    std::set<std::string> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find('\n', begin), text.size());
        lines.insert(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return lines;
}

std::string first_of(const std::vector<std::string>& faults) {
    std::string text;
    for (std::size_t i = 0; i < std::min<std::size_t>(faults.size(), 10); ++i) text += faults[i] + "\n";
    return text;
}

/// What the App must have, by the outbox, and what it has: a line for each course, with all that an edit
/// changes.
constexpr std::string_view kPublished = R"sql(
select string_agg(concat_ws('|', uid, revision, d ->> 'name', d -> 'cost' ->> 'amount', d ->> 'url',
                            (select string_agg(area, ',') from jsonb_array_elements_text(d -> 'areas') area)),
                  E'\n' order by uid collate "C")
from (select uid, revision, document::jsonb as d from editorial.publication
      where kind = 'course' and document is not null) told)sql";
constexpr std::string_view kInTheApp = R"sql(
select string_agg(concat_ws('|', uid, revision, name, cost_amount, url,
                            (select string_agg(area_id::text, ',')
                             from catalogue.course_area where course_id = id)),
                  E'\n' order by uid collate "C")
from catalogue.course where name like 'Fault %')sql";
constexpr std::string_view kRemoved = R"sql(
select string_agg(concat_ws('|', uid, revision), E'\n' order by uid collate "C")
from editorial.publication where kind = 'course' and document is null)sql";
constexpr std::string_view kRemovedInTheApp = R"sql(
select string_agg(concat_ws('|', uid, revision), E'\n' order by uid collate "C")
from catalogue.removed_course)sql";

/// Courses whose state, outbox, history and audit log tell different stories.
constexpr std::string_view kHalfPublished = R"sql(
select string_agg(c.uid, E'\n')
from editorial.course c
left join editorial.publication p on p.kind = 'course' and p.uid = c.uid
where (c.state = 'published') <> (p.document is not null)
   or (c.state = 'draft') <> (p.uid is null)
   or (c.state = 'published' and not exists (
           select from editorial.course_revision r
           where r.course_id = c.id and r.number = c.published_revision and r.published
             and r.content ->> 'name' = p.document::jsonb ->> 'name'))
   or p.revision is distinct from (
           select max((e.difference ->> 'revision')::bigint) from audit.entry e
           where e.object_id = c.uid and e.action in ('course.publish', 'course.unpublish')))sql";

/// Both clusters, every process, and who is killed next.
class KilledSite {
public:
    explicit KilledSite(unsigned seed) : random_(seed) {
        prepare_databases(app_database, cms_database);
        site.start_all();
        site.cms.service().process().wait_for_line("the first administrator was made");
    }

    /// Kills one part and starts it again; all of them in an order of chance, then all again.
    void kill_one() {
        std::this_thread::sleep_for(std::chrono::milliseconds(20 + random_() % 300));
        if (deck_.empty()) {
            deck_.resize(kParts);
            std::iota(deck_.begin(), deck_.end(), std::size_t{0});
            std::shuffle(deck_.begin(), deck_.end(), random_);
        }
        const auto victim = deck_.back();
        deck_.pop_back();
        const std::chrono::milliseconds gone(random_() % 200);
        ++kills[victim];
        if (victim >= processes.size()) {
            const auto& cluster = victim == processes.size() ? app_cluster : cms_cluster;
            cluster.crash();
            std::this_thread::sleep_for(gone);
            cluster.resume();
        } else {
            processes[victim]->kill();
            std::this_thread::sleep_for(gone);
            processes[victim]->start();
        }
    }

    /// True once nothing is queued any more.
    [[nodiscard]] bool quiet() const {
        return ask(cms_database, "select count(*) from editorial.publication where state = 'queued'") == "0";
    }

    PrivateCluster app_cluster;
    PrivateCluster cms_cluster;
    std::string app_database = app_cluster.create_database("app");
    std::string cms_database = cms_cluster.create_database("cms");
    SplitSite site{app_database, cms_database};
    std::array<Restartable*, kParts - 2> processes{
        &site.app, &site.ingest, &site.cms, &site.worker, &site.second_worker
    };
    std::array<int, kParts> kills{};

private:
    std::mt19937 random_;
    std::vector<std::size_t> deck_;
};

void check_editor(const FaultyEditor& editor, const std::string& cms_database) {
    const auto now = lines_of(
        ask(cms_database,
            "select string_agg(concat_ws('|', uid, version, state, name), E'\\n') from editorial.course")
    );
    const auto ever = lines_of(ask(
        cms_database,
        "select string_agg(concat_ws('|', uid, content ->> 'name'), E'\\n') from editorial.course_revision"
        " join editorial.course on course.id = course_id"
    ));
    const auto decided = lines_of(
        ask(cms_database,
            "select string_agg(concat_ws('|', object_id, difference ->> 'revision'), E'\\n') from audit.entry"
            " where action in ('course.publish', 'course.unpublish')")
    );
    for (const auto& course : editor.courses()) {
        const auto is = fmt::format("{}|{}|{}|{}", course.uid, course.version, course.state, course.name);
        INFO(is);
        CHECK(now.contains(is));
        for (const auto& name : course.names) CHECK(ever.contains(course.uid + "|" + name));
        for (const auto revision : course.publications) {
            CHECK(decided.contains(fmt::format("{}|{}", course.uid, revision)));
        }
    }
}

}  // namespace

TEST_CASE("nothing that was acknowledged is lost, whoever is killed", "[faults]") {
    const auto seed = static_cast<unsigned>(setting("LIFTED_FAULT_SEED", kSeed));
    const int count = setting("LIFTED_FAULT_KILLS", kKills);
    KilledSite killed(seed);
    const auto session = log_in(killed.site);
    std::array<FaultyEditor, 2> editors{
        FaultyEditor(killed.site, session, "one", seed + 1),
        FaultyEditor(killed.site, session, "two", seed + 2)
    };
    FaultyScraper scraper(killed.site);
    std::atomic<bool> stop = false;
    {
        std::vector<std::jthread> stream;
        stream.reserve(editors.size() + 1);
        for (auto& editor : editors) stream.emplace_back([&] { editor.run(stop); });
        stream.emplace_back([&] { scraper.run(stop); });
        // Whatever happens below, the stream ends before what it works on.
        const std::unique_ptr<std::atomic<bool>, void (*)(std::atomic<bool>*)> ends(
            &stop, [](std::atomic<bool>* flag) { *flag = true; }
        );
        for (int kill = 0; kill < count; ++kill) killed.kill_one();
    }
    const auto began = std::chrono::steady_clock::now();
    while (!killed.quiet()) {
        REQUIRE(std::chrono::steady_clock::now() - began < std::chrono::seconds(75));
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    const std::chrono::duration<double> drained = std::chrono::steady_clock::now() - began;

    Tally tally;
    std::size_t courses = 0;
    std::size_t edits = 0;
    std::size_t publications = 0;
    for (const auto& editor : editors) {
        tally.add(editor.tally());
        check_editor(editor, killed.cms_database);
        courses += editor.courses().size();
        for (const auto& course : editor.courses()) {
            edits += course.names.size();
            publications += course.publications.size();
        }
    }
    tally.add(scraper.tally());
    INFO(first_of(tally.faults));
    CHECK(tally.faults.empty());
    CHECK(edits > 0);
    CHECK(publications > 0);
    CHECK_FALSE(scraper.handed_in().empty());

    const auto& app = killed.app_database;
    const auto& cms = killed.cms_database;
    CHECK(ask(cms, "select count(*) from editorial.publication where state <> 'delivered'") == "0");
    CHECK(ask(cms, "select count(*) from editorial.publication where delivered_revision <> revision") == "0");
    CHECK(ask(cms, "select count(*) from editorial.course") == std::to_string(courses));  // none made twice
    CHECK(ask(cms, std::string(kHalfPublished)).empty());
    CHECK(ask(cms, std::string(kPublished)) == ask(app, std::string(kInTheApp)));
    CHECK(ask(cms, std::string(kRemoved)) == ask(app, std::string(kRemovedInTheApp)));
    const auto inbox = lines_of(ask(cms, "select string_agg(url, E'\\n') from editorial.scraped_course"));
    for (const auto& url : scraper.handed_in()) CHECK(inbox.contains(url));

    Caller visitor;
    for (const auto& editor : editors) {
        for (const auto& course : editor.courses()) {
            const bool published = course.state == "published";
            const auto url = killed.site.public_port.url("/api/v1/courses/" + course.uid);
            visitor.await(url, [&](const Answer& shown) { return (shown.status == 200) == published; });
        }
    }
    fmt::print(
        "kills: {} App, {} internal App, {} CMS, {} and {} workers, {} App's Postgres, {} CMS's Postgres\n"
        "acknowledged: {} courses, {} edits, {} publications, {} items handed in; "
        "503: {}, 504: {}, no answer: {}, answered again: {}; "
        "queue empty {:.1f} s after the last kill\n",
        killed.kills[0],
        killed.kills[1],
        killed.kills[2],
        killed.kills[3],
        killed.kills[4],
        killed.kills[5],
        killed.kills[6],
        courses,
        edits,
        publications,
        scraper.handed_in().size(),
        tally.of(503),
        tally.of(504),
        tally.of(0),
        tally.replayed,
        drained.count()
    );
}
