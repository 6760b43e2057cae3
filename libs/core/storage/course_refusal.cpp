#include "core/storage/course_refusal.hpp"

namespace core::storage {

namespace {

constexpr std::string_view kForeignKeyViolation = "23503";
constexpr std::string_view kUniqueViolation = "23505";

std::string pointer_of(std::string_view constraint) {
    if (constraint == "course_level_exists") return "/level";
    if (constraint == "course_format_exists") return "/format";
    if (constraint == "course_area_area_exists") return "/areas";
    if (constraint == "course_competency_competency_exists") return "/competencies";
    return "";
}

}  // namespace

Error unknown_reference(std::string pointer) {
    return Error{
        ErrorKind::invalid_input,
        "unknown-reference",
        "the course refers to an item the framework does not have",
        {{FaultPlace::body, std::move(pointer), "unknown-reference", "is not in the framework"}}
    };
}

std::optional<Error> course_refusal(const postgres::SqlError& error) {
    if (error.sqlstate() == kForeignKeyViolation) {
        return unknown_reference(pointer_of(error.constraint()));
    }
    if (error.sqlstate() == kUniqueViolation && error.constraint() == "course_uid_unique") {
        return Error{ErrorKind::conflict, "uid-taken", "two of the courses have the same uid"};
    }
    return std::nullopt;
}

}  // namespace core::storage
