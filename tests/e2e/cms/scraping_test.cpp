// A spider launched from the CMS, its results in the inbox, and the same site again, changed.
#include "scraped_site.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace tests;

namespace {

/// A field of an entry under review: `outcome base theirs ours`, values as JSON.
std::string reviewed(const Answer& entry, std::string_view name) {
    const auto json = entry.json();
    const auto fields = at(json.root(), "fields");
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const auto field = fields.at(i);
        if (field.find("field").as_string() != name) continue;
        std::string text(field.find("outcome").as_string().value_or(""));
        for (const auto* side : {"base", "theirs", "ours"}) {
            text += ' ';
            field.find(side).append_to(text);
        }
        return text;
    }
    return {};
}

}  // namespace

TEST_CASE("a spider is launched from the CMS, and its site's change is reviewed", "[scraping]") {
    ScrapedSite scraped;
    auto& site = scraped.site;
    const auto first = scraped.scrape();
    INFO(first.body);
    CHECK(at(first.json().root(), "state").as_string() == "applied");
    CHECK(at(first.json().root(), "effect/added").as_int() == 2);

    // The first one is accepted, so that there is something of staff's to compare with.
    scraped.accept(scraped.entry("first"));
    const auto again = scraped.scrape();
    CHECK(at(again.json().root(), "effect/unchanged").as_int() == 2);
    CHECK(at(again.json().root(), "effect/added").as_int() == 0);

    scraped.provider.set_price(120);
    const auto changed = scraped.scrape();
    CHECK(at(changed.json().root(), "effect/changed").as_int() == 1);
    const auto review = scraped.entry("first");
    INFO(review.body);
    CHECK(at(review.json().root(), "state").as_string() == "changed");
    CHECK(reviewed(review, "cost").starts_with("offered "));
    CHECK(reviewed(review, "cost").find("120.00") != std::string::npos);

    scraped.provider.set_empty(true);
    const auto emptied = scraped.scrape();
    INFO(emptied.body);
    CHECK(at(emptied.json().root(), "state").as_string() == "held");
    CHECK(at(site.staff.get(kApi + "/inbox?q=second").json().root(), "total").as_int() == 1);
    CHECK(scraped.scraper.stop() == 0);
}

TEST_CASE("what site and staff both change after publication is a conflict of three values", "[scraping]") {
    ScrapedSite scraped;
    auto& site = scraped.site;
    scraped.scrape();
    const auto uid = scraped.accept(scraped.entry("first"));
    scraped.change(
        uid, R"({"area_ids":[1],"level_id":1,"format_id":1,"cpd":{"kind":"private"},"duration_days":"1.0"})"
    );
    scraped.publish(uid);
    const auto shown =
        site.await_public("/api/v1/courses/" + uid, [](const Answer& a) { return a.status == 200; });
    CHECK(at(shown.json().root(), "name").as_string() == "First course");

    scraped.change(uid, R"({"cost":{"kind":"fixed","amount":"110.00"}})");
    scraped.provider.set_price(120);
    scraped.provider.set_revised(true);
    const auto run = scraped.scrape();
    INFO(run.body);
    CHECK(at(run.json().root(), "effect/changed").as_int() == 1);
    CHECK(at(run.json().root(), "effect/unchanged").as_int() == 1);

    const auto review = scraped.entry("first");
    INFO(review.body);
    CHECK(at(review.json().root(), "state").as_string() == "changed");
    CHECK(at(review.json().root(), "offers").as_int() == 1);
    CHECK(at(review.json().root(), "conflicts").as_int() == 1);
    CHECK(reviewed(review, "name") == R"(offered "First course" "First course, revised" "First course")");
    const auto cost = [](const char* amount) {
        return fmt::format(R"({{"kind":"fixed","amount":"{}"}})", amount);
    };
    CHECK(
        reviewed(review, "cost") ==
        fmt::format("conflict {} {} {}", cost("100.00"), cost("120.00"), cost("110.00"))
    );
    // Nothing of it is public before somebody decides.
    CHECK(site.public_get("/api/v1/courses/" + uid).body == shown.body);

    const auto same = scraped.scrape();
    INFO(same.body);
    CHECK(at(same.json().root(), "effect/added").as_int() == 0);
    // The same again is nothing new: what waits is what waited.
    const auto later = scraped.entry("first");
    CHECK(at(later.json().root(), "version").as_int() == at(review.json().root(), "version").as_int());
    CHECK(reviewed(later, "cost") == reviewed(review, "cost"));
}
