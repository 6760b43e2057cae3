#include "scraper/hand_in/messages.hpp"

#include "core/base/json.hpp"
#include "core/base/time_zone.hpp"

namespace scraper {

using core::json::Writer;

std::string opening_message(const Job& job) {
    std::string out;
    Writer json(out);
    json.begin_object().member("spider", job.spider).member("spider_version", job.version);
    json.member("started_at", core::format_utc(job.started_at.value_or(job.created_at)));
    json.end_object();
    return out;
}

std::string items_message(const std::vector<StoredItem>& items) {
    std::string out;
    Writer json(out);
    json.begin_object().key("items").begin_array();
    for (const auto& item : items) json.raw(item.json);
    json.end_array().end_object();
    return out;
}

std::string outcome_message(const Job& job) {
    std::string out;
    Writer json(out);
    json.begin_object().member("outcome", job.outcome);
    json.key("reason");
    if (job.outcome_reason.empty()) {
        json.null();
    } else {
        json.value(job.outcome_reason);
    }
    json.member("pages", job.pages).member("items", job.items).member("errors", job.errors);
    json.end_object();
    return out;
}

}  // namespace scraper
