#include "app_server/dto/review_json.hpp"

#include "app_server/dto/course_json.hpp"
#include "core/base/object_reader.hpp"

#include <fmt/format.h>

#include <limits>

namespace app {

namespace {

using namespace core::domain;
using core::FaultPlace;
using core::FieldError;
using core::json::Value;
using core::json::Writer;

constexpr std::size_t kMostFaults = 50;  // more would help nobody and make a small body a large answer
constexpr std::size_t kMostAnswers = 2000;
constexpr std::size_t kMostValues =
    20'000;  ///< of JSON: three an answer, and room to name the faults of a few more

/// Reads the members of one object, collecting a fault for each that is missing, unknown or of another type.
class MemberReader {
public:
    MemberReader(Value object, std::string pointer, std::vector<FieldError>& faults)
        : object_(object), pointer_(std::move(pointer)), faults_(faults) {
        if (!object_.is_object()) fault("", "wrong-type", "must be an object");
    }

    Value member(std::string_view name) {
        known_.push_back(name);
        const Value value = object_.find(name);
        if (object_.is_object() && !value.exists()) fault(name, "missing", "is required");
        return value;
    }

    std::int32_t id(std::string_view name) {
        const Value value = member(name);
        const auto number = value.exists() ? value.as_int() : std::nullopt;
        if (number && *number > 0 && *number <= std::numeric_limits<std::int32_t>::max()) {
            return static_cast<std::int32_t>(*number);
        }
        if (value.exists()) fault(name, "wrong-type", "must be a positive whole number");
        return 0;
    }

    bool flag(std::string_view name) {
        const Value value = member(name);
        const auto given = value.exists() ? value.as_bool() : std::nullopt;
        if (value.exists() && !given) fault(name, "wrong-type", "must be true or false");
        return given.value_or(false);
    }

    void finish() {
        for (std::size_t i = 0; object_.is_object() && i < object_.size(); ++i) {
            const auto name = object_.member_name(i);
            if (std::find(known_.begin(), known_.end(), name) == known_.end()) {
                fault(name, core::json::kUnknownMember, "is not a member of this object");
            }
        }
    }

    void fault(std::string_view name, std::string_view code, std::string_view detail) {
        if (faults_.size() >= kMostFaults) return;
        std::string pointer = pointer_;
        if (!name.empty()) core::json::append_pointer(pointer, name);
        faults_.push_back({FaultPlace::body, std::move(pointer), std::string(code), std::string(detail)});
    }

private:
    Value object_;
    std::string pointer_;
    std::vector<FieldError>& faults_;
    std::vector<std::string_view> known_;
};

}  // namespace

core::Result<ReviewRequest> parse_review_request(std::string_view body) {
    const auto document = core::json::Document::parse(body, {.depth = 4, .values = kMostValues});
    if (!document) {
        core::Error error = document.error();
        error.fields.push_back({FaultPlace::body, "", error.code, error.detail});
        return error;
    }

    ReviewRequest request;
    std::vector<FieldError> faults;
    MemberReader reader(document->root(), "", faults);
    request.role = static_cast<JobRoleId>(reader.id("job_role_id"));
    const Value answers = reader.member("answers");
    reader.finish();
    if (answers.exists() && !answers.is_array()) {
        reader.fault("answers", "wrong-type", "must be an array");
    } else if (answers.size() > kMostAnswers) {
        reader.fault("answers", "too-many", fmt::format("must hold at most {} answers", kMostAnswers));
    } else if (answers.exists()) {
        for (std::size_t i = 0; i < answers.size(); ++i) {
            MemberReader answer(answers.at(i), fmt::format("/answers/{}", i), faults);
            const auto competency = answer.id("competency_id");
            const bool met = answer.flag("met");
            answer.finish();
            request.answers.push_back({static_cast<CompetencyId>(competency), met});
        }
    }
    if (!faults.empty()) {
        return core::Error{
            core::ErrorKind::invalid_input, "invalid-review", "the body is not a review", std::move(faults)
        };
    }
    return request;
}

std::string review_json(const Snapshot& snapshot, const Review& review) {
    const Framework& data = snapshot.framework().data();
    std::string out;
    out.reserve(4096 + review.entries.size() * 900);
    Writer json(out);
    const JobRole& role = data.job_roles[review.role];
    json.begin_object()
        .key("job_role")
        .begin_object()
        .member("id", to_int(role.id))
        .member("name", role.name);
    json.member("vertical_id", to_int(role.vertical)).member("level", role.level).end_object();
    json.key("categories").begin_array();
    for (const auto& category : review.categories) {
        const auto id = category.score.category;
        json.begin_object().member("id", to_int(id));
        json.member("name", data.categories[snapshot.framework().category(id)].name);
        json.member("met", category.score.met).member("unmet", category.score.unmet);
        json.member("score", category.score.score).member("stars", category.score.stars);
        json.key("area_id");
        if (category.area) {
            json.value(to_int(*category.area));
        } else {
            json.null();
        }
        json.key("items").begin_array();
        for (const auto item : category.items) json.value(static_cast<std::uint64_t>(item));
        json.end_array().member("total", static_cast<std::uint64_t>(category.total)).key("next");
        if (category.total > category.items.size()) {
            json.value(fmt::format(
                "/api/v1/recommendations?vertical={}&area={}", to_int(role.vertical), to_int(*category.area)
            ));
        } else {
            json.null();
        }
        json.end_object();
    }
    json.end_array().key("entries").begin_array();
    bool first = true;
    for (const auto number : review.entries) {
        if (!first) out.push_back(',');
        first = false;
        append_entry(out, snapshot.entries().text_of(number));
    }
    json.end_array().end_object();
    return out;
}

}  // namespace app
