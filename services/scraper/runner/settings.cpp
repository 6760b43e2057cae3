#include "scraper/runner/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace scraper {

namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

std::optional<double> number(const std::string& text) {
    double value = 0;
    const auto* const end = text.data() + text.size();
    const auto [stop, failed] = std::from_chars(text.data(), end, value);
    if (failed != std::errc() || stop != end || !std::isfinite(value) || value < 0) return std::nullopt;
    return std::min(value, 1e9);
}

/// Lowers a limit; zero means no limit, as with Scrapy.
void lower(std::int64_t& limit, double value) {
    if (value >= 1) limit = std::min(limit, static_cast<std::int64_t>(value));
}

void lower(std::chrono::seconds& limit, double value) {
    if (value >= 1) limit = std::min(limit, std::chrono::seconds(static_cast<std::int64_t>(value)));
}

struct Known {
    std::string_view name;
    void (*apply)(double value, RunPlan& plan);
};

constexpr Known kNumbers[] = {
    {"DOWNLOAD_DELAY",
     [](double value, RunPlan& plan) {
         auto& manners = plan.spider.politeness;
         const std::chrono::milliseconds delay(static_cast<std::int64_t>(std::min(value, 86'400.0) * 1000));
         manners.delay = std::max(manners.delay, delay);
         manners.max_delay = std::max(manners.max_delay, manners.delay);
     }},
    {"CONCURRENT_REQUESTS",
     [](double value, RunPlan& plan) {
         if (value >= 1)
             plan.crawl.concurrency = std::min(plan.crawl.concurrency, static_cast<std::size_t>(value));
     }},
    {"CONCURRENT_REQUESTS_PER_DOMAIN",
     [](double value, RunPlan& plan) { lower(plan.spider.politeness.concurrency_per_host, value); }},
    {"DEPTH_LIMIT", [](double value, RunPlan& plan) { lower(plan.spider.limits.depth, value); }},
    {"CLOSESPIDER_ITEMCOUNT", [](double value, RunPlan& plan) { lower(plan.spider.limits.items, value); }},
    {"CLOSESPIDER_PAGECOUNT", [](double value, RunPlan& plan) { lower(plan.spider.limits.pages, value); }},
    {"CLOSESPIDER_TIMEOUT", [](double value, RunPlan& plan) { lower(plan.spider.limits.run_time, value); }},
    {"DOWNLOAD_TIMEOUT", [](double value, RunPlan& plan) { lower(plan.spider.limits.page_time, value); }},
};

constexpr std::string_view kLevels[] = {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"};

}  // namespace

Result<void> check_settings(const TextMap& settings) {
    const auto refuse = [](const auto& setting, std::string_view why) {
        return Error{
            ErrorKind::invalid_input,
            "bad-setting",
            fmt::format("{}={}: {}", setting.first, setting.second, why)
        };
    };
    for (const auto& setting : settings) {
        const auto* const known = std::ranges::find(kNumbers, setting.first, &Known::name);
        if (known != std::end(kNumbers) && !number(setting.second)) return refuse(setting, "is no number");
        if (setting.first == "LOG_LEVEL" && std::ranges::find(kLevels, setting.second) == std::end(kLevels))
            return refuse(setting, "is no level");
        if (setting.first == "USER_AGENT" && setting.second.find_first_of("\r\n") != std::string::npos)
            return refuse(setting, "holds a line end");
    }
    return {};
}

void apply_settings(const TextMap& settings, RunPlan& plan) {
    for (const auto& [name, value] : settings) {
        const auto* const known = std::ranges::find(kNumbers, name, &Known::name);
        if (known != std::end(kNumbers)) {
            if (const auto read = number(value)) known->apply(*read, plan);
        } else if (name == "USER_AGENT") {
            plan.user_agent = value;
        } else if (name == "HAND_IN") {
            plan.hand_in = value != "0" && value != "false";
        } else if (name == "LOG_LEVEL") {
            plan.log_info = value == "DEBUG" || value == "INFO";
            plan.log_warnings = plan.log_info || value == "WARNING";
        }
    }
}

}  // namespace scraper
