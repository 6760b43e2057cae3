#pragma once

#include "cms_server/use_cases/inbox/accept_scrape.hpp"
#include "core/data/scrape_runs.hpp"

#include <string>
#include <string_view>
#include <vector>

/// The bodies staff send. Each is `malformed` when it is no JSON object, and `invalid_input` with every fault
/// otherwise.
namespace cms {

inline constexpr std::size_t kMostBulkEntries = 100;

/// `{"fields": "all" | [field, …], "keep": [field, …], "course_uid": uid}`; the last two may be left out.
core::Result<Acceptance> parse_acceptance(std::string_view body);

/// `{"reason"}`.
core::Result<std::string> parse_scrape_rejection(std::string_view body);

/// `{"mark_gone"}`.
core::Result<bool> parse_release(std::string_view body);

/// `{"rules": {field: "accept" | "never" | "ask", …}}`.
core::Result<std::vector<core::domain::FieldRule>> parse_rules(std::string_view body);

enum class EntryAction { accept, reject, reopen };

struct EntryRef {
    std::int64_t id = 0;
    std::int64_t version = 0;
};

struct BulkDecision {
    EntryAction action = EntryAction::accept;
    std::vector<EntryRef> items;
    std::string reason;  ///< of a rejection
};

/// `{"action": "accept" | "reject" | "reopen", "items": [{"id", "version"}, …], "reason"}`; the reason is
/// there exactly for a rejection.
core::Result<BulkDecision> parse_bulk_decision(std::string_view body);

}  // namespace cms
