#include "app_server/dump/dump_data.hpp"

#include "app_server/dump/record.hpp"

#include <string>

namespace app::dump {

namespace {

void append_framework(std::string& out, const core::domain::Framework& framework) {
    const auto append_all = [&](const auto& items) {
        for (const auto& item : items) append_record(out, item);
    };
    if (!framework.title.empty()) append_record(out, FrameworkTitle{framework.title});
    append_all(framework.levels);
    append_all(framework.formats);
    append_all(framework.needs);
    append_all(framework.specialisms);
    append_all(framework.verticals);
    append_all(framework.areas);
    append_all(framework.categories);
    append_all(framework.competencies);
    append_all(framework.job_roles);
}

}  // namespace

core::Task<void> dump_data(
    core::data::ReadOnlyDataSource& source, std::function<void(std::string_view)> write
) {
    constexpr std::int64_t kCoursesPerRead = 500;
    const auto session = co_await source.read();

    std::string lines;
    const auto framework = co_await session->framework().load();
    append_framework(lines, framework);
    if (!lines.empty()) write(lines);

    for (std::int64_t after = 0;;) {
        const auto courses = co_await session->catalogue().list_changed(0, after, kCoursesPerRead);
        if (courses.empty()) break;
        after = courses.back().number;
        lines.clear();
        for (const auto& stored : courses) append_record(lines, stored.course);
        write(lines);
    }

    lines.clear();
    const auto removed = co_await session->catalogue().list_removed(0);
    for (const auto& item : removed) append_record(lines, RemovedUid{item.uid, item.revision});
    if (!lines.empty()) write(lines);
}

}  // namespace app::dump
