#pragma once

#include "cms_server/handlers/courses/answers.hpp"

/// One function for each operation; see courses_routes.cpp for what each answers to.
namespace cms {

CallAnswer list_courses(const CourseServices& services, const StaffCall& call);
CallAnswer get_course(const CourseServices& services, const StaffCall& call);
CallAnswer check_course(const CourseServices& services, const StaffCall& call);
CallAnswer list_duplicates(const CourseServices& services, const StaffCall& call);

CallAnswer post_course(const CourseServices& services, const StaffCall& call);
CallAnswer patch_course(const CourseServices& services, const StaffCall& call);
CallAnswer reject_course(const CourseServices& services, const StaffCall& call);
CallAnswer bin_course(const CourseServices& services, const StaffCall& call);
CallAnswer restore_course(const CourseServices& services, const StaffCall& call);
CallAnswer merge_course(const CourseServices& services, const StaffCall& call);
CallAnswer change_courses(const CourseServices& services, const StaffCall& call);

CallAnswer list_revisions(const CourseServices& services, const StaffCall& call);
CallAnswer get_revision(const CourseServices& services, const StaffCall& call);
CallAnswer get_difference(const CourseServices& services, const StaffCall& call);
CallAnswer restore_course_revision(const CourseServices& services, const StaffCall& call);

CallAnswer list_providers(const CourseServices& services, const StaffCall& call);
CallAnswer get_provider(const CourseServices& services, const StaffCall& call);
CallAnswer post_provider(const CourseServices& services, const StaffCall& call);
CallAnswer patch_provider(const CourseServices& services, const StaffCall& call);
CallAnswer merge_provider(const CourseServices& services, const StaffCall& call);

}  // namespace cms
