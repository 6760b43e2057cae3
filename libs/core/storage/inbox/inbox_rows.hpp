#pragma once

#include "core/data/inbox.hpp"
#include "core/postgres/result_set.hpp"

namespace core::storage {

/// Reads the columns of an inbox row, from the first on: id, version, spider, url, name, provider, state,
/// course_uid, offers, conflicts, rejection, run, first_seen_at, last_seen_at.
data::InboxRow read_inbox_row(const postgres::Row& row);

/// The same, and behind them: newest, accepted, provenance.
data::InboxCourse read_inbox_course(const postgres::Row& row);

/// Reads the columns of a run, from `first` on: number, version, run, spider, spider_version, started_at,
/// opened_at, state, outcome, reason, pages, items, errors, found, held_because, closed_at, added, changed,
/// unchanged, gone, rejected, taken, overflowed.
data::ScrapeRun read_run(const postgres::Row& row, int first);

}  // namespace core::storage
