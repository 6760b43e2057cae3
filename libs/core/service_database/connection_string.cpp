#include "core/service_database/connection_string.hpp"

#include "core/postgres/conninfo.hpp"

namespace core::service {

std::string read_connection_string(Environment& env, Setting setting) {
    setting.secret = true;
    auto text = env.text(setting);
    if (!postgres::is_conninfo(text))
        env.fault(setting.name, "must be a libpq connection string such as host=db dbname=lifted, or a URI");
    return text;
}

}  // namespace core::service
