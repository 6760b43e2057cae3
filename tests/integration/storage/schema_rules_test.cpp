// The rules of a course and of the framework hold in the database itself, whoever writes.
#include "app_store.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace tests;

namespace {

struct Rule {
    std::string constraint;
    std::string sql;
};

/// A row of catalogue.course that holds, but for what is given.
std::string course_with(std::string_view columns, std::string_view values) {
    return fmt::format(
        "insert into catalogue.course (source, revision, updated_at, changed_in{0}) values ('x', 1, now(), "
        "1{1})",
        columns,
        values
    );
}

constexpr std::string_view kAll =
    ", uid, name, url, level_id, format_id, cost_kind, cost_amount, cpd_kind, cpd_points, ongoing";

std::string values(
    std::string_view uid,
    std::string_view name,
    std::string_view url,
    std::string_view cost,
    std::string_view cpd
) {
    return fmt::format(", {}, {}, {}, 1, 1, {}, {}, false", uid, name, url, cost, cpd);
}

std::string cost_of(std::string_view cost) {
    return course_with(kAll, values("'new'", "'N'", "null", cost, "'unknown', null"));
}

std::string cpd_of(std::string_view cpd) {
    return course_with(kAll, values("'new'", "'N'", "null", "'unknown', null", cpd));
}

std::string named(std::string_view uid, std::string_view name, std::string_view url) {
    return course_with(kAll, values(uid, name, url, "'unknown', null", "'unknown', null"));
}

// For both the schema and core::domain::is_web_url.
const std::vector<std::string> kWebUrls{
    "http://example.org",
    "https://example.org:/",
    "https://example.org:8443/a(b)?c=d&e=f#g",
    "https://example.org:00080",
    "https://example.org:65535?q",
    "https://example.org#top",
    "https://example.org/%40@x:y",
    "https://[2001:db8::1]:443/a",
    "https://xn--bcher-kva.example/",
};

const std::vector<std::string> kOtherUrls{
    "https://anna@example.org/",
    "https://anna:secret@example.org/",
    "https://@example.org/",
    "https://example.org:0/",
    "https://example.org:65536/",
    "https://example.org:80a/",
    "https://example.org:80:80/",
    "https://:80/",
    "https://?q",
    "https://#top",
    "https://2001:db8::1/",
    "https://exa mple.org/",
    "https://example.org/a b",
    "https://example.org/\n",
    "https://bücher.example/",
    "https://example.org/<a>",
    "https:example.org",
};

void check_refused(AppStore& store, const Rule& rule) {
    INFO(rule.sql);
    try {
        store.database().sql(rule.sql);
        FAIL_CHECK("it was not refused");
    } catch (const std::runtime_error& error) {
        INFO(error.what());
        CHECK(std::string(error.what()).find('"' + rule.constraint + '"') != std::string::npos);
    }
}

void fill(AppStore& store) {
    store.replace(sample_framework());
    auto ongoing = simple_course("ongoing");
    ongoing.schedule = core::domain::Schedule::ongoing();
    store.apply(ongoing);                 // number 1
    store.apply(simple_course("dated"));  // number 2, on one date without an end
}

}  // namespace

TEST_CASE("The schema takes a course that holds to the rules", "[storage]") {
    AppStore store;
    fill(store);
    CHECK_NOTHROW(store.database().sql(named("'a_Z-9'", "'N'", "'HTTPS://example.org'")));
    CHECK_NOTHROW(store.database().sql(named("'b'", "'N'", "null")));
    CHECK_NOTHROW(store.database().sql(named("'c'", "repeat('é', 250)", "null")));
    CHECK_NOTHROW(store.database().sql("insert into catalogue.removed_course values ('gone', 1, 1)"));
    int number = 0;
    for (const std::string& text : kWebUrls) {
        INFO(text);
        REQUIRE(core::domain::is_web_url(text));
        const auto uid = fmt::format("'url-{}'", ++number);
        CHECK_NOTHROW(store.database().sql(named(uid, "'N'", '\'' + text + '\'')));
    }
}

