#include "core/http/representation.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <thread>

using namespace core::http;

TEST_CASE("a representation offers an encoding only where it pays", "[representation]") {
    struct Row {
        const char* type;
        std::string body;
        Encoding offered;
        bool worth;
    };

    std::mt19937 generator(1);  // NOLINT: the same bytes in every run
    std::string noise(900, '\0');
    for (char& c : noise) {
        c = static_cast<char>(generator());
    }
    const auto row = GENERATE_REF(
        Row{"application/json", std::string(859, ' '), Encoding::identity, false},
        Row{"application/json", std::string(860, ' '), Encoding::brotli, true},
        Row{"image/png", std::string(9'000, ' '), Encoding::identity, false},
        Row{"image/svg+xml", std::string(9'000, ' '), Encoding::brotli, true},
        Row{"application/json", noise, Encoding::identity, true}
    );
    const Representation representation(row.type, row.body, "v1", "no-cache");
    CHECK(representation.worth_encoding() == row.worth);
    CHECK(representation.offer(Encoding::brotli) == row.offered);
    CHECK(representation.offer(Encoding::identity) == Encoding::identity);
}

TEST_CASE("an encoding is made once and accounted for", "[representation]") {
    const std::string body(50'000, 'a');
    const Representation representation("text/plain", body, "v1", "no-cache");
    CHECK(representation.held_bytes() == body.size());
    CHECK(&representation.bytes(Encoding::identity) == &representation.identity());
    CHECK(representation.held_bytes() == body.size());

    const std::string& gzip = representation.bytes(Encoding::gzip);
    CHECK(decompress(gzip, Encoding::gzip, body.size()) == body);
    CHECK(representation.held_bytes() == body.size() + gzip.size());
    CHECK(&representation.bytes(Encoding::gzip) == &gzip);
    CHECK(representation.held_bytes() == body.size() + gzip.size());

    const std::string& zstd = representation.bytes(Encoding::zstd);
    CHECK(representation.held_bytes() == body.size() + gzip.size() + zstd.size());
}

TEST_CASE("threads that ask at once share one compression", "[representation]") {
    const std::string body(2'000'000, 'a');
    const Representation representation("text/plain", body, "v1", "no-cache");
    std::array<const std::string*, 8> seen{};
    std::vector<std::thread> threads;
    threads.reserve(seen.size());
    for (auto& place : seen) {
        threads.emplace_back([&representation, &place] { place = &representation.bytes(Encoding::brotli); });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    CHECK(std::all_of(seen.begin(), seen.end(), [&](const std::string* one) { return one == seen[0]; }));
    CHECK(representation.held_bytes() == body.size() + seen[0]->size());
}
