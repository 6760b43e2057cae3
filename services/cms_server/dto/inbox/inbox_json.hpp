#pragma once

#include "cms_server/dto/courses/presentation.hpp"
#include "core/base/json.hpp"
#include "core/data/inbox.hpp"

namespace cms {

/// An entry as lists show it.
void write_row(core::json::Writer& json, const core::data::InboxRow& row, const Presentation& presentation);

void write_run(core::json::Writer& json, const core::data::ScrapeRun& run, const Presentation& presentation);

void write_source(
    core::json::Writer& json, const core::data::SourceSummary& source, const Presentation& presentation
);

/// `{"spider", "version", "rules": {field: rule}}`: every field that sites tell, `ask` where nothing else is
/// said.
void write_rules(core::json::Writer& json, const core::data::SourceRules& rules);

}  // namespace cms
