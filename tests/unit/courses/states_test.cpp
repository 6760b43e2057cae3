#include "cms_server/dto/courses/course_json.hpp"
#include "cms_server/use_cases/courses/course_states.hpp"
#include "cms_server/use_cases/courses/edit_course.hpp"

#include <catch2/catch.hpp>

using core::data::CourseState;
using core::data::DraftStatus;

namespace {

const core::Instant kNow{std::chrono::sys_days(std::chrono::year(2027) / 1 / 1)};

DraftStatus in(CourseState state) {
    DraftStatus status;
    status.state = state;
    if (state == CourseState::published) status.published_revision = 1;
    if (state == CourseState::binned) {
        status.binned_at = kNow;
        status.state_before_bin = CourseState::unpublished;
    }
    if (state == CourseState::rejected) status.rejection = "out of scope";
    return status;
}

std::string outcome(const core::Result<DraftStatus>& result) {
    return result ? std::string(to_string(result->state)) : result.error().code;
}

}  // namespace

TEST_CASE("each step leads from each state to where it should, or says why not") {
    const auto [from, reject, bin, restore] =
        GENERATE(table<CourseState, std::string, std::string, std::string>({
            {CourseState::draft, "rejected", "binned", "course-not-binned"},
            {CourseState::published, "course-is-published", "course-is-published", "course-not-binned"},
            {CourseState::unpublished, "rejected", "binned", "course-not-binned"},
            {CourseState::rejected, "rejected", "binned", "draft"},
            {CourseState::binned, "course-is-binned", "binned", "unpublished"},
        }));
    CAPTURE(to_string(from));
    CHECK(outcome(cms::reject_step("no")(in(from))) == reject);
    CHECK(outcome(cms::bin_step(kNow)(in(from))) == bin);
    CHECK(outcome(cms::restore_step()(in(from))) == restore);
}

TEST_CASE("a rejected course comes back from the bin as rejected") {
    const auto binned = cms::bin_step(kNow)(in(CourseState::rejected)).value();
    CHECK(binned.binned_at == kNow);
    const auto back = cms::restore_step()(binned).value();
    CHECK(back == in(CourseState::rejected));
}

TEST_CASE("what is put away is no longer scheduled") {
    auto status = in(CourseState::draft);
    status.publish_at = kNow;
    CHECK_FALSE(cms::bin_step(kNow)(status)->publish_at);
    CHECK_FALSE(cms::reject_step("no")(status)->publish_at);
}

TEST_CASE("the fields that staff change become theirs, each once and in order") {
    DraftStatus status;
    core::domain::CourseDraft before;
    auto after = before;
    after.url = "https://x.example/";
    cms::mark_staff_fields(status, before, after);
    after.name = "x";
    cms::mark_staff_fields(status, before, after);
    using core::domain::CourseField;
    CHECK(status.staff_fields == std::vector{CourseField::name, CourseField::url});
}

TEST_CASE("a course warns of more than three areas, of dates gone by and of a page that is gone") {
    using namespace core::domain;
    core::data::StoredDraft draft;
    draft.content.areas = {AreaId{1}, AreaId{2}, AreaId{3}};
    CHECK(cms::warnings_of(draft, kNow).empty());
    draft.content.areas.push_back(AreaId{4});
    draft.content.schedule =
        Schedule::dated({{kNow - std::chrono::hours(2), kNow - std::chrono::hours(1)}}).value();
    draft.status.gone_at = kNow;
    std::vector<std::string> codes;
    for (const auto& warning : cms::warnings_of(draft, kNow)) codes.push_back(warning.code);
    CHECK(codes == std::vector<std::string>{"too-many-areas", "all-over", "gone"});
}
