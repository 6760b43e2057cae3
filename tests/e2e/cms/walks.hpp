#pragma once

#include "cms_site.hpp"
#include "contract_walk.hpp"

namespace tests {

/// A site and the walk through its staff API as its administrator. Each function exercises one part.
struct Office {
    CmsSite& site;
    Contract& contract;
    ContractWalk& walk;

    /// A draft of a course that could be published; its uid.
    std::string draft(const std::string& name);
    std::int64_t version(const std::string& uid);
};

/// How a member of staff sends what a walk asks.
ContractWalk::Send sending(StaffWeb& staff);

void hand_in_run(CmsSite& site, const std::string& run, const std::string& outcome);

void walk_inbox(Office office);
void walk_runs_and_sources(Office office);
void walk_courses(Office office);
void walk_revisions(Office office);
void walk_providers(Office office);
void walk_publication(Office office);
void walk_delivery_failures(Office office);  ///< stops the App
void walk_framework(Office office);
void walk_jobs(Office office);
void walk_scraping(Office office);
void walk_staff_and_audit(Office office);
void walk_own_account(Office office);

}  // namespace tests
