#pragma once

#include "core/base/error.hpp"
#include "core/domain/course.hpp"
#include "core/domain/framework.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace core::documents {

/// What the framework as a whole carries besides its items.
struct FrameworkTitle {
    std::string title;
    friend bool operator==(const FrameworkTitle&, const FrameworkTitle&) = default;
};

/// A course that was removed; its uid is not used again.
struct RemovedUid {
    std::string uid;
    std::int64_t revision = 1;
    friend bool operator==(const RemovedUid&, const RemovedUid&) = default;
};

/// One line of a dump.
using Record = std::variant<
    FrameworkTitle,
    domain::Level,
    domain::Format,
    domain::Need,
    domain::Specialism,
    domain::Vertical,
    domain::Area,
    domain::CompetencyCategory,
    domain::Competency,
    domain::JobRole,
    domain::Course,
    RemovedUid>;

/// Appends one JSON object and a line feed (JSON Lines). Its first member, `model`, says what it is; the
/// others are named as in the domain. Every member is always there, null when it has no value. Decimals are
/// texts, times are UTC by RFC 3339; what stands in the database is told exactly.
void append_record(std::string& out, const FrameworkTitle& framework);
void append_record(std::string& out, const domain::Level& level);
void append_record(std::string& out, const domain::Format& format);
void append_record(std::string& out, const domain::Need& need);
void append_record(std::string& out, const domain::Specialism& specialism);
void append_record(std::string& out, const domain::Vertical& vertical);
void append_record(std::string& out, const domain::Area& area);
void append_record(std::string& out, const domain::CompetencyCategory& category);
void append_record(std::string& out, const domain::Competency& competency);
void append_record(std::string& out, const domain::JobRole& role);
void append_record(std::string& out, const domain::Course& course);
void append_record(std::string& out, const RemovedUid& removed);

/// Reads one line, with or without its line feed. `malformed` when it is not one JSON object;
/// `invalid_input`, with one field per fault named by a JSON Pointer, when a member is missing, unknown or of
/// another type, or the item breaks a rule that holds without looking at other items.
Result<Record> parse_record(std::string_view line);

}  // namespace core::documents