TEST_CASE("The schema refuses the URLs that a course must not have", "[storage]") {
    AppStore store;
    fill(store);
    for (const std::string& text : kOtherUrls) {
        REQUIRE_FALSE(core::domain::is_web_url(text));
        check_refused(store, {"course_url_is_web", named("'new'", "'N'", '\'' + text + '\'')});
    }
}

TEST_CASE("The schema refuses a course that breaks a rule, by the rule's name", "[storage]") {
    AppStore store;
    fill(store);
    const std::vector<Rule> rules{
        {"course_uid_unique", named("'dated'", "'N'", "null")},
        {"course_uid_well_formed", named("''", "'N'", "null")},
        {"course_uid_well_formed", named("'a b'", "'N'", "null")},
        {"course_uid_well_formed", named("E'a\\n'", "'N'", "null")},
        {"course_uid_well_formed", named("repeat('a', 65)", "'N'", "null")},
        {"course_name_well_formed", named("'new'", "''", "null")},
        {"course_name_well_formed", named("'new'", "E' \\t\\n'", "null")},
        {"course_name_well_formed", named("'new'", "'   '", "null")},
        {"course_name_well_formed", named("'new'", "E'two\\nlines'", "null")},
        {"course_name_well_formed", named("'new'", "E'a\\u0001b'", "null")},
        {"course_name_well_formed", named("'new'", "E'a\\u007fb'", "null")},
        {"course_name_well_formed", named("'new'", "repeat('é', 251)", "null")},
        {"course_url_is_web", named("'new'", "'N'", "''")},
        {"course_url_is_web", named("'new'", "'N'", "'ftp://example.org'")},
        {"course_url_is_web", named("'new'", "'N'", "'javascript:alert(1)'")},
        {"course_url_is_web", named("'new'", "'N'", "'//example.org'")},
        {"course_url_is_web", named("'new'", "'N'", "'https:///path'")},
        {"course_url_is_web", named("'new'", "'N'", "'https://'")},
        {"course_url_is_web", named("'new'", "'N'", "' https://example.org'")},
        {"course_level_exists", "update catalogue.course set level_id = 3"},
        {"course_format_exists", "update catalogue.course set format_id = 2"},
        {"course_provider_exists", "update catalogue.course set provider_id = 77"},
        {"course_cost_kind_known", cost_of("'cheap', null")},
        {"course_cost_amount_iff_fixed", cost_of("'fixed', null")},
        {"course_cost_amount_iff_fixed", cost_of("'free', 1")},
        {"course_cost_positive", cost_of("'fixed', 0")},
        {"course_cost_positive", cost_of("'fixed', -1")},
        {"course_cpd_kind_known", cpd_of("'some', null")},
        {"course_cpd_points_iff_points", cpd_of("'points', null")},
        {"course_cpd_points_iff_points", cpd_of("'private', 1")},
        {"course_cpd_not_negative", cpd_of("'points', -0.5")},
        {"course_duration_not_negative", "update catalogue.course set duration_days = -1"},
        {"course_revision_positive", "update catalogue.course set revision = 0"},
        {"removed_course_revision_positive", "insert into catalogue.removed_course values ('gone', 0, 1)"},
        {"removed_course_uid_well_formed", "insert into catalogue.removed_course values ('a b', 1, 1)"},
        {"provider_name_well_formed", "insert into catalogue.provider (name) values ('')"},
        {"provider_name_well_formed", "insert into catalogue.provider (name) values ('  ')"},
        {"provider_name_well_formed", "insert into catalogue.provider (name) values (E'A\\tB')"},
        {"provider_name_well_formed", "insert into catalogue.provider (name) values (repeat('a', 501))"},
        {"provider_name_unique", "insert into catalogue.provider (name) values ('A'), ('A')"},
        {"version_is_one_row", "insert into catalogue.version values (false, 1, 1)"},
    };
    for (const auto& rule : rules) check_refused(store, rule);
    CHECK(store.changed_since(0).size() == 2);
}

