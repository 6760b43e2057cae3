#include "scraper/engine/read/html_traits.hpp"

#include <myhtml/tag_const.h>

#include <array>

namespace scraper::read {
namespace {

using Table = std::array<std::uint8_t, MyHTML_TAG_LAST_ENTRY>;

constexpr Table make_table() {
    Table table{};
    for (const auto tag :
         {MyHTML_TAG_ADDRESS,    MyHTML_TAG_ARTICLE, MyHTML_TAG_ASIDE,   MyHTML_TAG_BLOCKQUOTE,
          MyHTML_TAG_BODY,       MyHTML_TAG_BR,      MyHTML_TAG_CAPTION, MyHTML_TAG_CENTER,
          MyHTML_TAG_DD,         MyHTML_TAG_DETAILS, MyHTML_TAG_DIALOG,  MyHTML_TAG_DIR,
          MyHTML_TAG_DIV,        MyHTML_TAG_DL,      MyHTML_TAG_DT,      MyHTML_TAG_FIELDSET,
          MyHTML_TAG_FIGCAPTION, MyHTML_TAG_FIGURE,  MyHTML_TAG_FOOTER,  MyHTML_TAG_FORM,
          MyHTML_TAG_H1,         MyHTML_TAG_H2,      MyHTML_TAG_H3,      MyHTML_TAG_H4,
          MyHTML_TAG_H5,         MyHTML_TAG_H6,      MyHTML_TAG_HEADER,  MyHTML_TAG_HGROUP,
          MyHTML_TAG_HR,         MyHTML_TAG_LI,      MyHTML_TAG_MAIN,    MyHTML_TAG_MENU,
          MyHTML_TAG_NAV,        MyHTML_TAG_OL,      MyHTML_TAG_OPTION,  MyHTML_TAG_P,
          MyHTML_TAG_PRE,        MyHTML_TAG_SECTION, MyHTML_TAG_SUMMARY, MyHTML_TAG_TABLE,
          MyHTML_TAG_TBODY,      MyHTML_TAG_TD,      MyHTML_TAG_TFOOT,   MyHTML_TAG_TH,
          MyHTML_TAG_THEAD,      MyHTML_TAG_TR,      MyHTML_TAG_UL,      MyHTML_TAG_XMP})
        table.at(tag) = kBlock;
    for (const auto tag :
         {MyHTML_TAG_IFRAME,
          MyHTML_TAG_NOEMBED,
          MyHTML_TAG_NOFRAMES,
          MyHTML_TAG_SCRIPT,
          MyHTML_TAG_STYLE,
          MyHTML_TAG_TEMPLATE})
        table.at(tag) = kHidden;
    return table;
}

constexpr Table kTraits = make_table();

}  // namespace

std::uint8_t traits_of(std::size_t tag) {
    return tag < kTraits.size() ? kTraits.at(tag) : std::uint8_t{0};
}

}  // namespace scraper::read
