#pragma once

#include "scraper/engine/read/html_tree.hpp"

#include <initializer_list>

namespace scraper::read {

/// Builds one HtmlTree; the part of it that is needed only while the text is read.
class HtmlParser {
public:
    HtmlParser(HtmlTree& tree, std::string_view source, const HtmlLimits& limits);
    void parse();

private:
    using Names = std::initializer_list<std::string_view>;

    void markup();
    void skip_declaration();
    void start_tag();
    void end_tag();
    void raw_text(std::string_view name, std::uint8_t traits);
    bool attributes();
    void attribute();
    std::string_view attribute_value();
    std::string_view lower(std::string_view name);

    void prepare_for(std::string_view name, std::uint8_t traits);
    void close_open(Names names, Names barriers);
    void open_body();
    void open_implied(std::string_view name);
    [[nodiscard]] bool seen(std::string_view name) const;
    HtmlTree::Index add_element(std::string_view name, std::uint8_t traits);
    void add_text(std::string_view text, bool raw);
    void close_to(std::size_t left);

    HtmlTree& tree_;
    std::string_view source_;
    HtmlLimits limits_;
    std::size_t at_ = 0;
    std::size_t first_attribute_ = 0;
    std::vector<HtmlTree::Index> open_;
    std::size_t foreign_ = 0;  ///< open svg and math elements
    HtmlTree::Index html_ = 0;
    HtmlTree::Index body_ = 0;
};

}  // namespace scraper::read
