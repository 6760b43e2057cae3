#include "app_server/catalogue/course_names.hpp"

#include <algorithm>
#include <numeric>

namespace app {

namespace {

constexpr std::size_t kMostFresh = 1'000;  ///< searching so many takes some ten microseconds

}  // namespace

CourseNames::CourseNames(std::span<const CoursePtr> courses) : courses_(courses) {
    index_all();
}

CourseNames::CourseNames(
    const CourseNames& last, std::span<const CoursePtr> courses, const Renumbering& numbers
)
    : courses_(courses), indexed_(last.indexed_), fresh_(numbers.inserted()) {
    const auto now = numbers.table();
    for (const auto course : last.fresh_) {
        if (now[course] != Renumbering::kGone) fresh_.push_back(now[course]);
    }
    if (fresh_.size() > kMostFresh) {
        index_all();
        return;
    }
    std::sort(fresh_.begin(), fresh_.end());
    positions_.reserve(last.positions_.size());
    for (const auto course : last.positions_)
        positions_.push_back(course == Renumbering::kGone ? course : now[course]);
}

void CourseNames::index_all() {
    std::vector<std::string_view> texts;
    texts.reserve(courses_.size());
    for (const auto& course : courses_) texts.emplace_back(course->folded_name);
    indexed_ = std::make_shared<const NameIndex>(texts);
    positions_.resize(courses_.size());
    std::iota(positions_.begin(), positions_.end(), 0U);
    fresh_.clear();
}

std::vector<std::uint32_t> CourseNames::find(std::string_view pattern) const {
    auto found = indexed_->find(pattern);
    for (auto& course : found) course = positions_[course];
    std::erase(found, Renumbering::kGone);
    const std::size_t indexed = found.size();
    for (const auto course : fresh_) {
        if (courses_[course]->folded_name.find(pattern) != std::string::npos) found.push_back(course);
    }
    if (found.size() > indexed) std::sort(found.begin(), found.end());
    return found;
}

}  // namespace app
