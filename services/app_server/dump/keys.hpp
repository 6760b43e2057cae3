#pragma once

#include "app_server/dump/record.hpp"

#include <string>
#include <unordered_map>
#include <vector>

namespace app::dump {

/// What makes an item itself, each as a person would name it: `level 3`, `level named "Basic"`. Two items
/// that share a key cannot both be stored.
std::vector<std::string> keys_of(const FrameworkTitle& framework);
std::vector<std::string> keys_of(const core::domain::Level& level);
std::vector<std::string> keys_of(const core::domain::Format& format);
std::vector<std::string> keys_of(const core::domain::Need& need);
std::vector<std::string> keys_of(const core::domain::Specialism& specialism);
std::vector<std::string> keys_of(const core::domain::Vertical& vertical);
std::vector<std::string> keys_of(const core::domain::Area& area);
std::vector<std::string> keys_of(const core::domain::CompetencyCategory& category);
std::vector<std::string> keys_of(const core::domain::Competency& competency);
std::vector<std::string> keys_of(const core::domain::JobRole& role);
std::vector<std::string> keys_of(const core::domain::Course& course);
std::vector<std::string> keys_of(const RemovedUid& removed);

/// The key of a uid, which courses and removed courses share.
std::string uid_key(std::string_view uid);

/// On which line of the file the item with a key stands.
using KeyLines = std::unordered_map<std::string, std::size_t>;

}  // namespace app::dump
