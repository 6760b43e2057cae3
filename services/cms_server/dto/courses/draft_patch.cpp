#include "cms_server/dto/courses/draft_patch.hpp"

#include "core/base/object_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace cms {

namespace {

using namespace core::domain;
using core::Result;
using core::json::add_fault;
using core::json::Faults;
using core::json::ObjectReader;
using core::json::Value;

std::string trimmed(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r\n\f\v";
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(kBlank) - first + 1));
}

/// A decimal written as a number or as a text.
template <int Scale>
std::optional<core::Decimal<Scale>> read_decimal(Value value, const std::string& pointer, Faults& faults) {
    std::string text;
    if (const auto given = value.as_string()) {
        text = *given;
    } else if (value.as_number()) {
        value.append_to(text);
    } else {
        add_fault(faults, pointer, "wrong-type", "must be a number, or a text that is one");
        return std::nullopt;
    }
    auto number = core::Decimal<Scale>::parse(text);
    if (number) return *number;
    add_fault(faults, pointer, number.error().code, number.error().detail);
    return std::nullopt;
}

template <class T>
T accept(Result<T> result, T otherwise, Faults& faults) {
    if (result) return std::move(*result);
    const auto& fields = result.error().fields;
    faults.insert(faults.end(), fields.begin(), fields.end());
    return otherwise;
}

constexpr std::array<std::string_view, 12> kMembers{
    "name",
    "url",
    "provider",
    "level_id",
    "format_id",
    "cost",
    "cpd",
    "ongoing",
    "dates",
    "duration_days",
    "area_ids",
    "competency_ids",
};

/// Reads one patch, member by member; what it does not name stays as it is.
class Patch {
public:
    Patch(Value patch, Faults& faults) : patch_(patch), in_(patch, "", faults), faults_(faults) {
        for (std::size_t i = 0; i < patch.size(); ++i) {
            const auto name = patch.member_name(i);
            if (std::find(kMembers.begin(), kMembers.end(), name) != kMembers.end()) continue;
            in_.fault(name, std::string(core::json::kUnknownMember), "is not a member of a course");
        }
    }

    void text(std::string_view name, std::string& to) {
        if (has(name)) to = trimmed(in_.maybe_text(name).value_or(""));
    }

    void text(std::string_view name, std::optional<std::string>& to) {
        if (!has(name)) return;
        to = in_.maybe_text(name);
        if (to) to = trimmed(*to);
        if (to && to->empty()) to.reset();
    }

    template <class Id>
    void id(std::string_view name, std::optional<Id>& to) {
        if (has(name)) to = in_.maybe_id<Id>(name);
    }

    template <class Id>
    void ids(std::string_view name, std::vector<Id>& to) {
        if (!has(name)) return;
        auto given = is_null(name) ? std::vector<Id>() : in_.ids<Id>(name);
        for (std::size_t i = 0; i < given.size(); ++i) {
            const auto before = given.begin() + static_cast<std::ptrdiff_t>(i);
            if (std::find(given.begin(), before, given[i]) == before) continue;
            add_fault(faults_, in_.element_pointer(name, i), "duplicate", "is named before");
        }
        std::sort(given.begin(), given.end());
        given.erase(std::unique(given.begin(), given.end()), given.end());
        to = std::move(given);
    }

    void duration(std::string_view name, std::optional<DurationDays>& to) {
        if (!has(name)) return;
        to.reset();
        if (!is_null(name)) to = read_decimal<1>(patch_.find(name), in_.pointer(name), faults_);
    }

    void cost(Cost& to, std::string_view currency);
    void cpd(Cpd& to);
    void schedule(Schedule& to);

private:
    [[nodiscard]] bool has(std::string_view name) const { return patch_.find(name).exists(); }

    [[nodiscard]] bool is_null(std::string_view name) const { return patch_.find(name).is_null(); }

    /// An object with a kind and what belongs to it; none when the member is null or no object.
    std::optional<ObjectReader> part(std::string_view name, std::initializer_list<std::string_view> members);

    std::vector<CourseDate> dates(const std::vector<Value>& elements);

    Value patch_;
    ObjectReader in_;
    Faults& faults_;
};

std::optional<ObjectReader> Patch::part(
    std::string_view name, std::initializer_list<std::string_view> members
) {
    auto object = in_.object(name);
    const Value value = patch_.find(name);
    for (std::size_t i = 0; object && i < value.size(); ++i) {
        const auto member = value.member_name(i);
        if (std::find(members.begin(), members.end(), member) != members.end()) continue;
        object->fault(member, std::string(core::json::kUnknownMember), "is not a member of this object");
    }
    return object;
}

void Patch::cost(Cost& to, std::string_view currency) {
    if (!has("cost")) return;
    if (is_null("cost")) {
        to = Cost::unknown();
        return;
    }
    auto object = part("cost", {"kind", "amount", "currency"});
    if (!object) return;
    const Value given = patch_.find("cost");
    auto kind = std::optional(to.kind());
    if (given.find("kind").exists()) {
        kind = object->word("kind", parse_cost_kind, "must be fixed, free, varying or unknown");
    }
    if (given.find("currency").exists() && given.find("currency").as_string() != currency) {
        object->fault("currency", "unknown-value", fmt::format("must be {}", currency));
    }
    const Value amount = given.find("amount");
    const bool has_amount = amount.exists() && !amount.is_null();
    if (kind && *kind != Cost::Kind::fixed && has_amount) {
        object->fault("amount", "not-of-this-kind", "belongs to the kind fixed only");
    }
    switch (kind.value_or(Cost::Kind::unknown)) {
        case Cost::Kind::fixed: {
            std::optional<Money> money;
            if (has_amount) {
                money = read_decimal<2>(amount, object->pointer("amount"), faults_);
            } else if (!amount.exists() && to.kind() == Cost::Kind::fixed) {
                money = to.amount();
            } else {
                object->fault("amount", "required", "is missing");
            }
            if (money) to = accept(Cost::fixed(*money), to, faults_);
            return;
        }
        case Cost::Kind::free: to = Cost::free(); return;
        case Cost::Kind::varying: to = Cost::varying(); return;
        case Cost::Kind::unknown: break;
    }
    to = Cost::unknown();
}

