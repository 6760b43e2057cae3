#include "contract.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace tests {

using core::json::Document;
using core::json::Value;

namespace {

std::string_view media_type_of(const Answer& answer) {
    const auto field = answer.header("Content-Type");
    return field.substr(0, field.find(';'));
}

}  // namespace

std::vector<std::string> Contract::Operation::statuses() const {
    std::vector<std::string> found;
    const Value responses = value.find("responses");
    for (std::size_t i = 0; i < responses.size(); ++i) found.emplace_back(responses.member_name(i));
    return found;
}

bool Contract::Operation::documents(std::string_view status) const {
    return value.find("responses").find(status).exists();
}

Contract::Contract(const std::string& document)
    : document_(Document::parse(document, {.depth = 64, .values = 1'000'000}).value()),
      schema_(document_.root()) {
    const Value paths = at(document_.root(), "paths");
    for (std::size_t p = 0; p < paths.size(); ++p) {
        const Value methods = paths.member_value(p);
        for (std::size_t m = 0; m < methods.size(); ++m) {
            const Value value = methods.member_value(m);
            operations_.push_back(
                {std::string(at(value, "operationId").as_string().value()),
                 std::string(methods.member_name(m)),
                 std::string(paths.member_name(p)),
                 value}
            );
        }
    }
}

const Contract::Operation& Contract::operation(std::string_view id) const {
    const auto found =
        std::find_if(operations_.begin(), operations_.end(), [&](const auto& o) { return o.id == id; });
    if (found == operations_.end()) throw std::runtime_error("no operation " + std::string(id));
    return *found;
}

std::vector<std::string> Contract::faults(std::string_view id, const Answer& answer, bool selected) {
    const Operation& asked = operation(id);
    const std::string status = std::to_string(answer.status);
    const std::string documented = asked.documents(status) ? status : "default";
    const Value response = schema_.resolve(at(asked.value, "responses/" + documented));
    if (documented == "default" && answer.status < 400) return {"status " + status + " is not documented"};
    seen_.insert(asked.id + " " + documented);

    std::vector<std::string> faults;
    const Value headers = response.find("headers");
    for (std::size_t i = 0; headers.exists() && i < headers.size(); ++i) {
        const auto name = headers.member_name(i);
        const Value header = schema_.resolve(headers.member_value(i));
        const auto value = answer.header(name);
        const Value required = header.find("required");
        if (value.empty()) {
            if (required.exists() && *required.as_bool()) faults.push_back(fmt::format("no field {}", name));
            continue;
        }
        std::string quoted;
        core::json::append_string(quoted, value);
        const auto text = Document::parse(quoted).value();
        for (const auto& fault : schema_.faults(at(header, "schema"), text.root())) {
            faults.push_back(fmt::format("field {}{}", name, fault));
        }
    }

    const Value content = response.find("content");
    if (!content.exists()) {
        if (!answer.body.empty()) faults.push_back("has a body");
        return faults;
    }
    const Value media = content.find(media_type_of(answer));
    if (!media.exists()) {
        faults.push_back(fmt::format("the media type {} is not documented", media_type_of(answer)));
        return faults;
    }
    // Files are not looked into, nor lines of JSON.
    if (!media_type_of(answer).ends_with("json") || media_type_of(answer).ends_with("ndjson")) return faults;
    Value schema = at(media, "schema");
    // A list is one of whole items unless the request selects members.
    if (schema.find("anyOf").exists() && !selected) schema = at(schema, "anyOf/0");
    const auto body = answer.json();
    for (auto& fault : schema_.faults(schema, body.root())) faults.push_back(std::move(fault));
    if (answer.status >= 400 && media_type_of(answer) == "application/problem+json" &&
        at(body.root(), "status").as_int() != static_cast<std::int64_t>(answer.status)) {
        faults.push_back("the problem's status is not the response's");
    }
    return faults;
}

std::vector<std::string> Contract::not_exercised() const {
    std::vector<std::string> missing;
    for (const auto& operation : operations_) {
        for (const auto& status : operation.statuses()) {
            std::string name = operation.id + " " + status;
            if (!seen_.contains(name)) missing.push_back(std::move(name));
        }
    }
    return missing;
}

}  // namespace tests
