#pragma once

#include <set>
#include <string>
#include <vector>

namespace tests {

/// Every revision of a course that the CMS publishes, and every one that the App's database comes to hold,
/// noted by triggers of both databases in the transactions themselves. Made before the first publication.
class PublicationRecord {
public:
    PublicationRecord(std::string app_database, std::string cms_database);

    /// What the App applied twice, out of order, in part, or without its having been published; what was
    /// recorded as delivered and is not there; and which of `seen`, courses as the public API shows them, was
    /// never published as a whole. Empty when all is well. Once nothing is queued.
    [[nodiscard]] std::vector<std::string> faults(const std::set<std::string>& seen) const;

    /// How many revisions the App applied.
    [[nodiscard]] int applied() const;

private:
    void copy_to_cms(const std::string& table, const std::string& items) const;

    std::string app_database_;
    std::string cms_database_;
};

}  // namespace tests
