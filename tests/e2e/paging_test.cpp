#include "site.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

using namespace tests;
using core::json::Value;

namespace {

/// Where an item stands in an order, read from nothing but the answer: the group, then a number within it.
std::pair<int, double> place_of(Value item, std::string_view sort) {
    const bool descending = sort.starts_with('-');
    const std::string_view key = descending ? sort.substr(1) : sort;
    const double sign = descending ? -1 : 1;
    const Value course = item.find("course").exists() ? item.find("course") : item;
    if (key == "start") return {at(course, "ongoing").as_bool().value() ? 1 : 0, 0};
    if (key == "cpd") {
        const auto kind = at(course, "cpd/kind").as_string().value();
        constexpr std::array<std::string_view, 5> kKinds{
            "points", "tbc", "private", "not-applicable", "unknown"
        };
        const auto group = std::find(kKinds.begin(), kKinds.end(), kind) - kKinds.begin();
        return {
            static_cast<int>(group), group == 0 ? sign * at(course, "cpd/points").as_number().value() : 0
        };
    }
    if (key == "cost") {
        const auto kind = at(course, "cost/kind").as_string().value();
        if (kind == "unknown") return {1, 0};
        if (kind == "varying") return {0, sign * -1};
        return {
            0,
            kind == "free" ? 0 : sign * std::stod(std::string(at(course, "cost/amount").as_string().value()))
        };
    }
    return {0, 0};
}

void check_order(const std::vector<std::string>& items, const std::string& sort) {
    std::pair<int, double> last{-1, 0};
    std::string last_text;
    for (const auto& text : items) {
        const auto item = core::json::Document::parse(text).value();
        const auto place = place_of(item.root(), sort);
        INFO(sort << ": " << text.substr(0, 300));
        CHECK(place >= last);
        if (sort.ends_with("start") && place.first == 0 && item.root().find("starts_at").exists()) {
            const std::string starts(at(item.root(), "starts_at").as_string().value());
            if (!last_text.empty()) CHECK((sort == "start" ? last_text <= starts : last_text >= starts));
            last_text = starts;
        }
        if (sort.ends_with("name")) {
            // The starter data's names are ASCII, so that folding case is lowering letters.
            std::string name(at(item.root(), item.root().find("course").exists() ? "course/name" : "name")
                                 .as_string()
                                 .value());
            std::transform(name.begin(), name.end(), name.begin(), [](char c) {
                return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
            });
            if (!last_text.empty()) CHECK((sort == "name" ? last_text <= name : last_text >= name));
            last_text = name;
        }
        last = place;
    }
}

std::string with_limit(const std::string& target, int limit) {
    return target + (target.find('?') == std::string::npos ? "?" : "&") + "limit=" + std::to_string(limit);
}

}  // namespace

TEST_CASE("walking next gives every item once and in the order, and prev walks back", "[paging]") {
    Site site;
    const std::string path = GENERATE("course-instances", "courses");
    for (const std::string sort : {"start", "-start", "cpd", "-cpd", "cost", "-cost", "name", "-name"}) {
        for (const std::string filter : {"", "&q=a", "&cpd=points&cpd=unknown&vertical=1"}) {
            INFO(path << " " << sort << filter);
            const std::string target = "/api/v1/" + path + "?sort=" + sort + filter;
            const auto whole = site.web.all_items(with_limit(target, 100));
            REQUIRE(whole.size() > 7);
            CHECK(std::set<std::string>(whole.begin(), whole.end()).size() == whole.size());
            check_order(whole, sort);
            CHECK(site.web.all_items(with_limit(target, 7)) == whole);

            // Back from the last page, in pages of the same size: all but what the last page itself shows.
            std::vector<std::string> backwards;
            std::string at_last = with_limit(target, 7);
            for (;;) {
                const auto page = site.web.get(at_last).json();
                CHECK(at(page.root(), "total").as_int() == static_cast<std::int64_t>(whole.size()));
                const auto next = at(page.root(), "next").as_string();
                if (!next) break;
                at_last = std::string(*next);
            }
            for (auto page_at = at_last; !page_at.empty();) {
                const auto page = site.web.get(page_at).json();
                const auto items = at(page.root(), "items");
                for (std::size_t i = items.size(); i > 0; --i) backwards.push_back(text_of(items.at(i - 1)));
                page_at = at(page.root(), "prev").as_string().value_or("");
            }
            std::reverse(backwards.begin(), backwards.end());
            CHECK(backwards == whole);
        }
    }
}

TEST_CASE("lists that are in order of ids page as well", "[paging]") {
    Site site;
    for (const std::string target :
         {"/api/v1/job-roles",
          "/api/v1/job-roles?vertical=1",
          "/api/v1/providers",
          "/api/v1/recommendations?vertical=1"}) {
        INFO(target);
        const auto whole = site.web.all_items(with_limit(target, 100));
        REQUIRE(whole.size() > 2);
        CHECK(site.web.all_items(with_limit(target, 2)) == whole);
    }
}

