#pragma once

#include "core/base/object_reader.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scraper {

/// Members of one object of a spider document, most of which may be left out. Anything wrong becomes a fault
/// with its JSON Pointer.
class Members {
public:
    Members(core::json::Value value, std::string pointer, core::json::Faults& faults);

    [[nodiscard]] bool has(std::string_view name) const { return value_.find(name).exists(); }

    std::string text(std::string_view name) { return reader_.visible_text(name); }

    std::string text_or(std::string_view name, std::string_view otherwise);
    bool flag_or(std::string_view name, bool otherwise);
    std::int64_t number_or(
        std::string_view name, std::int64_t otherwise, std::int64_t least, std::int64_t most
    );

    /// Absent counts as empty.
    std::vector<core::json::Value> elements(std::string_view name);
    std::vector<std::string> texts(std::string_view name);

    /// An object whose members are texts.
    std::vector<std::pair<std::string, std::string>> text_map(std::string_view name);

    /// Any value; the member counts as known.
    core::json::Value any(std::string_view name);

    void fault(std::string_view name, std::string code, std::string detail) {
        reader_.fault(name, std::move(code), std::move(detail));
    }

    [[nodiscard]] std::string pointer(std::string_view name) const { return reader_.pointer(name); }

    [[nodiscard]] const std::string& here() const { return pointer_; }

    [[nodiscard]] core::json::Faults& faults() { return reader_.faults(); }

    /// Faults for members nobody asked for.
    void finish();

private:
    core::json::Value value_;
    std::string pointer_;
    core::json::ObjectReader reader_;
    std::vector<std::string> any_;
};

}  // namespace scraper
