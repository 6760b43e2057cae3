#pragma once

#include "scraper/engine/extract/page_context.hpp"

#include <set>
#include <string>
#include <utility>

namespace scraper {

/// Collects the requests a page leads to; each address once for each kind of page.
class LinkReader {
public:
    LinkReader(const CompiledKind& kind, PageContext& page, const CarriedValues& carried)
        : kind_(kind), page_(page), carried_(carried) {}

    /// Links of a record; `partial` goes along where the rule says so.
    void of_record(read::Place place, const Values& values, const Item& partial);

    /// Links, forms and the next page of the page as a whole.
    void of_page(const Values& values, std::size_t records);

    [[nodiscard]] std::vector<Follow> take() { return std::move(found_); }

private:
    void follow(const CompiledFollow& rule, read::Place place, const Values& values, const Item* partial);
    void forms(const Values& values);
    void next(const Values& values, std::size_t records);
    void next_by_number(const CompiledNext& rule, const Values& values);
    void add(Follow follow, const std::string& link, const std::string& pointer);
    [[nodiscard]] CarriedValues variables() const;

    const CompiledKind& kind_;
    PageContext& page_;
    const CarriedValues& carried_;
    std::vector<Follow> found_;
    std::set<std::pair<std::string, std::string>> known_;  ///< kind, address and body
    std::set<std::string, std::less<>> refused_hosts_;
};

}  // namespace scraper
