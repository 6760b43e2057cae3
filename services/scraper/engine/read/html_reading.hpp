#pragma once

#include "scraper/engine/read/html_tree.hpp"
#include "scraper/engine/read/reading.hpp"
#include "scraper/engine/read/xpath.hpp"

#include <memory>

namespace scraper::read {

/// Places are the tree's nodes. For XPath the tree is laid out for libxml2 once, node for node, so both
/// languages may be used on one page and from each other's places.
class HtmlReading : public Reading {
public:
    explicit HtmlReading(std::string_view source);
    ~HtmlReading() override;

    [[nodiscard]] std::vector<Place> records() override { return {0}; }

    void find(const Locator& locator, Place from, std::size_t limit, std::vector<Place>& out) override;
    [[nodiscard]] std::string text(const Locator& locator, Place place) override;
    [[nodiscard]] std::string base() override;

    [[nodiscard]] const HtmlTree& tree() const { return tree_; }

private:
    struct XmlView;

    void find_xpath(const Locator& locator, Place from, std::size_t limit, std::vector<Place>& out);
    XmlView& xml_view();

    HtmlTree tree_;
    LooseTexts loose_;
    std::unique_ptr<XmlView> xml_;
    std::int64_t budget_ = 50'000'000;  ///< steps all selectors of a page may take together
};

}  // namespace scraper::read
