#pragma once

#include "app_server/framework_import/import.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace app::framework_import {

/// Gathers what is wrong, so that one run reports everything.
class Problems {
public:
    void add(ImportProblem problem);

    [[nodiscard]] bool has_errors() const { return errors_ > 0; }

    [[nodiscard]] std::vector<ImportProblem> take() { return std::move(problems_); }

private:
    std::vector<ImportProblem> problems_;
    std::size_t errors_ = 0;
    std::size_t warnings_ = 0;
};

/// The text between quotation marks, cut after some eighty bytes.
std::string in_quotes(std::string_view text);

}  // namespace app::framework_import
