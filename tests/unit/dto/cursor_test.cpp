#include "app_server/dto/cursor.hpp"

#include "core/base/digest.hpp"
#include "sample_catalogue.hpp"

#include <catch2/catch.hpp>

#include <limits>

using app::decode_cursor;
using app::encode_cursor;
using app::Position;

namespace {

constexpr auto kLowest = std::numeric_limits<std::int64_t>::min();
constexpr auto kHighest = std::numeric_limits<std::int64_t>::max();

}  // namespace

TEST_CASE("A cursor reads back as it was written, whatever the place", "[cursor]") {
    const auto position = GENERATE(
        Position{},
        Position{2, kLowest, "", kHighest, kLowest, kLowest},
        Position{
            -1,
            kHighest,
            "\xE6\xB3\x95 stra\xC3\x9F"
            "e",
            1,
            kHighest,
            0
        },
        Position{0, 0, std::string("\0\xFF\n", 3), -1, -1, -1},
        Position{0, 0, std::string(1'500, 'n'), 1, 0, 0}
    );
    const bool backwards = GENERATE(false, true);
    const auto text = encode_cursor(position, backwards, 42);
    CHECK(
        text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
        std::string::npos
    );
    const auto start = decode_cursor(text, 42);
    REQUIRE(start.has_value());
    CHECK(start->position == position);
    CHECK(start->backwards == backwards);
}

TEST_CASE("A cursor of another query is refused as such", "[cursor]") {
    const auto text = encode_cursor(Position::of(1, 2), false, app::fingerprint_of("/courses&q=a"));
    CHECK(decode_cursor(text, app::fingerprint_of("/courses&q=a")).has_value());
    const auto other = decode_cursor(text, app::fingerprint_of("/courses&q=b"));
    REQUIRE(other.has_error());
    CHECK(other.error().kind == core::ErrorKind::malformed);
    CHECK(other.error().code == "foreign-cursor");
    CHECK(app::fingerprint_of("") == 14695981039346656037ULL);
    CHECK(app::fingerprint_of("a") == 0xAF63DC4C8601EC8CULL);  // the published test vector
}

TEST_CASE("What is not a cursor is refused", "[cursor]") {
    const auto good = encode_cursor(Position::of(1, 2), false, 42);
    std::vector<std::string> texts{
        "", "a", "=", "nonsense", good + "=", " " + good, good + "\n", std::string(2'000, '_')
    };
    for (std::size_t length = 1; length < good.size(); ++length) texts.push_back(good.substr(0, length));
    auto bytes = core::from_base64url(good).value();
    bytes[0] = '2';  // another format
    texts.push_back(core::to_base64url(bytes));
    bytes[0] = '1';
    bytes[9] = 2;  // neither forwards nor backwards
    texts.push_back(core::to_base64url(bytes));
    for (const auto& text : texts) {
        INFO(text);
        const auto start = decode_cursor(text, 42);
        REQUIRE(start.has_error());
        CHECK(start.error().kind == core::ErrorKind::malformed);
        CHECK(start.error().code == "invalid-cursor");
    }
}

TEST_CASE("A forged cursor gives a page like any other", "[cursor]") {
    const auto snapshot = tests::snapshot_of(tests::random_courses(1, 70));
    tests::Dice dice(5);
    for (int i = 0; i < 500; ++i) {
        Position position{
            static_cast<std::int32_t>(dice.roll(6)) - 1,
            static_cast<std::int64_t>(dice.roll(~0ULL)),
            "law",
            static_cast<std::int64_t>(dice.roll(~0ULL)),
            static_cast<std::int64_t>(dice.roll(~0ULL)),
            kLowest
        };
        const auto start = decode_cursor(encode_cursor(position, dice.once_in(2), 1), 1).value();
        const app::SortOrder order{static_cast<app::SortKey>(dice.roll(4)), dice.once_in(2)};
        const auto page = snapshot->entries().page(snapshot->entries().match({}, order), start, 30);
        CHECK(page.rows.size() <= 30);
        CHECK(page.total == snapshot->entries().size());
    }
}
