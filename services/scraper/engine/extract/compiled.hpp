#pragma once

#include "scraper/engine/document/spider.hpp"
#include "scraper/engine/extract/extractor.hpp"
#include "scraper/engine/normalise/dates.hpp"
#include "scraper/engine/normalise/text.hpp"
#include "scraper/engine/read/locator.hpp"
#include "scraper/engine/read/pattern.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace scraper {

/// A rule of the document, ready to run.
struct CompiledSelect {
    Select rule;
    read::Locator locator;
    std::optional<read::Pattern> pattern;
    std::optional<read::CssSelector> html;
    std::vector<normalise::TextStep> steps;
    std::string field;       ///< for whom it reads: `name`, `dates`, `follow` …
    std::string label;       ///< `css h1 a @href`
    std::size_t number = 0;  ///< among all rules of its page kind
};

using CompiledSelects = std::vector<CompiledSelect>;

struct CompiledField {
    FieldName field = FieldName::name;
    CompiledSelects selects;
};

struct CompiledValue {
    std::string name;
    CompiledSelects selects;
};

struct CompiledDates {
    DateRule rule;
    std::optional<CompiledSelect> each;
    CompiledSelects text;
    CompiledSelects start;
    CompiledSelects end;
    normalise::DateReader reader;
    std::optional<read::Pattern> split;
};

struct CompiledCondition {
    CompiledSelects selects;
    std::optional<read::Pattern> matches;
    bool absent = false;
};

struct CompiledFollow {
    FollowRule rule;
    CompiledSelects selects;
    std::optional<read::Pattern> matches;
};

struct CompiledForm {
    FormRule rule;
    read::CssSelector css;
};

struct CompiledNext {
    NextRule rule;
    CompiledSelects selects;
    CompiledSelects total;
};

/// A page kind, ready to run. Immutable; may be shared by threads.
struct CompiledKind {
    PageKind kind;
    std::optional<CompiledSelect> records;
    std::vector<CompiledCondition> keep_if;
    std::vector<CompiledValue> values;
    std::vector<CompiledField> fields;
    std::vector<CompiledField> defaults;
    std::vector<CompiledDates> dates;
    std::vector<CompiledFollow> follow;
    std::vector<CompiledFollow> page_follow;
    std::vector<CompiledForm> forms;
    std::optional<CompiledNext> next;
    std::vector<RuleUse> rules;  ///< by number, nothing counted yet
};

/// Throws `std::invalid_argument` for rules that `parse_spider` would have refused.
CompiledKind compile_kind(const PageKind& kind, const Spider& spider);

/// The kind with rules added for what its format defines itself, where the document has none: an event's
/// SUMMARY is its name, a feed entry's link its address.
PageKind with_standard_rules(PageKind kind);

}  // namespace scraper
