#include "core/domain/scraped_course.hpp"

#include "core/domain/course_rules.hpp"

#include <algorithm>

namespace core::domain {

namespace {

/// One line: runs of white space (no-break spaces too) become one blank, none at the ends.
std::string one_line(std::string_view text) {
    constexpr std::string_view kNoBreakSpace = "\xC2\xA0";
    std::string out;
    out.reserve(text.size());
    bool gap = false;
    while (!text.empty()) {
        const bool no_break = text.starts_with(kNoBreakSpace);
        if (no_break || text.front() == ' ' || (text.front() >= '\t' && text.front() <= '\r')) {
            gap = true;
            text.remove_prefix(no_break ? kNoBreakSpace.size() : 1);
            continue;
        }
        if (gap && !out.empty()) out.push_back(' ');
        gap = false;
        out.push_back(text.front());
        text.remove_prefix(1);
    }
    return out;
}

void normalise_line(Faults& faults, std::string_view pointer, std::optional<std::string>& text) {
    if (!text) return;
    text = one_line(*text);
    if (text->empty()) {
        text.reset();
    } else {
        check_line(faults, pointer, *text);
    }
}

/// What matters of a name when names are compared: its ASCII letters in lower case, digits, and whatever is
/// not ASCII.
std::string name_key(std::string_view text) {
    std::string key;
    for (const char c : text) {
        if (c >= 'A' && c <= 'Z') {
            key.push_back(static_cast<char>(c - 'A' + 'a'));
        } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c < 0) {
            key.push_back(c);
        }
    }
    return key;
}

struct Alias {
    std::string_view said;
    std::string_view meant;
};

constexpr std::array<Alias, 6> kLevelAliases{{
    {"foundation", "foundational"},
    {"foundations", "foundational"},
    {"basic", "foundational"},
    {"beginner", "foundational"},
    {"introductory", "foundational"},
    {"updates", "update"},
}};

constexpr std::array<Alias, 6> kFormatAliases{{
    {"online", "elearning"},
    {"onlinecourse", "elearning"},
    {"conferences", "conference"},
    {"workshops", "workshop"},
    {"lectures", "lecture"},
    {"seminars", "seminar"},
}};

template <class Item, class Aliases>
auto find_name(const std::vector<Item>& items, std::string_view text, const Aliases& aliases)
    -> std::optional<decltype(Item::id)> {
    std::string key = name_key(text);
    if (key.empty()) return std::nullopt;
    const auto named = [&](std::string_view wanted) {
        return std::find_if(items.begin(), items.end(), [&](const Item& item) {
            return name_key(item.name) == wanted || name_key(item.acronym) == wanted;
        });
    };
    auto found = named(key);
    if (found == items.end()) {
        const auto alias =
            std::find_if(aliases.begin(), aliases.end(), [&](const Alias& a) { return a.said == key; });
        if (alias != aliases.end()) found = named(alias->meant);
    }
    if (found == items.end()) return std::nullopt;
    return found->id;
}

}  // namespace

Result<void> normalise(ScrapedCourse& course) {
    Faults faults;
    if (auto url = canonical_url(course.url)) {
        course.url = std::move(*url);
    } else {
        add_fault(faults, "/url", url.error().code, url.error().detail);
    }
    normalise_line(faults, "/name", course.name);
    normalise_line(faults, "/provider", course.provider);
    normalise_line(faults, "/level", course.level);
    normalise_line(faults, "/format", course.format);
    if (!course.name) add_fault(faults, "/name", "required", "must not be empty");
    if (course.cost && course.cost->kind() == Cost::Kind::unknown) course.cost.reset();
    if (course.cpd && course.cpd->kind() == Cpd::Kind::unknown) course.cpd.reset();
    if (course.schedule && !course.schedule->is_ongoing()) {
        const auto count = course.schedule->dates().size();
        if (count == 0) course.schedule.reset();  // a page that lists no dates tells of none
        if (count > kMaxDates) {
            add_fault(faults, "/dates", "too-many", fmt::format("must be at most {}", kMaxDates));
        }
    }
    if (course.duration) check_duration(faults, *course.duration);
    if (faults.empty()) return {};
    return Error{ErrorKind::invalid_input, "invalid-item", "the item breaks a rule", std::move(faults)};
}

std::vector<CourseField> FieldSet::list() const {
    std::vector<CourseField> fields;
    for (const auto field : kCourseFields) {
        if (has(field)) fields.push_back(field);
    }
    return fields;
}

std::optional<LevelId> Vocabulary::level(std::string_view text) const {
    return find_name(levels, text, kLevelAliases);
}

std::optional<FormatId> Vocabulary::format(std::string_view text) const {
    return find_name(formats, text, kFormatAliases);
}

ScrapedDraft to_draft(const ScrapedCourse& course, const Vocabulary& vocabulary) {
    ScrapedDraft out;
    const auto state = [&](CourseField field, const auto& value, auto& member) {
        if (!value) return;
        // NOLINTNEXTLINE(bugprone-optional-value-conversion): some members are no optionals
        member = *value;
        out.stated.add(field);
    };
    CourseDraft& draft = out.draft;
    state(CourseField::name, course.name, draft.name);
    state(CourseField::url, std::optional(course.url), draft.url);
    state(CourseField::provider, course.provider, draft.provider);
    if (course.level) state(CourseField::level, vocabulary.level(*course.level), draft.level);
    if (course.format) state(CourseField::format, vocabulary.format(*course.format), draft.format);
    state(CourseField::cost, course.cost, draft.cost);
    state(CourseField::cpd, course.cpd, draft.cpd);
    state(CourseField::schedule, course.schedule, draft.schedule);
    state(CourseField::duration, course.duration, draft.duration);
    return out;
}

void copy_fields(FieldSet fields, const ScrapedCourse& from, ScrapedCourse& to) {
    const auto copy = [&](CourseField field, auto member) {
        if (fields.has(field) && from.*member) to.*member = from.*member;
    };
    if (fields.has(CourseField::url)) to.url = from.url;
    copy(CourseField::name, &ScrapedCourse::name);
    copy(CourseField::provider, &ScrapedCourse::provider);
    copy(CourseField::level, &ScrapedCourse::level);
    copy(CourseField::format, &ScrapedCourse::format);
    copy(CourseField::cost, &ScrapedCourse::cost);
    copy(CourseField::cpd, &ScrapedCourse::cpd);
    copy(CourseField::schedule, &ScrapedCourse::schedule);
    copy(CourseField::duration, &ScrapedCourse::duration);
}

ScrapedCourse merge(const ScrapedCourse& older, const ScrapedCourse& newer) {
    ScrapedCourse merged = older;
    FieldSet all;
    for (const auto field : kCourseFields) all.add(field);
    copy_fields(all, newer, merged);
    return merged;
}

}  // namespace core::domain
