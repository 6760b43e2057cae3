#include "app_server/dump/keys.hpp"

#include <fmt/format.h>

namespace app::dump {

namespace {

using namespace core::domain;
using Keys = std::vector<std::string>;

template <class Item>
std::string id_key(std::string_view model, const Item& item) {
    return fmt::format("{} {}", model, to_int(item.id));
}

std::string named(std::string_view model, std::string_view member, std::string_view text) {
    return fmt::format("{} with {} \"{}\"", model, member, text);
}

std::string named_in(VerticalId vertical, std::string_view model, std::string_view name) {
    return fmt::format("{} with name \"{}\" in vertical {}", model, name, to_int(vertical));
}

void add_option_text(Keys& keys, std::string_view model, std::string_view text) {
    if (!text.empty()) keys.push_back(named(model, "option_text", text));
}

}  // namespace

std::string uid_key(std::string_view uid) {
    return fmt::format("course {}", uid);
}

Keys keys_of(const FrameworkTitle&) {
    return {"framework"};
}

Keys keys_of(const Level& level) {
    return {
        id_key("level", level), named("level", "acronym", level.acronym), named("level", "name", level.name)
    };
}

Keys keys_of(const Format& format) {
    return {
        id_key("format", format),
        named("format", "acronym", format.acronym),
        named("format", "name", format.name)
    };
}

Keys keys_of(const Need& need) {
    Keys keys{id_key("need", need), named("need", "name", need.name)};
    add_option_text(keys, "need", need.option_text);
    return keys;
}

Keys keys_of(const Specialism& specialism) {
    return {id_key("specialism", specialism), named("specialism", "name", specialism.name)};
}

Keys keys_of(const Vertical& vertical) {
    Keys keys{id_key("vertical", vertical), named("vertical", "name", vertical.name)};
    add_option_text(keys, "vertical", vertical.option_text);
    return keys;
}

Keys keys_of(const Area& area) {
    return {
        id_key("area", area),
        fmt::format("area with key {} in vertical {}", area.key, to_int(area.vertical)),
        named_in(area.vertical, "area", area.name)
    };
}

Keys keys_of(const CompetencyCategory& category) {
    return {
        id_key("competency_category", category),
        named_in(category.vertical, "competency_category", category.name)
    };
}

Keys keys_of(const Competency& competency) {
    return {id_key("competency", competency)};
}

Keys keys_of(const JobRole& role) {
    return {id_key("job_role", role), named("job_role", "name", role.name)};
}

Keys keys_of(const Course& course) {
    return {uid_key(course.uid)};
}

Keys keys_of(const RemovedUid& removed) {
    return {uid_key(removed.uid)};
}

}  // namespace app::dump
