#include "cms_server/dto/courses/provider_json.hpp"

namespace cms {

void write_provider(
    core::json::Writer& json, const core::data::CanonicalProvider& provider, const Presentation& presentation
) {
    json.begin_object().member("id", provider.id).member("version", provider.version);
    json.member("name", provider.name).member("website", provider.website).key("aliases").begin_array();
    for (const auto& alias : provider.aliases) json.value(alias);
    json.end_array().member("courses", provider.courses);
    json.member("updated_at", presentation.zone.format(provider.updated_at)).end_object();
}

}  // namespace cms
