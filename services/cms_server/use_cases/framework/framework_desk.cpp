#include "cms_server/use_cases/framework/framework_desk.hpp"

namespace cms {

core::Task<core::Result<CurrentFramework>> current_framework(
    core::data::CmsDataSource& cms, core::data::ReadOnlyDataSource& app
) {
    CurrentFramework current;
    bool saved = false;
    {
        const auto session = co_await cms.read();
        auto latest = co_await session->framework().latest();
        saved = latest.has_value();
        if (latest) current = {std::move(latest->framework), latest->revision, 0};
    }
    try {
        const auto remote = co_await app.read();
        current.app_revision = co_await remote->framework().revision();
        if (!saved) current.framework = co_await remote->framework().load();
    } catch (const std::exception&) {
        if (!saved) {
            co_return core::Error{
                core::ErrorKind::unavailable,
                "app-unavailable",
                "the App's database cannot be reached, and no revision of the framework was saved here yet"
            };
        }
    }
    co_return current;
}

}  // namespace cms
