#include "core/documents/course.hpp"
#include "core/documents/framework_items.hpp"
#include "core/documents/record.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace core::documents {

namespace {

using namespace domain;
using json::Faults;
using json::ObjectReader;

std::optional<std::string> parse_uid(std::string_view text) {
    if (!is_uid(text)) return std::nullopt;
    return std::string(text);
}

Record read_framework(ObjectReader& in) {
    return FrameworkTitle{in.visible_text("title")};
}

Record read_removed(ObjectReader& in) {
    RemovedUid removed;
    removed.uid = in.word("uid", parse_uid, "must be 1 to 64 of A-Z a-z 0-9 - _").value_or("");
    removed.revision = in.number("revision", 1, std::numeric_limits<std::int64_t>::max());
    return removed;
}

struct Model {
    std::string_view name;
    Record (*read)(ObjectReader& in);
};

/// The reader of one kind of item, as the reader of a record.
template <auto Read>
Record read_as_record(ObjectReader& in) {
    return Read(in);
}

constexpr std::array<Model, 12> kModels{{
    {"framework", read_framework},
    {"level", read_as_record<read_level>},
    {"format", read_as_record<read_format>},
    {"need", read_as_record<read_need>},
    {"specialism", read_as_record<read_specialism>},
    {"vertical", read_as_record<read_vertical>},
    {"area", read_as_record<read_area>},
    {"competency_category", read_as_record<read_category>},
    {"competency", read_as_record<read_competency>},
    {"job_role", read_as_record<read_job_role>},
    {"course", read_as_record<read_course>},
    {"removed_course", read_removed},
}};

Error refused(Faults faults) {
    return {ErrorKind::invalid_input, "invalid-record", "the line breaks a rule", std::move(faults)};
}

}  // namespace

Result<Record> parse_record(std::string_view line) {
    const auto document = json::Document::parse(line);
    if (!document) return document.error();
    const auto root = document->root();
    if (!root.is_object()) {
        return Error{ErrorKind::malformed, "not-an-object", "must be a JSON object"};
    }
    Faults faults;
    ObjectReader in(root, "", faults);
    const auto name = in.text("model");
    if (!faults.empty()) return refused(std::move(faults));
    const auto model =
        std::find_if(kModels.begin(), kModels.end(), [&](const Model& m) { return m.name == name; });
    if (model == kModels.end()) {
        in.fault("model", "unknown-value", "is not the name of a model");
        return refused(std::move(faults));
    }
    auto record = model->read(in);
    in.finish();
    if (!faults.empty()) return refused(std::move(faults));
    return record;
}

}  // namespace core::documents
