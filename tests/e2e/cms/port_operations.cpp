#include "port_operations.hpp"

#include "app_server/use_cases/snapshot_holder.hpp"
#include "cms_server/routes.hpp"
#include "core/auth/service_signature.hpp"

namespace tests {

namespace {

PortOperations operations_of(const core::http::Router& router) {
    PortOperations out;
    for (const auto* route : router.routes()) out.emplace_back(route->method, route->pattern);
    return out;
}

// Nothing behind these routes is ever called.
const cms::StaffPort& staff_port() {
    static const core::SystemClock clock;
    static const cms::Context context{&clock, {}};
    static const cms::Guard guard(context);
    static app::SnapshotHolder published;
    static const app::Presentation presentation{core::TimeZone::find("UTC").value(), "SGD"};
    static app::PublicReads mirror(published, clock, presentation, 1, 0);
    static cms::FrameworkLookup lookup(clock, 1);
    static core::auth::PasswordHasher hasher({{1 << 20, 1}, 1, 1});
    static const auto box = core::auth::SecretBox::create(std::string(32, 'k')).value();
    static core::WorkPool files(1);
    static const cms::ScrapingServices scraping;
    const cms::Presentation shown{presentation.zone, presentation.currency};
    static const cms::StaffPort port{
        .context = context,
        .guard = guard,
        .staff = {&hasher, &box, {}},
        .courses = {lookup, shown},
        .inbox = {lookup, shown},
        .framework = {&published, &files},
        .scraping = scraping,
        .mirror = mirror,
        .published = published,
        .presentation = presentation
    };
    return port;
}

core::http::Router hand_in_router() {
    static const core::SystemClock clock;
    static const cms::Context context{&clock, {}};
    static cms::FrameworkLookup lookup(clock, 1);
    static core::auth::ServiceVerifier verifier({{"any", std::string(48, 'k')}}, clock);
    return cms::hand_in_port_routes(context, lookup, verifier);
}

}  // namespace

const PortOperations& staff_port_operations() {
    static const auto operations = operations_of(cms::staff_port_routes(staff_port()));
    return operations;
}

std::vector<cms::StaffRoute> staff_operations() {
    return cms::staff_operations(staff_port());
}

const PortOperations& hand_in_port_operations() {
    static const auto operations = operations_of(hand_in_router());
    return operations;
}

}  // namespace tests
