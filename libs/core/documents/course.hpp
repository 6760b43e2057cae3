#pragma once

#include "core/base/json.hpp"
#include "core/base/object_reader.hpp"
#include "core/domain/course.hpp"

#include <string>
#include <string_view>

namespace core::documents {

/// Writes the members of a course into an object that was begun. Every member is always there, null when it
/// has no value; decimals are texts, times are UTC by RFC 3339: reading gives back exactly what was written.
void write_members(json::Writer& json, const domain::Course& course);

/// Reads the members of a course, whose rules it checks when all of them could be read. The caller finishes
/// the reader.
domain::Course read_course(json::ObjectReader& in);

/// A course as one JSON object.
std::string course_document(const domain::Course& course);

/// What a course says, whatever its revision: the SHA-256 of its document without it, in hexadecimal. Two
/// courses have the same one exactly when they differ in nothing else.
std::string content_digest(domain::Course course);

/// Reads one JSON object. `malformed` when it is none; `invalid_input`, code `invalid-document`, with one
/// field per fault.
Result<domain::Course> parse_course(std::string_view text);

}  // namespace core::documents
