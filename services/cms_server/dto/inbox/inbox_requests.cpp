#include "cms_server/dto/inbox/inbox_requests.hpp"

#include "core/documents/parse_object.hpp"
#include "core/domain/course_rules.hpp"

#include <fmt/format.h>

#include <limits>
#include <set>

namespace cms {

namespace {

using namespace core::domain;
using core::Result;
using core::documents::parse_object;
using core::json::Document;
using core::json::ObjectReader;
using core::json::Value;

constexpr auto kMaxNumber = std::numeric_limits<std::int64_t>::max();
constexpr std::array<std::string_view, 3> kActions{"accept", "reject", "reopen"};

std::optional<EntryAction> parse_action(std::string_view text) {
    const auto found = std::find(kActions.begin(), kActions.end(), text);
    if (found == kActions.end()) return std::nullopt;
    return static_cast<EntryAction>(found - kActions.begin());
}

/// Fields a site can say something about.
std::optional<CourseField> parse_scraped_field(std::string_view text) {
    const auto field = parse_course_field(text);
    if (field == CourseField::areas || field == CourseField::competencies) return std::nullopt;
    return field;
}

FieldSet read_fields(ObjectReader& in, std::string_view name) {
    FieldSet fields;
    const auto elements = in.elements(name);
    for (std::size_t i = 0; i < elements.size(); ++i) {
        const auto text = elements[i].as_string();
        const auto field = text ? parse_scraped_field(*text) : std::nullopt;
        if (field) {
            fields.add(*field);
        } else {
            core::json::add_fault(
                in.faults(), in.element_pointer(name, i), "unknown-field", "is no field that sites tell"
            );
        }
    }
    return fields;
}

std::string read_reason(ObjectReader& in) {
    auto reason = in.text("reason");
    if (in.faults().empty()) check_line(in.faults(), in.pointer("reason"), reason);
    return reason;
}

/// Parses a body and hands it to `read` with its root, for members that may be left out.
template <class Read>
auto parse_body(std::string_view body, Read read) {
    Value root;
    const auto document = Document::parse(body);
    if (document) root = document->root();
    return parse_object(body, {}, [&](ObjectReader& in) { return read(in, root); });
}

}  // namespace

Result<Acceptance> parse_acceptance(std::string_view body) {
    return parse_body(body, [](ObjectReader& in, Value root) {
        Acceptance what;
        if (root.find("fields").is_string()) {
            if (in.text("fields") != "all")
                in.fault("fields", "unknown-value", "must be all, or a list of fields");
        } else {
            what.fields = read_fields(in, "fields");
        }
        if (root.find("keep").exists()) what.keep = read_fields(in, "keep");
        if (root.find("course_uid").exists()) what.course_uid = in.maybe_text("course_uid");
        if (what.fields) {
            for (const auto field : what.fields->list()) {
                if (what.keep.has(field)) in.fault("keep", "contradiction", "names a field that is taken");
            }
        }
        return what;
    });
}

Result<std::string> parse_scrape_rejection(std::string_view body) {
    return parse_object(body, {}, [](ObjectReader& in) { return read_reason(in); });
}

Result<bool> parse_release(std::string_view body) {
    return parse_object(body, {}, [](ObjectReader& in) { return in.flag("mark_gone"); });
}

Result<std::vector<FieldRule>> parse_rules(std::string_view body) {
    return parse_body(body, [](ObjectReader& in, Value root) {
        std::vector<FieldRule> rules;
        auto object = in.object("rules");
        if (!object) return rules;
        const Value given = root.find("rules");
        for (std::size_t i = 0; i < given.size(); ++i) {
            const auto name = given.member_name(i);
            const auto field = parse_scraped_field(name);
            const auto rule =
                object->word(name, parse_standing_rule, "must be accept, publish, never or ask");
            if (!field)
                object->fault(name, std::string(core::json::kUnknownMember), "is no field that sites tell");
            if (field && rule) rules.push_back({*field, *rule});
        }
        return rules;
    });
}

Result<BulkDecision> parse_bulk_decision(std::string_view body) {
    return parse_body(body, [](ObjectReader& in, Value root) {
        BulkDecision bulk;
        bulk.action =
            in.word("action", parse_action, "must be accept, reject or reopen").value_or(bulk.action);
        const auto elements = in.elements("items");
        if (elements.empty()) in.fault("items", "required", "must not be empty");
        if (elements.size() > kMostBulkEntries) {
            in.fault("items", "too-many", fmt::format("must be at most {}", kMostBulkEntries));
            return bulk;
        }
        std::set<std::int64_t> seen;
        for (std::size_t i = 0; i < elements.size(); ++i) {
            ObjectReader item(elements[i], in.element_pointer("items", i), in.faults());
            const EntryRef entry{item.number("id", 1, kMaxNumber), item.number("version", 1, kMaxNumber)};
            item.finish();
            if (!seen.insert(entry.id).second) item.fault("id", "duplicate", "is named before");
            bulk.items.push_back(entry);
        }
        if (bulk.action == EntryAction::reject || root.find("reason").exists()) bulk.reason = read_reason(in);
        if (bulk.action != EntryAction::reject && root.find("reason").exists()) {
            in.fault("reason", "unexpected", "belongs to a rejection");
        }
        return bulk;
    });
}

}  // namespace cms
