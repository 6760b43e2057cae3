#include "work_stream.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

namespace tests {

namespace {

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
    for (std::size_t i = 0; i < std::min<std::size_t>(faults.size(), 10); ++i) {
        text += faults[i].substr(0, 2000) + "\n";
    }
    return text;
}

/// What the App must have, by the outbox, and what it has.
constexpr std::string_view kPublished = R"sql(
select string_agg(concat_ws('|', uid, revision, document::jsonb ->> 'name'), E'\n' order by uid collate "C")
from editorial.publication where kind = 'course' and document is not null and name like 'Fault %')sql";
constexpr std::string_view kInTheApp = R"sql(
select string_agg(concat_ws('|', uid, revision, name), E'\n' order by uid collate "C")
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

WorkStream::WorkStream(
    const SplitSite& site, std::string app_database, std::string cms_database, unsigned seed
)
    : site_(site),
      app_database_(std::move(app_database)),
      cms_database_(std::move(cms_database)),
      record_(app_database_, cms_database_),
      editors_{
          FaultyEditor(site, log_in(site), "one", seed + 1), FaultyEditor(site, log_in(site), "two", seed + 2)
      },
      scraper_(site),
      reader_(site) {
    for (auto& editor : editors_) threads_.emplace_back([&] { editor.run(stopped_); });
    threads_.emplace_back([this] { scraper_.run(stopped_); });
    threads_.emplace_back([this] { reader_.run(stopped_); });
}

WorkStream::~WorkStream() {
    stop();
}

void WorkStream::stop() {
    stopped_ = true;
    threads_.clear();
}

WorkStream::Done WorkStream::done() const {
    const auto count = [this](const std::string& query) {
        return std::stoi(ask(cms_database_, "select count(*) from " + query));
    };
    return {
        count("audit.entry where action in ('course.create', 'course.edit')"),
        count("audit.entry where action in ('course.publish', 'course.unpublish')"),
        count("editorial.scraped_course"),
        record_.applied()
    };
}

int WorkStream::queued() const {
    return std::stoi(ask(cms_database_, "select count(*) from editorial.publication where state = 'queued'"));
}

std::chrono::duration<double> WorkStream::drain(int left) const {
    const auto began = std::chrono::steady_clock::now();
    while (queued() > left) {
        if (std::chrono::steady_clock::now() - began > std::chrono::seconds(75)) {
            throw std::runtime_error(
                "still queued: " + ask(cms_database_,
                                       "select string_agg(to_jsonb(p)::text, E'\n') from "
                                       "editorial.publication_status p where state = 'queued'")
            );
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return std::chrono::steady_clock::now() - began;
}

Tally WorkStream::tally() const {
    Tally all;
    for (const auto& editor : editors_) all.add(editor.tally());
    all.add(scraper_.tally());
    return all;
}

/// The public API shows what is published and nothing that is not.
void WorkStream::check_directory() {
    Caller visitor;
    for (const auto& editor : editors_) {
        for (const auto& course : editor.courses()) {
            const bool published = course.state == "published";
            const auto url = site_.public_port.url("/api/v1/courses/" + course.uid);
            visitor.await(url, [&](const Answer& shown) { return (shown.status == 200) == published; });
        }
    }
}

void WorkStream::check() {
    std::size_t courses = 0;
    std::size_t edits = 0;
    std::size_t publications = 0;
    for (const auto& editor : editors_) {
        check_editor(editor, cms_database_);
        courses += editor.courses().size();
        for (const auto& course : editor.courses()) {
            edits += course.names.size();
            publications += course.publications.size();
        }
    }
    CHECK(edits > 0);
    CHECK(publications > 0);
    CHECK_FALSE(scraper_.handed_in().empty());
    CHECK_FALSE(reader_.seen().empty());
    for (const auto& faults : {tally().faults, reader_.faults(), record_.faults(reader_.seen())}) {
        INFO(first_of(faults));
        CHECK(faults.empty());
    }
    const auto in_cms = [this](std::string_view query) { return ask(cms_database_, query); };
    CHECK(in_cms("select count(*) from editorial.publication where state <> 'delivered'") == "0");
    CHECK(in_cms("select count(*) from editorial.publication where delivered_revision <> revision") == "0");
    CHECK(
        in_cms("select count(*) from editorial.course where name like 'Fault %'") == std::to_string(courses)
    );  // none made twice
    CHECK(in_cms(kHalfPublished).empty());
    CHECK(in_cms(kPublished) == ask(app_database_, kInTheApp));
    CHECK(in_cms(kRemoved) == ask(app_database_, kRemovedInTheApp));
    const auto inbox = lines_of(in_cms("select string_agg(url, E'\\n') from editorial.scraped_course"));
    for (const auto& url : scraper_.handed_in()) CHECK(inbox.contains(url));
    check_directory();
}

std::string WorkStream::figures() const {
    std::size_t courses = 0;
    std::size_t edits = 0;
    std::size_t publications = 0;
    for (const auto& editor : editors_) {
        courses += editor.courses().size();
        for (const auto& course : editor.courses()) {
            edits += course.names.size();
            publications += course.publications.size();
        }
    }
    const auto told = tally();
    return fmt::format(
        "acknowledged: {} courses, {} edits, {} publications, {} items handed in\n"
        "503: {}, 504: {}, no answer: {}, answered again: {}, slowest answer {} ms\n"
        "the App applied {} revisions; {} reads of its directory, {} of them refused, showed {} forms of "
        "courses\n",
        courses,
        edits,
        publications,
        scraper_.handed_in().size(),
        told.of(503),
        told.of(504),
        told.of(0),
        told.replayed,
        told.slowest.count(),
        record_.applied(),
        reader_.answers(),
        reader_.refusals(),
        reader_.seen().size()
    );
}

}  // namespace tests
