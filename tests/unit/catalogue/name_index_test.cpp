#include "app_server/catalogue/name_index.hpp"

#include "app_server/catalogue/fold_case.hpp"
#include "sample_catalogue.hpp"

#include <catch2/catch.hpp>

#include <string>

using app::fold_case;
using app::NameIndex;

TEST_CASE("A name index finds every text that contains the pattern and no other", "[name_index]") {
    const auto count = GENERATE(values<std::size_t>({0, 1, 70, 2'000}));
    tests::Dice dice(count);
    std::vector<std::string> texts(count);
    for (auto& text : texts) {
        // A small alphabet: long shared runs, repeats of a trigram within a text, texts shorter than one.
        for (auto length = dice.roll(25); length > 0; --length) text.push_back("ab c\xC3"[dice.roll(5)]);
    }
    const NameIndex index({texts.begin(), texts.end()});

    std::vector<std::string> patterns{
        "", "a", "ab", "abc", "zzz", std::string(30, 'a'), std::string("\0ab", 3)
    };
    for (int i = 0; i < 200 && count > 0; ++i) {
        const auto& text = texts[dice.roll(count)];
        const auto from = dice.roll(text.size() + 1);
        patterns.push_back(text.substr(from, dice.roll(8)));
        patterns.push_back(patterns.back() + "b");
    }
    for (const auto& pattern : patterns) {
        std::vector<std::uint32_t> expected;
        for (std::uint32_t i = 0; i < texts.size(); ++i) {
            if (texts[i].find(pattern) != std::string::npos) expected.push_back(i);
        }
        if (index.find(pattern) != expected) FAIL('"' << pattern << '"');
    }
    CHECK(index.find("").size() == count);
}

TEST_CASE("Case folding is that of Unicode, and survives any bytes", "[fold_case]") {
    CHECK(fold_case("LAW") == "law");
    CHECK(
        fold_case("Stra\xC3\x9F"
                  "e") == "strasse"
    );
    CHECK(fold_case("\xC3\x89tude") == fold_case("\xC3\xA9tude"));
    CHECK(fold_case("\xE6\xB3\x95") == "\xE6\xB3\x95");
    CHECK(fold_case("") == "");
    CHECK(
        fold_case("a\xFF"
                  "B") ==
        "a\xFF"
        "b"
    );
}
