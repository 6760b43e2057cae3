#pragma once

#include "core/base/clock.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core::data {

/// Where a course of a site stands with staff.
enum class InboxState {
    fresh,      ///< `new`: nobody has decided on it yet
    changed,    ///< accepted earlier; the site now says something that waits for a decision
    unchanged,  ///< accepted earlier; the last good run brought nothing new
    accepted,   ///< accepted since the last good run
    gone,       ///< the last good run did not find it
    rejected,   ///< does not come back
};

inline constexpr std::size_t kInboxStates = 6;

/// `new`, `changed`, `unchanged`, `accepted`, `gone`, `rejected`.
std::string_view to_string(InboxState state);
std::optional<InboxState> parse_inbox_state(std::string_view text);

/// One line of the inbox.
struct InboxRow {
    std::int64_t id = 0;
    std::int64_t version = 0;  ///< grows with every change of content or decision; the ETag
    std::string spider;
    std::string url;  ///< canonical
    std::string name;
    std::optional<std::string> provider;
    InboxState state = InboxState::fresh;
    std::optional<std::string> course_uid;  ///< the course of the office it stands for
    std::int32_t offers = 0;                ///< fields the site offers a new value for
    std::int32_t conflicts = 0;             ///< fields that both the site and staff changed
    std::optional<std::string> rejection;   ///< why; only while rejected
    std::string last_run;                   ///< the run that saw it last
    Instant first_seen_at;
    Instant last_seen_at;
};

/// Which rows a list shows: those that fit every condition given.
struct InboxFilter {
    std::vector<InboxState> states;  ///< any of; none: all
    std::optional<std::string> spider;
    std::optional<std::string> provider;  ///< as the site writes it, in any case
    std::optional<std::string> run;       ///< seen last by that run
    std::optional<bool> conflicts;        ///< with at least one, or with none
    std::optional<std::string> text;      ///< each of its words begins a word of name or provider
    std::optional<std::string> url;       ///< canonical
};

enum class InboxSort { last_seen, first_seen, name };

/// A place in an order, between rows.
struct InboxPlace {
    Instant at;        ///< for the orders by time
    std::string name;  ///< for the order by name: as the row has it
    std::int64_t id = 0;
};

struct InboxQuery {
    InboxFilter filter;
    InboxSort sort = InboxSort::last_seen;
    bool descending = true;
    std::optional<InboxPlace> after;
    bool backwards = false;  ///< the page that ends before `after`
    int limit = 30;
};

/// So far rows are counted; telling more from many would cost more than the page.
inline constexpr std::int64_t kMostCounted = 10'000;

struct InboxPage {
    std::vector<InboxRow> items;  ///< in the order asked for
    std::int64_t total = 0;       ///< counted up to kMostCounted
    bool total_is_exact = true;   ///< false: there are more than `total`
    bool more_before = false;
    bool more_after = false;
};

}  // namespace core::data
