#pragma once

#include <string>

#include "app_server/catalogue/snapshot.hpp"
#include "app_server/dto/presentation.hpp"

namespace app {

/// The bodies of the framework's reads. All of them depend on nothing but the snapshot.
std::string framework_json(const Snapshot& snapshot, const Presentation& presentation);
std::string questionnaire_json(const Snapshot& snapshot);
std::string verticals_json(const Snapshot& snapshot);
std::string vertical_json(const Snapshot& snapshot, std::uint32_t vertical);
std::string area_json(const Snapshot& snapshot, std::uint32_t area);
std::string category_json(const Snapshot& snapshot, std::uint32_t category);
std::string competency_json(const Snapshot& snapshot, std::uint32_t competency);
std::string job_role_json(const Snapshot& snapshot, std::uint32_t role);
std::string questions_json(const Snapshot& snapshot, std::uint32_t role);

/// One role as lists show it.
void append_job_role(std::string& out, const Snapshot& snapshot, std::uint32_t role);

/// One provider with its counts of courses and directory entries.
void append_provider(std::string& out, const Snapshot& snapshot, std::uint32_t provider);

}  // namespace app
