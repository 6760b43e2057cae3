#pragma once

#include "core/base/clock.hpp"
#include "core/data/data_source.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace cms {

/// The App's framework for the CMS's own use: kept for some seconds, and for as long as the App's database
/// cannot be reached. Each server thread has a place of its own, so nothing is shared between threads.
class FrameworkLookup {
public:
    using FrameworkPtr = std::shared_ptr<const core::domain::Framework>;

    /// Something that changes when the framework may have changed: looked at again at once then.
    using ChangeMark = std::function<std::int64_t()>;

    /// `clock` must outlive the lookup; `threads` is the number of server threads.
    FrameworkLookup(
        const core::Clock& clock,
        unsigned threads,
        ChangeMark mark = {},
        std::chrono::milliseconds fresh = std::chrono::seconds(3)
    );

    /// The framework as of at most `fresh` ago, and of the last change of the mark; while the App's database
    /// is away, the last one known. `unavailable`, code `framework-unavailable`, when none was ever read. A
    /// database that does not answer is waited for a second, 2.5 seconds when no framework is known.
    core::Task<core::Result<FrameworkPtr>> get(core::data::ReadOnlyDataSource& app, unsigned worker);

    /// As `get`; null in place of an error: for showing names where there are any.
    core::Task<FrameworkPtr> get_if_known(core::data::ReadOnlyDataSource& app, unsigned worker);

private:
    struct Place {
        FrameworkPtr framework;
        std::int64_t version = -1;  ///< the catalogue's, in which the framework last changed
        core::Instant checked_at{};
        std::int64_t mark = 0;  ///< as it was then
    };

    core::Task<void> refresh(core::data::ReadOnlyDataSource& app, unsigned worker);

    const core::Clock* clock_;
    ChangeMark mark_;
    std::chrono::milliseconds fresh_;
    std::vector<Place> places_;
};

}  // namespace cms