TEST_CASE("the Link field names the same pages as the body", "[paging]") {
    Site site;
    const auto first = site.web.get("/api/v1/courses?limit=2&sort=name");
    const std::string next(at(first.json().root(), "next").as_string().value());
    CHECK(first.header("Link") == "<" + next + ">; rel=\"next\"");
    const auto second = site.web.get(next);
    const auto body = second.json();
    const std::string both = "<" + std::string(*at(body.root(), "next").as_string()) + ">; rel=\"next\", <" +
                             std::string(*at(body.root(), "prev").as_string()) + ">; rel=\"prev\"";
    CHECK(second.header("Link") == both);
}

TEST_CASE("fields gives the members asked for and no others", "[paging]") {
    Site site;
    const auto page =
        site.web.get("/api/v1/course-instances?limit=2&fields=course.provider.name,starts_at,course.areas.id")
            .json();
    const auto item = at(page.root(), "items/0");
    CHECK(item.size() == 2);
    CHECK(at(item, "course").size() == 2);
    CHECK_FALSE(at(item, "course").find("name").exists());
    CHECK(text_of(at(item, "course/areas")).starts_with(R"([{"id":)"));
}

TEST_CASE("a walk goes on while the catalogue changes between its pages", "[paging]") {
    Site site;
    Web& web = site.web;
    const std::string sort = GENERATE("start", "-cost", "name", "cpd");
    INFO(sort);
    const auto before = web.all_items("/api/v1/courses?limit=100&fields=uid&sort=" + sort);
    REQUIRE(before.size() >= 20);
    const auto uid_of = [](const std::string& item) {
        return std::string(at(core::json::Document::parse(item).value().root(), "uid").as_string().value());
    };

    // After the first page: the course the cursor stands on goes, and so does one that is still to come.
    const auto first = web.get("/api/v1/courses?limit=5&fields=uid&sort=" + sort).json();
    const std::set<std::string> removed{uid_of(before[4]), uid_of(before[9])};
    std::string names;
    for (const auto& uid : removed) names += (names.empty() ? "'" : ", '") + uid + "'";
    site.database.change(
        "insert into catalogue.removed_course (uid, revision, changed_in) select uid, revision + 1, $version "
        "from "
        "catalogue.course where uid in (" +
        names + "); delete from catalogue.course where uid in (" + names + ")"
    );
    web.await("/api/v1/courses?limit=1", [&](const Answer& answer) {
        return at(answer.json().root(), "total").as_int() == static_cast<std::int64_t>(before.size() - 2);
    });

    auto walked = each(first, "uid");
    const std::string next(at(first.root(), "next").as_string().value());
    for (const auto& item : web.all_items(next))
        walked.push_back(text_of(at(core::json::Document::parse(item).value().root(), "uid")));
    std::vector<std::string> expected;
    for (std::size_t i = 0; i < before.size(); ++i) {
        const auto uid = uid_of(before[i]);
        if (i < 5 || !removed.contains(uid)) expected.push_back('"' + uid + '"');
    }
    CHECK(walked == expected);
}

TEST_CASE("changes are told a thousand at a time, also within one version", "[paging]") {
    Site site;
    // Two versions: the starter's 60 courses, then 2,500 at once.
    site.database.change(
        "insert into catalogue.course (uid, name, level_id, format_id, cost_kind, cpd_kind, ongoing, source, "
        "revision, updated_at, changed_in) select 'bulk-' || n, 'Bulk ' || n, 1, 1, 'free', 'unknown', true, "
        "'test', 1, "
        "now(), $version from generate_series(1, 2500) n"
    );
    const auto total = [](const Answer& answer) { return at(answer.json().root(), "total").as_int(); };
    site.web.await("/api/v1/courses?limit=1", [&](const Answer& answer) { return total(answer) == 2560; });

    std::set<std::string> seen;
    std::size_t told = 0;
    std::string target = "/api/v1/changes?since=0";
    for (int answers = 0; !target.empty() && answers < 10; ++answers) {
        const auto answer = site.web.get(target);
        REQUIRE(answer.status == 200);
        const auto document = answer.json();
        const auto changed = at(document.root(), "changed");
        CHECK(changed.size() <= 1000);
        for (std::size_t i = 0; i < changed.size(); ++i) seen.emplace(changed.at(i).as_string().value());
        told += changed.size();
        const auto next = at(document.root(), "next").as_string();
        if (!next) CHECK(at(document.root(), "version").as_int() == at(document.root(), "latest").as_int());
        target = std::string(next.value_or(""));
    }
    CHECK(target.empty());
    CHECK(told == 2560);
    CHECK(seen.size() == 2560);
}
