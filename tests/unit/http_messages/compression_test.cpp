#include "core/http/compression.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace core::http;

namespace {

std::string noise(std::size_t size) {
    std::mt19937 generator(size);  // NOLINT: the same bytes in every run
    std::string out(size, '\0');
    for (char& c : out) {
        c = static_cast<char>(generator());
    }
    return out;
}

const auto kAll = {Encoding::gzip, Encoding::brotli, Encoding::zstd};

}  // namespace

TEST_CASE("the encoding follows Accept-Encoding by RFC 9110 section 12.5.3", "[compression]") {
    struct Row {
        const char* field;
        Encoding chosen;
    };

    const auto row = GENERATE(
        Row{"", Encoding::identity},
        Row{" ", Encoding::identity},
        Row{",", Encoding::identity},
        Row{"gzip", Encoding::gzip},
        Row{"GZip", Encoding::gzip},
        Row{"x-gzip", Encoding::gzip},
        Row{"br", Encoding::brotli},
        Row{"zstd", Encoding::zstd},
        Row{"identity", Encoding::identity},
        Row{"deflate", Encoding::identity},
        Row{"compress, deflate", Encoding::identity},
        Row{"gzip, deflate, br", Encoding::brotli},
        Row{"gzip, deflate, br, zstd", Encoding::brotli},
        Row{"gzip, zstd", Encoding::zstd},
        Row{"gzip;q=1.0, br;q=0.5", Encoding::gzip},
        Row{"gzip;q=0.801, br;q=0.8", Encoding::gzip},
        Row{"br;q=0.5, zstd;q=0.5", Encoding::brotli},
        Row{"gzip;q=0.1", Encoding::gzip},
        Row{"gzip;q=0.001", Encoding::gzip},
        Row{"identity;q=1, gzip;q=0.5", Encoding::identity},
        Row{"identity;q=0.5, gzip;q=0.5", Encoding::gzip},
        Row{"identity;q=0.5, gzip;q=1.0, *;q=0", Encoding::gzip},
        Row{"gzip;q=0", Encoding::identity},
        Row{"gzip;q=0.000, br;q=0.0", Encoding::identity},
        Row{"br;q=0, gzip", Encoding::gzip},
        Row{"*", Encoding::brotli},
        Row{"*;q=0.5, gzip", Encoding::gzip},
        Row{"*, br;q=0", Encoding::zstd},
        Row{"*, br;q=0, zstd;q=0", Encoding::gzip},
        Row{"*;q=0", Encoding::identity},
        Row{"*;q=0, gzip;q=0.2", Encoding::gzip},
        Row{"identity;q=0", Encoding::identity},
        Row{"identity;q=0, *;q=0", Encoding::identity},
        Row{"gzip ; q=0.5 , br ;Q=0.7", Encoding::brotli},
        Row{"\tgzip\t,\tbr;q=0", Encoding::gzip},
        Row{",,gzip,,", Encoding::gzip},
        Row{"gzip, gzip;q=0", Encoding::identity},
        // Elements that break the grammar are passed over.
        Row{"gzip;q=2", Encoding::identity},
        Row{"gzip;q=1.001", Encoding::identity},
        Row{"gzip;q=-1", Encoding::identity},
        Row{"gzip;q=", Encoding::identity},
        Row{"gzip;q=0.5555", Encoding::identity},
        Row{"gzip;q=.5", Encoding::identity},
        Row{"gzip;level=1", Encoding::identity},
        Row{"gzip;q=x, br;q=0.1", Encoding::brotli},
        Row{"gzi", Encoding::identity},
        Row{"gzipped", Encoding::identity}
    );
    CAPTURE(row.field);
    CHECK(choose_encoding(row.field) == row.chosen);
}

TEST_CASE("what is compressed comes back the same", "[compression]") {
    const auto encoding = GENERATE(Encoding::identity, Encoding::gzip, Encoding::brotli, Encoding::zstd);
    const auto bytes = GENERATE(
        std::string(), std::string("a"), std::string(100'000, 'x'), noise(1), noise(32 * 1024), noise(300'000)
    );
    CAPTURE(content_coding(encoding), bytes.size());
    const std::string encoded = compress(bytes, encoding);
    CHECK(decompress(encoded, encoding, bytes.size()) == bytes);
    if (encoding != Encoding::identity && bytes.size() == 100'000) {
        CHECK(encoded.size() < 1'000);
    }
}

TEST_CASE("a bomb is stopped at the limit", "[compression]") {
    const auto encoding = GENERATE(values(kAll));
    const std::string bomb = compress(std::string(64 << 20, '\0'), encoding);
    CAPTURE(content_coding(encoding), bomb.size());
    REQUIRE(bomb.size() < (1 << 20));
    CHECK_THROWS_AS(decompress(bomb, encoding, 1 << 20), DecodedTooLarge);
    CHECK_THROWS_AS(decompress(compress("ab", encoding), encoding, 1), DecodedTooLarge);
    CHECK_THROWS_AS(decompress("ab", Encoding::identity, 1), DecodedTooLarge);
}

TEST_CASE("broken content is refused, never half read", "[compression]") {
    const auto encoding = GENERATE(values(kAll));
    const std::string good = compress(noise(5'000), encoding);
    CAPTURE(content_coding(encoding));
    for (const std::size_t length : {std::size_t{0}, std::size_t{1}, good.size() / 2, good.size() - 1}) {
        CAPTURE(length);
        CHECK_THROWS_AS(decompress(good.substr(0, length), encoding, 1 << 20), std::runtime_error);
    }
    CHECK_THROWS_AS(decompress("not compressed at all", encoding, 1 << 20), std::runtime_error);
    CHECK_THROWS_AS(decompress(good + "trailing bytes", encoding, 1 << 20), std::runtime_error);
}

TEST_CASE("gzip members and zstd frames may follow one another", "[compression]") {
    const auto encoding = GENERATE(Encoding::gzip, Encoding::zstd);
    CHECK(decompress(compress("one ", encoding) + compress("two", encoding), encoding, 100) == "one two");
}
