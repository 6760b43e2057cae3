#pragma once

#include "core/domain/scraped_course.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace core::storage {

/// A scraped course as the JSON document that is stored. What the site does not say has no member, so that
/// laying a newer document over an older one keeps what is known. Each member is one field of a draft:
/// `url`, `name`, `provider`, `level`, `format` (the site's words), `cost`, `cpd`, `schedule` {`ongoing`,
/// `dates`}, `duration_days`.
std::string scraped_document(const domain::ScrapedCourse& course);

/// Reads what `scraped_document` wrote. Throws std::runtime_error for anything else.
domain::ScrapedCourse read_scraped_document(std::string_view json);

/// Provenance as an object of `{url, selector, raw, at}` by field.
std::string provenance_document(const std::vector<domain::Provenance>& provenance);

/// Reads what `provenance_document` wrote. Throws std::runtime_error for anything else.
std::vector<domain::Provenance> read_provenance_document(std::string_view json);

}  // namespace core::storage
