#include "site.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>

using namespace tests;

namespace {

using Texts = std::vector<std::string>;

std::string original_data() {
    const char* given = std::getenv("LIFTED_SHARED_DATA");
    const auto folder = std::filesystem::path(given == nullptr ? LIFTED_SHARED_DATA : given) / "lifted";
    return std::filesystem::exists(folder / "courses.ods") ? folder.string() : "";
}

Texts quoted(const Texts& texts) {
    Texts out;
    for (const auto& text : texts) {
        out.emplace_back();
        core::json::append_string(out.back(), text);
    }
    return out;
}

std::vector<std::string> numbers(std::initializer_list<std::pair<int, int>> ranges) {
    Texts out;
    for (const auto& [first, last] : ranges) {
        for (int n = first; n <= last; ++n) out.push_back(std::to_string(n));
    }
    return out;
}

/// A review of a role whose first `answers` questions of one category are answered, the first `met` of them
/// with yes.
std::string review_body(int role, const Texts& competencies, std::size_t met) {
    std::string body;
    core::json::Writer json(body);
    json.begin_object().member("job_role_id", role).key("answers").begin_array();
    for (std::size_t i = 0; i < competencies.size(); ++i) {
        json.begin_object().key("competency_id").raw(competencies[i]).member("met", i < met).end_object();
    }
    json.end_array().end_object();
    return body;
}

/// The questions of a role that fall into the category with most of them.
Texts largest_category(Web& web, int role) {
    const auto questions = web.get("/api/v1/job-roles/" + std::to_string(role) + "/questions").json();
    const auto ids = each(questions, "competency_id");
    const auto categories = each(questions, "category_id");
    Texts largest;
    for (const auto& category : categories) {
        Texts of_it;
        for (std::size_t i = 0; i < ids.size(); ++i) {
            if (categories[i] == category) of_it.push_back(ids[i]);
        }
        if (of_it.size() > largest.size()) largest = of_it;
    }
    return largest;
}

}  // namespace

TEST_CASE("the acceptance examples hold on the original spreadsheets", "[acceptance]") {
    if (original_data().empty()) {
        WARN("skipped: the original spreadsheets are not there (set LIFTED_SHARED_DATA)");
        return;
    }
    Site site({}, original_data());
    Web& web = site.web;
    const auto get = [&](const std::string& target) {
        const Answer answer = web.get("/api/v1" + target);
        INFO(target << ": " << answer.body.substr(0, 400));
        REQUIRE(answer.status == 200);
        return answer.json();
    };
    const auto total = [&](const core::json::Document& list) { return at(list.root(), "total").as_int(); };

    SECTION("questions of the Contracts Coordinator") {
        CHECK(
            each(get("/job-roles/14/questions"), "competency_id") ==
            numbers({{67, 71}, {73, 73}, {76, 77}, {79, 82}, {85, 86}, {88, 90}})
        );
        CHECK(at(get("/job-roles/14").root(), "name").as_string() == "Contracts Coordinator");
    }
    SECTION("roles to move to") {
        CHECK(each(get("/job-roles?vertical=1&next_from=31"), "id") == numbers({{32, 37}}));
        CHECK(each(get("/job-roles?vertical=2&next_from=30"), "id").empty());
    }
    SECTION("recommendations") {
        CHECK(total(get("/recommendations?vertical=1&area=1")) == 12);
        CHECK(total(get("/recommendations?vertical=1&area=1&need=3")) == 7);
        CHECK(
            each(get("/recommendations?vertical=1&area=1&need=5&need=6"), "course/name") ==
            quoted({"Law in Business", "Practical Legal Writing", "Civil Procedure", "Tort Law"})
        );
    }
    SECTION("the directory") {
        const auto directory = get("/course-instances?limit=100");
        CHECK(total(directory) == 70);
        auto names = each(directory, "course/name");
        auto starts = each(directory, "starts_at");
        REQUIRE(names.size() == 70);
        names.resize(5);
        starts.resize(5);
        CHECK(
            names == quoted(
                         {"Law in Business",
                          "Architecting Deals, Adding Value",
                          "Competition Practice",
                          "eLitigation for Users",
                          "Delivering Service Excellence"}
                     )
        );
        const std::string first = "2030-01-01T00:00:00+08:00";
        const std::string later = "2030-01-12T00:00:00+08:00";
        CHECK(starts == quoted({first, first, first, later, later}));
        CHECK(total(get("/courses")) == 60);
        CHECK(total(get("/course-instances?q=LAW")) == total(get("/course-instances?q=law")));
    }
    SECTION("scores and stars") {
        struct Row {
            std::size_t met;
            std::size_t answered;
            int score;
            int stars;
        };

        const auto competencies = largest_category(web, 31);
        REQUIRE(competencies.size() >= 8);
        for (const auto& row :
             {Row{0, 8, 0, 0}, Row{8, 8, 100, 5}, Row{3, 7, 43, 2}, Row{3, 5, 60, 3}, Row{1, 8, 12, 1}}) {
            const Texts answered(
                competencies.begin(), competencies.begin() + static_cast<std::ptrdiff_t>(row.answered)
            );
            const Answer answer = web.post("/api/v1/reviews", review_body(31, answered, row.met));
            INFO(row.met << " of " << row.answered << ": " << answer.body.substr(0, 400));
            REQUIRE(answer.status == 200);
            const auto review = answer.json();
            REQUIRE(at(review.root(), "categories").size() == 1);
            CHECK(at(review.root(), "categories/0/score").as_int() == row.score);
            CHECK(at(review.root(), "categories/0/stars").as_int() == row.stars);
        }
    }
    SECTION("a review's items are the recommendations of each category's area") {
        const auto questions = get("/job-roles/14/questions");
        const auto body = review_body(14, each(questions, "competency_id"), 5);
        const auto review = web.post("/api/v1/reviews", body).json();
        const auto categories = at(review.root(), "categories");
        REQUIRE(categories.size() >= 3);
        for (std::size_t c = 0; c < categories.size(); ++c) {
            const auto category = categories.at(c);
            INFO(text_of(category));
            if (at(category, "area_id").is_null()) {
                CHECK(at(category, "items").size() == 0);
                continue;
            }
            const auto listed =
                get("/recommendations?area=" + text_of(at(category, "area_id")) + "&limit=100");
            CHECK(at(category, "total").as_int() == total(listed));
            const auto items = at(category, "items");
            for (std::size_t i = 0; i < items.size(); ++i) {
                const auto entry = at(review.root(), "entries/" + text_of(items.at(i)));
                CHECK(text_of(entry) == text_of(at(listed.root(), "items").at(i)));
            }
        }
    }
    CHECK(site.app.stop() == 0);
}
