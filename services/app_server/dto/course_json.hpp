#pragma once

#include "app_server/catalogue/framework_view.hpp"
#include "app_server/catalogue/published_course.hpp"
#include "app_server/dto/presentation.hpp"

#include <string>
#include <vector>

namespace app {

/// Renders a course once, for as long as neither it nor the framework changes.
CoursePtr publish(
    core::domain::StoredCourse stored, const FrameworkView& framework, const Presentation& presentation
);

/// Appends one line of the directory: `{"course":{…},"starts_at":…,"ends_at":…}`.
void append_entry(std::string& out, const EntryText& text);

/// Appends the course object with its dates, as lists of courses show it.
void append_course(std::string& out, const PublishedCourse& course);

/// Appends the course with everything: dates, competencies by title, revision.
void append_course_detail(std::string& out, const PublishedCourse& course, const FrameworkView& framework);

}  // namespace app
