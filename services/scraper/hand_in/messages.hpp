#pragma once

#include "scraper/spool/job.hpp"
#include "scraper/spool/result_store.hpp"

#include <string>
#include <vector>

namespace scraper {

/// The bodies of the three requests by which a run is handed in.
std::string opening_message(const Job& job);
std::string items_message(const std::vector<StoredItem>& items);
std::string outcome_message(const Job& job);

}  // namespace scraper
