#pragma once

#include "core/base/json.hpp"
#include "core/base/object_reader.hpp"
#include "core/domain/course.hpp"

/// The members that courses and drafts of courses have in common, each written into and read from an object
/// that was begun.
namespace core::documents {

void write_cost(json::Writer& json, const domain::Cost& cost);           ///< member `cost`
void write_cpd(json::Writer& json, const domain::Cpd& cpd);              ///< member `cpd`
void write_dates(json::Writer& json, const domain::Schedule& schedule);  ///< members `ongoing` and `dates`

domain::Cost read_cost(json::ObjectReader& in);
domain::Cpd read_cpd(json::ObjectReader& in);
domain::Schedule read_schedule(json::ObjectReader& in);

}  // namespace core::documents
