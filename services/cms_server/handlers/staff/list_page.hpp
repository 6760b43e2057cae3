#pragma once

#include "core/base/error.hpp"
#include "core/http/message.hpp"
#include "core/http/query.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cms {

/// How many rows a page may have.
struct PageLimits {
    std::int64_t by_default = 30;
    std::int64_t most = 100;
};

/// The parameters `limit` and `cursor` of a list, and its answer: `{"items","total","next","prev"}` with the
/// Link header (RFC 8288). A cursor is opaque and bound to the path and the other parameters.
class ListPage {
public:
    /// Notes faults of either in `query`: `invalid-cursor`, `foreign-cursor`.
    ListPage(const core::http::Request& request, core::http::QueryReader& query, PageLimits limits = {});

    [[nodiscard]] std::int64_t limit() const { return limit_; }

    /// Where the page begins, as the list wrote it; none at the first page.
    [[nodiscard]] const std::optional<std::string>& place() const { return place_; }

    /// The page ends before `place` instead of beginning after it.
    [[nodiscard]] bool backwards() const { return backwards_; }

    /// Cuts what was read, one row more than `limit`, to the page: whether there is more on that side.
    template <class T>
    bool cut(std::vector<T>& rows) const {
        const bool more = rows.size() > static_cast<std::size_t>(limit_);
        if (more && backwards_) rows.erase(rows.begin());
        if (more && !backwards_) rows.pop_back();
        return more;
    }

    /// `items` is the JSON of the rows, separated by commas; `first` and `last` are their places, when there
    /// are any; `more` is what `cut` said.
    [[nodiscard]] core::http::Response answer(
        const std::string& items,
        std::int64_t total,
        bool more,
        const std::optional<std::string>& first,
        const std::optional<std::string>& last
    ) const;

    /// The relative URL of the page at a place.
    [[nodiscard]] std::string link(std::string_view place, bool backwards) const;

private:
    std::string path_;
    std::string other_parameters_;
    std::string fingerprint_;
    std::int64_t limit_;
    std::optional<std::string> place_;
    bool backwards_ = false;
};

}  // namespace cms