TEST_CASE("The schema keeps ongoing courses without dates, and dates in order", "[storage]") {
    AppStore store;
    fill(store);
    const std::vector<Rule> rules{
        {"ongoing_course_has_no_dates",
         "insert into catalogue.course_date (course_id, ongoing, starts_at) values (1, true, now())"},
        {"course_date_course_exists",
         "insert into catalogue.course_date (course_id, starts_at) values (1, now())"},
        {"course_date_course_exists",
         "insert into catalogue.course_date (course_id, starts_at) values (9, now())"},
        {"course_date_course_exists", "update catalogue.course set ongoing = true where id = 2"},
        {"course_date_unique",
         "insert into catalogue.course_date (course_id, starts_at, ends_at) "
         "select course_id, starts_at, null from catalogue.course_date"},
        {"course_date_end_after_start",
         "insert into catalogue.course_date (course_id, starts_at, ends_at) "
         "values (2, now(), now() - interval '1 microsecond')"},
        {"course_area_area_exists", "insert into catalogue.course_area values (2, 5)"},
        {"course_area_course_exists", "insert into catalogue.course_area values (9, 1)"},
        {"course_competency_competency_exists", "insert into catalogue.course_competency values (2, 11)"},
        {"course_competency_course_exists", "insert into catalogue.course_competency values (9, 10)"},
    };
    for (const auto& rule : rules) check_refused(store, rule);
}

TEST_CASE("The schema refuses a framework whose parts do not fit", "[storage]") {
    AppStore store;
    fill(store);
    const std::vector<Rule> rules{
        {"framework_is_one_row", "insert into framework.framework values (false, 'Second')"},
        {"level_acronym_unique", "insert into framework.level values (50, 'B', 'New')"},
        {"level_name_unique", "insert into framework.level values (50, 'N', 'Basic')"},
        {"format_acronym_unique", "insert into framework.format values (50, 'W', 'New')"},
        {"need_name_unique", "insert into framework.need values (50, 'Start', 'new')"},
        {"need_level_level_exists", "insert into framework.need_level values (1, 50)"},
        {"need_format_format_exists", "insert into framework.need_format values (1, 50)"},
        {"specialism_name_unique", "insert into framework.specialism values (50, 'Family')"},
        {"vertical_kind_known", "insert into framework.vertical values (50, 'hobby', 'New', 'new')"},
        {"vertical_name_unique", "insert into framework.vertical values (50, 'profession', 'Counsel', 'new')"
        },
        {"area_vertical_exists", "insert into framework.area values (50, 50, 1, 'New', '', false)"},
        {"area_key_unique", "insert into framework.area values (50, 1, 1, 'New', '', false)"},
        {"area_name_unique", "insert into framework.area values (50, 1, 50, 'Advocacy', '', false)"},
        {"category_name_unique", "insert into framework.competency_category values (50, 1, 'Advocacy', null)"
        },
        {"category_area_in_vertical", "insert into framework.competency_category values (50, 2, 'New', 1)"},
        {"competency_category_exists", "insert into framework.competency values (55, 5, null, 'New', '')"},
        {"competency_specialism_exists", "insert into framework.competency values (55, 1, 5, 'New', '')"},
        {"job_role_vertical_exists", "update framework.job_role set vertical_id = 50 where id = 1"},
        {"job_role_level_positive", "update framework.job_role set level = 0 where id = 1"},
        {"role_competency_unique", "insert into framework.job_role_competency values (1, 50, 10)"},
        {"role_competency_competency_exists", "insert into framework.job_role_competency values (1, 50, 11)"},
    };
    for (const auto& rule : rules) check_refused(store, rule);
    CHECK(store.framework() == sample_framework());
}
