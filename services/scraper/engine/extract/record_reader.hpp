#pragma once

#include "scraper/engine/extract/page_context.hpp"

#include <optional>

namespace scraper {

/// Reads one record of a page.
class RecordReader {
public:
    RecordReader(const CompiledKind& kind, PageContext& page, const CarriedValues& carried)
        : kind_(kind), page_(page), carried_(carried) {}

    /// Named values of the record at `place`.
    [[nodiscard]] Values values(read::Place place);

    /// Whether the record meets every condition of the kind.
    [[nodiscard]] bool keeps(read::Place place, const Values& values);

    /// What the record says, added to what was carried here.
    [[nodiscard]] Item read(read::Place place, const Values& values);

private:
    void set(Item& item, FieldName field, const Found& found);
    void set_url(Item& item, const Found& found);
    void set_cost(Item& item, const Found& found);
    void set_cpd(Item& item, const Found& found);
    void set_duration(Item& item, const Found& found);
    void set_dates(Item& item, read::Place place, const Values& values);
    bool add_dates(Item& item, const CompiledDates& rule, read::Place place, const Values& values);
    bool add_date(Item& item, const CompiledDates& rule, read::Place place, const Values& values);
    bool add_span(Item& item, const CompiledDates& rule, const Found& start, const std::optional<Found>& end);
    void note(Item& item, std::string_view field, const Found& found);
    void fault(const core::Error& error, std::string_view field, const CompiledSelect& rule);

    const CompiledKind& kind_;
    PageContext& page_;
    const CarriedValues& carried_;
};

}  // namespace scraper
