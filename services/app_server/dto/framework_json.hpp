#pragma once

#include "app_server/catalogue/snapshot.hpp"
#include "app_server/dto/presentation.hpp"

#include <string>

namespace app {

/// The bodies of the framework's reads; `position` is that of the item in its list of the framework.
std::string framework_json(const Snapshot& snapshot, const Presentation& presentation);
std::string questionnaire_json(const Snapshot& snapshot);
std::string verticals_json(const Snapshot& snapshot);
std::string vertical_json(const Snapshot& snapshot, std::uint32_t position);
std::string area_json(const Snapshot& snapshot, std::uint32_t position);
std::string category_json(const Snapshot& snapshot, std::uint32_t position);
std::string competency_json(const Snapshot& snapshot, std::uint32_t position);
std::string job_role_json(const Snapshot& snapshot, std::uint32_t position);
std::string questions_json(const Snapshot& snapshot, std::uint32_t position);

/// One role as lists show it.
void append_job_role(std::string& out, const Snapshot& snapshot, std::uint32_t role);

/// One provider with its counts of courses and directory entries.
void append_provider(std::string& out, const Snapshot& snapshot, std::uint32_t position);

}  // namespace app
