#include "scraper/runner/judge.hpp"

#include "scraper/engine/drift/drift.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace scraper {

namespace {

/// The kind of error that occurred most.
std::string main_error(const CrawlFigures& figures) {
    const auto most =
        std::ranges::max_element(figures.errors_by_kind, {}, [](const auto& one) { return one.second; });
    return most == figures.errors_by_kind.end() ? "no page was found" : most->first;
}

}  // namespace

RunRecord record_of(const CrawlFigures& figures, std::int64_t new_items) {
    RunRecord record{figures.pages, figures.items, new_items, figures.filled, {}};
    for (const auto& [pointer, rule] : figures.rules)
        record.rules[pointer] = {rule.selector, rule.field, rule.asked, rule.found};
    return record;
}

JobEnd judge(
    const CrawlFigures& figures,
    const RunRecord& record,
    const std::vector<std::string>& past_records,
    const DriftBand& band
) {
    JobEnd end;
    end.record = to_json(record);
    end.finish_reason = "finished";
    switch (figures.end) {
        case CrawlEnd::cancelled: end.finish_reason = end.outcome = "cancelled"; return end;
        case CrawlEnd::timeout:
            end.finish_reason = "timeout";
            end.outcome = "cancelled";
            end.outcome_reason = "the run reached its time limit";
            return end;
        case CrawlEnd::page_limit:
        case CrawlEnd::item_limit:
            end.outcome = "suspicious";
            end.outcome_reason = fmt::format("the run stopped at its {}", to_string(figures.end));
            return end;
        case CrawlEnd::finished: break;
    }
    if (figures.pages == 0) {
        end.finish_reason = end.outcome = "failed";
        end.outcome_reason = "no page could be read: " + main_error(figures);
        return end;
    }
    std::vector<RunRecord> past;
    for (const auto& text : past_records) {
        if (auto one = parse_run_record(text)) past.push_back(std::move(*one));
    }
    const auto drift = find_drift(record, past, band);
    end.outcome = drift ? "suspicious" : "complete";
    end.outcome_reason = drift.value_or("");
    return end;
}

}  // namespace scraper
