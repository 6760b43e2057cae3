#pragma once

#include "scraper/spool/job.hpp"
#include "scraper/sqlite/statement.hpp"

#include <string>

namespace scraper {

/// The columns of a job, in the order `read_job` wants them.
#define SCRAPER_JOB_COLUMNS                                                                                  \
    "number, id, project, spider, asked_version, version, priority, settings, arguments, state, "            \
    "created_at, "                                                                                           \
    "started_at, ended_at, finish_reason, attempt, pages, items, errors, outcome, outcome_reason, hand_in, " \
    "handed_position"

/// The same without the settings and arguments.
#define SCRAPER_LISTED_JOB_COLUMNS                                                                           \
    "number, id, project, spider, asked_version, version, priority, '', '', state, created_at, "             \
    "started_at, ended_at, finish_reason, attempt, pages, items, errors, outcome, outcome_reason, hand_in, " \
    "handed_position"

Job read_job(const sqlite::Statement& row);

std::string to_json(const TextMap& texts);

}  // namespace scraper
