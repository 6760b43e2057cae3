#pragma once

#include "answer.hpp"
#include "json_schema.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tests {

/// The OpenAPI document as a judge of real exchanges, which remembers what it has judged.
class Contract {
public:
    explicit Contract(const std::string& document);

    struct Operation {
        std::string id;
        std::string method;  ///< lower case
        std::string path;    ///< with `{parameters}`
        core::json::Value value;

        /// The codes of the documented responses, `default` among them.
        [[nodiscard]] std::vector<std::string> statuses() const;
        [[nodiscard]] bool documents(std::string_view status) const;
    };

    [[nodiscard]] const std::vector<Operation>& operations() const { return operations_; }

    [[nodiscard]] const Operation& operation(std::string_view id) const;

    /// What in the answer is not as documented; of a body that is not JSON, only its media type is judged.
    /// `selected`: the request named `fields`.
    std::vector<std::string> faults(std::string_view id, const Answer& answer, bool selected = false);

    /// Documented responses that were never judged: `listCourses 404`.
    [[nodiscard]] std::vector<std::string> not_exercised() const;

    [[nodiscard]] JsonSchema& schema() { return schema_; }

    [[nodiscard]] core::json::Value root() const { return document_.root(); }

private:
    core::json::Document document_;
    JsonSchema schema_;
    std::vector<Operation> operations_;
    std::set<std::string> seen_;
};

}  // namespace tests
