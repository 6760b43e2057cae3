#pragma once

#include "app_server/catalogue/row_index.hpp"
#include "app_server/dto/field_selection.hpp"
#include "app_server/handlers/public_reads.hpp"
#include "core/http/query.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace app {

/// The parameters every list has: `limit`, `cursor`, `fields`. Reads them, and writes the list around its
/// items.
class ListQuery {
public:
    /// Both must outlive it.
    ListQuery(const core::http::Request& request, core::http::QueryReader& query);

    [[nodiscard]] std::size_t limit() const { return limit_; }

    [[nodiscard]] const PageStart& start() const { return start_; }

    /// Writes `{"items":[…],"total":…,"next":…,"prev":…}`. `append_item` appends one row's JSON;
    /// `position_of` gives the place of a row in the list's order.
    template <class AppendItem, class PositionOf>
    [[nodiscard]] Answer write(const RowPage& page, AppendItem append_item, PositionOf position_of) const {
        std::string body = R"({"items":[)";
        body.reserve(256 + page.rows.size() * 900);
        std::string whole;
        for (std::size_t i = 0; i < page.rows.size(); ++i) {
            if (i != 0) body.push_back(',');
            if (fields_) {
                whole.clear();
                append_item(whole, page.rows[i]);
                append_selected(body, whole);
            } else {
                append_item(body, page.rows[i]);
            }
        }
        body.push_back(']');
        std::optional<Position> next;
        std::optional<Position> previous;
        if (page.more_after && !page.rows.empty()) next = position_of(page.rows.back());
        if (page.more_before && !page.rows.empty()) previous = position_of(page.rows.front());
        return finish(std::move(body), page.total, next, previous);
    }

private:
    void append_selected(std::string& out, const std::string& item) const;
    [[nodiscard]] std::string link_to(const Position& position, bool backwards) const;
    [[nodiscard]] Answer finish(
        std::string body,
        std::size_t total,
        const std::optional<Position>& next,
        const std::optional<Position>& previous
    ) const;

    std::string_view path_;
    const core::http::QueryReader& query_;
    std::uint64_t fingerprint_ = 0;
    std::size_t limit_;
    PageStart start_;
    std::optional<FieldSelection> fields_;
};

/// A page of a short list that is in order already. `position_of` must grow along it.
template <class PositionOf>
RowPage page_of(
    const std::vector<std::uint32_t>& items, const PageStart& start, std::size_t limit, PositionOf position_of
) {
    const auto key = [](const Position& p) { return std::tuple(p.group, p.value, p.number); };
    std::size_t begin = 0;
    std::size_t end = items.size();
    if (start.position) {
        const auto at = key(*start.position);
        for (begin = 0; begin < items.size() && key(position_of(items[begin])) <= at; ++begin) {
        }
        if (start.backwards) {
            end = begin;
            if (end > 0 && key(position_of(items[end - 1])) == at) --end;
            begin = end > limit ? end - limit : 0;
        }
    }
    end = std::min(end, begin + limit);
    RowPage page;
    page.rows.assign(
        items.begin() + static_cast<std::ptrdiff_t>(begin), items.begin() + static_cast<std::ptrdiff_t>(end)
    );
    page.total = items.size();
    page.more_before = begin > 0;
    page.more_after = end < items.size();
    return page;
}

}  // namespace app
