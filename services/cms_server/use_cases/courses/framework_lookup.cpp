#include "cms_server/use_cases/courses/framework_lookup.hpp"

#include "core/async/with_deadline.hpp"
#include "core/base/log.hpp"

namespace cms {

namespace {

// How long who asks waits for the App's database: for news of a framework that is known, and for any at all.
constexpr std::chrono::milliseconds kForNews{1'000};
constexpr std::chrono::milliseconds kForAny{2'500};

}  // namespace

FrameworkLookup::FrameworkLookup(
    const core::Clock& clock, unsigned threads, ChangeMark mark, std::chrono::milliseconds fresh
)
    : clock_(&clock), mark_(std::move(mark)), fresh_(fresh), places_(threads) {}

core::Task<void> FrameworkLookup::refresh(core::data::ReadOnlyDataSource& app, unsigned worker) {
    const auto session = co_await app.read();
    const auto version = co_await session->catalogue().version();
    if (places_[worker].framework && places_[worker].version == version.framework_version) co_return;
    auto framework = co_await session->framework().load();
    // Others of this thread may have been here meanwhile: whoever comes last has read last.
    places_[worker].framework = std::make_shared<const core::domain::Framework>(std::move(framework));
    places_[worker].version = version.framework_version;
}

core::Task<core::Result<FrameworkLookup::FrameworkPtr>> FrameworkLookup::get(
    core::data::ReadOnlyDataSource& app, unsigned worker
) {
    const auto now = clock_->now();
    const auto age = now - places_[worker].checked_at;
    const auto mark = mark_ ? mark_() : 0;
    const bool is_fresh = age >= decltype(age)::zero() && age < fresh_ && mark == places_[worker].mark;
    if (!places_[worker].framework || !is_fresh) {
        // Set before, so that a database that is away is not asked by every request.
        places_[worker].checked_at = now;
        places_[worker].mark = mark;
        try {
            const auto patience = places_[worker].framework ? kForNews : kForAny;
            if (!co_await core::with_deadline(patience, refresh(app, worker))) {
                core::log::warning("the framework cannot be read", {{"reason", "no answer in time"}});
            }
        } catch (const std::exception& fault) {
            core::log::warning("the framework cannot be read", {{"reason", fault.what()}});
        }
    }
    if (places_[worker].framework) co_return places_[worker].framework;
    co_return core::Error{
        core::ErrorKind::unavailable,
        "framework-unavailable",
        "the App's database cannot be reached, and with it the framework"
    };
}

core::Task<FrameworkLookup::FrameworkPtr> FrameworkLookup::get_if_known(
    core::data::ReadOnlyDataSource& app, unsigned worker
) {
    const auto framework = co_await get(app, worker);
    co_return framework ? *framework : nullptr;
}

}  // namespace cms
