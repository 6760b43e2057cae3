#pragma once

#include "cms_server/dto/courses/course_cursor.hpp"
#include "core/http/message.hpp"
#include "core/http/query.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace cms {

/// The parameters every list has, `limit` and `cursor`, and the end of its answer. A cursor is bound to the
/// other parameters and the path.
class PageLinks {
public:
    PageLinks(const core::http::Request& request, core::http::QueryReader& query);

    [[nodiscard]] int limit() const { return limit_; }

    [[nodiscard]] const std::optional<CursorPlace>& start() const { return start_; }

    [[nodiscard]] bool backwards() const { return start_ && start_->backwards; }

    /// Completes `{"items":[…]` with total and links. `extra`: further members, a comma before each.
    [[nodiscard]] core::http::Response finish(
        std::string body,
        std::int64_t total,
        const std::optional<core::data::DraftPlace>& next,
        const std::optional<core::data::DraftPlace>& previous,
        std::string_view extra = {}
    ) const;

private:
    std::string_view path_;
    std::string canonical_;  ///< what chooses and orders the rows
    std::string others_;     ///< the query without its cursor, encoded anew
    int limit_ = 0;
    std::optional<CursorPlace> start_;
};

}  // namespace cms
