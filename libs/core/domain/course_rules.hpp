#pragma once

#include "core/domain/course.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

/// The rules of single fields, which courses and drafts share. Each notes its faults by JSON Pointer.
namespace core::domain {

using Faults = std::vector<FieldError>;

void add_fault(Faults& faults, std::string_view pointer, std::string_view code, std::string_view detail);

/// One line of text that a person can read: at least one visible character, and nothing a database or page
/// refuses.
void check_line(Faults& faults, std::string_view pointer, std::string_view text);

/// An http or https URL of at most kMaxUrlBytes.
void check_url(Faults& faults, std::string_view pointer, std::string_view url);

void check_duration(Faults& faults, DurationDays duration);

/// Positive, ascending, without repeats; `list` is the name of the member.
template <class Id>
void check_tags(Faults& faults, std::string_view list, const std::vector<Id>& tags) {
    for (std::size_t i = 0; i < tags.size(); ++i) {
        const auto pointer = fmt::format("/{}/{}", list, i);
        if (to_int(tags[i]) < 1) add_fault(faults, pointer, "out-of-range", "must be at least 1");
        if (i > 0 && tags[i - 1] == tags[i])
            add_fault(faults, pointer, "duplicate", "repeats the tag before it");
        if (i > 0 && tags[i - 1] > tags[i]) {
            add_fault(faults, pointer, "not-ascending", "must be larger than the tag before it");
        }
    }
}

}  // namespace core::domain
