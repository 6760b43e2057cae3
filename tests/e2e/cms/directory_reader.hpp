#pragma once

#include "split_site.hpp"

#include <atomic>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace tests {

/// A visitor who reads the App's courses again and again while they are published.
class DirectoryReader {
public:
    explicit DirectoryReader(const SplitSite& site);

    void run(const std::atomic<bool>& stop);

    /// Every course in every form in which it was shown, as JSON.
    [[nodiscard]] const std::set<std::string>& seen() const { return seen_; }

    /// Courses that were shown older than before, and answers that no fault excuses.
    [[nodiscard]] const std::vector<std::string>& faults() const { return faults_; }

    [[nodiscard]] int answers() const { return answers_; }

    /// How often there was no answer with courses.
    [[nodiscard]] int refusals() const { return refusals_; }

private:
    void read_list();
    void read_one();
    void look_at(core::json::Value course);
    std::optional<Answer> get(const std::string& target);

    const SplitSite& site_;
    Caller caller_;
    std::set<std::string> seen_;
    std::map<std::string, int> newest_;  ///< by uid, the number in the name
    std::string turn_;                   ///< the uid that was read by itself last
    std::vector<std::string> faults_;
    int answers_ = 0;
    int refusals_ = 0;
};

}  // namespace tests
