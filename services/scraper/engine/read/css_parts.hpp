#pragma once

#include "scraper/engine/read/css_selector.hpp"

namespace scraper::read {

enum class Combinator : char { none, descendant = ' ', child = '>', adjacent = '+', sibling = '~' };

struct AttributeTest {
    std::string name;
    std::string value;
    char operation = 0;  ///< 0: present; = ~ | ^ $ *
    bool ignore_case = false;
};

enum class PseudoKind {
    is,
    none_of,
    has,
    scope,
    root,
    empty,
    contains,
    nth_child,
    nth_last_child,
    nth_type,
    nth_last_type
};

struct Pseudo {
    PseudoKind kind = PseudoKind::is;
    std::vector<CssSelector::Complex> list;  ///< is, none_of, has
    std::string text;                        ///< contains
    std::int64_t step = 0;                   ///< nth: step × n + offset
    std::int64_t offset = 0;
};

struct Compound {
    Combinator before = Combinator::none;  ///< how it hangs on the compound to its left
    std::string tag;                       ///< empty: any
    std::string id;
    std::vector<std::string> classes;
    std::vector<AttributeTest> attributes;
    std::vector<Pseudo> pseudos;
};

struct CssSelector::Complex {
    std::vector<Compound> compounds;  ///< left to right
};

}  // namespace scraper::read
