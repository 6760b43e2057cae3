#pragma once

#include "scraper/engine/document/select.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace scraper {

/// As what a page is read, whatever type its server gives it.
enum class Format {
    html,
    json,
    xml,
    feed,        ///< RSS 0.9–2.0 and Atom
    icalendar,   ///< RFC 5545
    sitemap,     ///< sitemaps.org, index or list
    structured,  ///< HTML or JSON with JSON-LD or microdata of schema.org
};

/// What a value becomes in an item.
enum class FieldName { url, name, provider, level, format, cost, cpd, ongoing, duration_days };

std::string_view to_string(FieldName field);
std::optional<FieldName> parse_field_name(std::string_view text);

struct FieldRule {
    FieldName field = FieldName::name;
    Selects selects;
};

/// A named text, to be used in templates and patterns but not handed in.
struct ValueRule {
    std::string name;
    Selects selects;
};

/// How the dates of a record are read. Either `text` holds a whole range, or `start` and `end` hold its
/// parts.
struct DateRule {
    std::optional<Select> each;  ///< every match is one occurrence and the selects start there; absent: one
    Selects text;
    Selects start;
    Selects end;
    std::vector<std::string> formats;  ///< tried in order; normalise/dates.hpp says what they may hold
    std::string time_zone;             ///< IANA name; empty: the spider's
    std::string separator;         ///< between start and end in `text`; empty: dashes, "to", "until", "t/m"
    std::string split;             ///< RE2 between several dates in one `text`; empty: it is one
    bool end_by_duration = false;  ///< without an end: start + duration_days − 1 days, if more than one
    bool drop_equal_end = false;   ///< an end equal to the start says nothing
    bool required = false;         ///< a record without dates is a fault of the page
    std::string pointer;
};

/// A condition on a record; a record that fails one is skipped without a fault.
struct Condition {
    Selects selects;
    std::optional<std::string> matches;  ///< RE2, anywhere in the value
    bool absent = false;                 ///< holds when the value is absent (or does not match)
};

/// A link to follow. Found by `selects` (every match), or made from `address`.
struct FollowRule {
    Selects selects;
    std::string address;  ///< template: `https://host/{ref}`; empty: the selected value is the address
    std::string kind;     ///< page kind that reads the answer
    bool carry = false;   ///< the record's values go along and complete the item found there
    int priority = 0;     ///< higher first
    std::optional<std::string> matches;  ///< RE2 the absolute address must match
    std::string pointer;
};

/// A form to send, with every field the page gave it (hidden ones included) and those set here.
struct FormRule {
    std::string css = "form";
    std::vector<std::pair<std::string, std::string>> set;  ///< name, template (`{today:%d %b %Y}`)
    std::string submit;  ///< name of the button that is pressed; empty: none
    std::string kind;
    std::string pointer;
};

/// The next page of a list. With `step` the value named `variable` grows and `address` is filled again;
/// otherwise `selects` finds the link.
struct NextRule {
    Selects selects;
    std::string address;
    std::string variable;
    std::int64_t step = 0;
    Selects total;                     ///< stop when the variable reaches this number
    bool stop_without_records = true;  ///< stop when the page holds no record
    std::string kind;                  ///< empty: the same kind
    std::string pointer;
};

/// How pages of one kind are read.
struct PageKind {
    std::string name;
    Format format = Format::html;
    std::string charset;  ///< overrides what the server and the page say; empty: sniffed
    std::vector<std::pair<std::string, std::string>> namespaces;  ///< prefix, URI for XPath in XML
    bool standard = true;            ///< what is not named here is read as the format itself defines it
    bool items = true;               ///< every record is an item; false: records only lead on
    std::optional<Select> records;   ///< absent: the page is one record (or, for feeds …, each entry is)
    std::vector<std::string> types;  ///< structured: types that are records; empty: courses and events
    std::vector<Condition> keep_if;
    std::vector<ValueRule> values;
    std::vector<FieldRule> fields;
    std::vector<DateRule> dates;          ///< the first that finds any wins
    std::vector<FollowRule> follow;       ///< per record
    std::vector<FollowRule> page_follow;  ///< per page
    std::vector<FormRule> forms;
    std::optional<NextRule> next;
    std::string pointer;

    [[nodiscard]] const FieldRule* field(FieldName name_of) const;
};

}  // namespace scraper
