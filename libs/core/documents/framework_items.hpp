#pragma once

#include "core/base/json.hpp"
#include "core/base/object_reader.hpp"
#include "core/domain/framework.hpp"

namespace core::documents {

/// The members of one framework item, named as in the domain. Every member is always there, null when it has
/// no value.
void write_members(json::Writer& json, const domain::Level& level);
void write_members(json::Writer& json, const domain::Format& format);
void write_members(json::Writer& json, const domain::Need& need);
void write_members(json::Writer& json, const domain::Specialism& specialism);
void write_members(json::Writer& json, const domain::Vertical& vertical);
void write_members(json::Writer& json, const domain::Area& area);
void write_members(json::Writer& json, const domain::CompetencyCategory& category);
void write_members(json::Writer& json, const domain::Competency& competency);
void write_members(json::Writer& json, const domain::JobRole& role);

/// Each reads the members of one item; rules over several items are not checked. The caller finishes the
/// reader.
domain::Level read_level(json::ObjectReader& in);
domain::Format read_format(json::ObjectReader& in);
domain::Need read_need(json::ObjectReader& in);
domain::Specialism read_specialism(json::ObjectReader& in);
domain::Vertical read_vertical(json::ObjectReader& in);
domain::Area read_area(json::ObjectReader& in);
domain::CompetencyCategory read_category(json::ObjectReader& in);
domain::Competency read_competency(json::ObjectReader& in);
domain::JobRole read_job_role(json::ObjectReader& in);

}  // namespace core::documents
