#include "scraper/engine/document/project.hpp"
#include "scraper/runner/settings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace scraper {

namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using Variables = std::vector<std::pair<std::string, std::string>>;

std::string* find_variable(Variables& variables, std::string_view name) {
    const auto found = std::ranges::find(variables, name, &Variables::value_type::first);
    return found == variables.end() ? nullptr : &found->second;
}

/// Whether every start address has a value of its own for it.
bool has_variable(const Spider& spider, std::string_view name) {
    return std::ranges::all_of(spider.start, [&](const StartRequest& start) {
        return std::ranges::find(start.variables, name, &Variables::value_type::first) !=
               start.variables.end();
    });
}

void set_everywhere(Spider& spider, const std::string& name, const std::string& value) {
    for (auto& start : spider.start) {
        if (auto* variable = find_variable(start.variables, name)) {
            *variable = value;
        } else {
            start.variables.emplace_back(name, value);
        }
    }
}

bool replace_variable(Spider& spider, const std::string& name, const std::string& value) {
    bool replaced = false;
    for (auto& start : spider.start) {
        auto* variable = find_variable(start.variables, name);
        if (variable == nullptr) continue;
        *variable = value;
        replaced = true;
    }
    return replaced;
}

/// A version's defaults stand behind those of its spiders.
void add_defaults(const Project& project, Spider& spider) {
    for (const auto& rule : project.defaults) {
        if (std::ranges::find(spider.defaults, rule.field, &FieldRule::field) == spider.defaults.end())
            spider.defaults.push_back(rule);
    }
}

}  // namespace

Result<void> check_arguments(const TextMap& arguments, const Spider& spider) {
    const auto refuse = [](std::string detail) {
        return Error{ErrorKind::invalid_input, "bad-argument", std::move(detail)};
    };
    for (const auto& argument : spider.arguments) {
        const auto given = arguments.find(argument.name);
        if (given != arguments.end()) {
            if (const auto why = why_no_value(argument.type, given->second))
                return refuse(fmt::format("{} is invalid: {}", argument.name, *why));
        } else if (!argument.usual && !has_variable(spider, argument.name)) {
            return refuse(fmt::format("'{}' parameter is required", argument.name));
        }
    }
    return {};
}

std::vector<std::string> apply_arguments(const TextMap& arguments, Spider& spider) {
    for (const auto& argument : spider.arguments) {
        if (argument.usual && !arguments.contains(argument.name))
            set_everywhere(spider, argument.name, *argument.usual);
    }
    std::vector<std::string> unused;
    for (const auto& [name, value] : arguments) {
        if (std::ranges::find(spider.arguments, name, &Argument::name) != spider.arguments.end()) {
            set_everywhere(spider, name, value);
        } else if (!replace_variable(spider, name, value)) {
            unused.push_back(name);
        }
    }
    return unused;
}

Result<RunPlan> plan_run(
    const Job& job, std::string_view spider, std::string_view project, CrawlOptions crawl
) {
    auto parsed = parse_spider(spider);
    if (!parsed) return parsed.error();
    RunPlan plan;
    plan.spider = std::move(*parsed);
    plan.crawl = crawl;
    auto settings = job.settings;
    if (!project.empty()) {
        const auto shared = parse_project(project);
        if (!shared) return shared.error();
        add_defaults(*shared, plan.spider);
        for (const auto& [name, value] : shared->settings) settings.try_emplace(name, value);
    }
    if (const auto checked = check_arguments(job.arguments, plan.spider); !checked) return checked.error();
    apply_settings(settings, plan);
    plan.unused = apply_arguments(job.arguments, plan.spider);
    return plan;
}

}  // namespace scraper
