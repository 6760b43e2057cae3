#include "app_server/dump/problems.hpp"

#include <iterator>

namespace app::dump {

void Problems::add(std::size_t line, std::string detail) {
    ++total_;
    first_.emplace(line, std::move(detail));
    if (first_.size() > kReportedProblems) first_.erase(std::prev(first_.end()));
}

LoadRefusal Problems::take() {
    LoadRefusal refusal{{}, total_};
    for (auto& [line, detail] : first_) refusal.problems.push_back({line, std::move(detail)});
    return refusal;
}

}  // namespace app::dump