void Patch::cpd(Cpd& to) {
    if (!has("cpd")) return;
    if (is_null("cpd")) {
        to = Cpd::unknown();
        return;
    }
    auto object = part("cpd", {"kind", "points"});
    if (!object) return;
    const Value given = patch_.find("cpd");
    auto kind = std::optional(to.kind());
    if (given.find("kind").exists()) {
        kind =
            object->word("kind", parse_cpd_kind, "must be points, private, tbc, not-applicable or unknown");
    }
    const Value points = given.find("points");
    const bool has_points = points.exists() && !points.is_null();
    if (kind && *kind != Cpd::Kind::points && has_points) {
        object->fault("points", "not-of-this-kind", "belong to the kind points only");
    }
    switch (kind.value_or(Cpd::Kind::unknown)) {
        case Cpd::Kind::points: {
            std::optional<CpdPoints> number;
            if (has_points) {
                number = read_decimal<2>(points, object->pointer("points"), faults_);
            } else if (!points.exists() && to.kind() == Cpd::Kind::points) {
                number = to.number();
            } else {
                object->fault("points", "required", "is missing");
            }
            if (number) to = accept(Cpd::points(*number), to, faults_);
            return;
        }
        case Cpd::Kind::private_study: to = Cpd::private_study(); return;
        case Cpd::Kind::to_be_confirmed: to = Cpd::to_be_confirmed(); return;
        case Cpd::Kind::not_applicable: to = Cpd::not_applicable(); return;
        case Cpd::Kind::unknown: break;
    }
    to = Cpd::unknown();
}

std::vector<CourseDate> Patch::dates(const std::vector<Value>& elements) {
    std::vector<CourseDate> dates;
    for (std::size_t i = 0; i < elements.size(); ++i) {
        const auto pointer = in_.element_pointer("dates", i);
        if (!elements[i].is_object()) {
            add_fault(faults_, pointer, "wrong-type", "must be an object");
            continue;
        }
        ObjectReader date(elements[i], pointer, faults_);
        const auto starts_at = date.instant("starts_at");
        std::optional<core::Instant> ends_at;
        if (elements[i].find("ends_at").exists()) ends_at = date.maybe_instant("ends_at");
        date.finish();
        dates.push_back({starts_at, ends_at});
    }
    return dates;
}

void Patch::schedule(Schedule& to) {
    if (!has("ongoing") && !has("dates")) return;
    const bool ongoing = has("ongoing") ? !is_null("ongoing") && in_.flag("ongoing") : to.is_ongoing();
    const bool has_dates = has("dates") && !is_null("dates");
    const auto elements = has_dates ? in_.elements("dates") : std::vector<Value>();
    if (ongoing) {
        if (!elements.empty()) in_.fault("dates", "ongoing-with-dates", "an ongoing course has no dates");
        to = Schedule::ongoing();
        return;
    }
    if (!has("dates")) {
        if (to.is_ongoing()) to = Schedule();
        return;
    }
    const auto faults_before = faults_.size();
    auto given = dates(elements);
    if (faults_.size() == faults_before) to = accept(Schedule::dated(std::move(given)), to, faults_);
}

std::string api_pointer(std::string pointer) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kNames{{
        {"/level", "/level_id"},
        {"/format", "/format_id"},
        {"/areas", "/area_ids"},
        {"/schedule", "/dates"},
    }};
    for (const auto& [domain, api] : kNames) {
        const std::string_view rest =
            std::string_view(pointer).substr(std::min(domain.size(), pointer.size()));
        if (!pointer.starts_with(domain) || !(rest.empty() || rest.front() == '/')) continue;
        return std::string(api).append(rest);
    }
    return pointer;
}

}  // namespace

Result<CourseDraft> patched(CourseDraft base, Value patch, std::string_view currency) {
    if (!patch.is_object()) {
        return core::Error{core::ErrorKind::malformed, "not-an-object", "the body must be a JSON object"};
    }
    Faults faults;
    Patch in(patch, faults);
    in.text("name", base.name);
    in.text("url", base.url);
    in.text("provider", base.provider);
    in.id("level_id", base.level);
    in.id("format_id", base.format);
    in.cost(base.cost, currency);
    in.cpd(base.cpd);
    in.schedule(base.schedule);
    in.duration("duration_days", base.duration);
    in.ids("area_ids", base.areas);
    in.ids("competency_ids", base.competencies);
    if (base.name.empty()) add_fault(faults, "/name", "required", "must not be empty");
    if (const auto valid = validate(base); !valid) {
        auto error = api_error(valid.error());
        faults.insert(faults.end(), error.fields.begin(), error.fields.end());
    }
    if (faults.empty()) return base;
    return core::Error{
        core::ErrorKind::invalid_input, "invalid-course", "the course breaks a rule", std::move(faults)
    };
}

core::Error api_error(core::Error error) {
    for (auto& field : error.fields) {
        if (field.in == core::FaultPlace::body) field.name = api_pointer(std::move(field.name));
    }
    return error;
}

}  // namespace cms
