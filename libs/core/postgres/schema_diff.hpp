#pragma once

#include "core/postgres/connection.hpp"

#include <map>
#include <string>
#include <vector>

namespace core::postgres {

/// Every object outside the system's schemas by kind and qualified name, with its definition. Extensions
/// count as one object each; comments and grants are left out.
using SchemaObjects = std::map<std::string, std::string>;

Task<SchemaObjects> read_schema(Connection& connection);

/// One line for every object that is missing, not expected, or different.
std::vector<std::string> compare_schemas(const SchemaObjects& live, const SchemaObjects& expected);

}  // namespace core::postgres
