#include "app_server/catalogue/bitmap.hpp"

#include "sample_catalogue.hpp"

#include <catch2/catch.hpp>

#include <set>

using app::Bitmap;
using tests::Dice;

namespace {

using Model = std::set<std::size_t>;

std::pair<Bitmap, Model> random_bits(Dice& dice, std::size_t size, std::uint64_t once_in) {
    std::pair<Bitmap, Model> made{Bitmap(size), {}};
    for (std::size_t i = 0; i < size; ++i) {
        if (!dice.once_in(once_in)) continue;
        made.first.set(i);
        made.second.insert(i);
    }
    return made;
}

void check_same(const Bitmap& map, const Model& model) {
    Model bits;
    map.for_each([&](std::size_t i) { bits.insert(i); });
    CHECK(bits == model);
    CHECK(map.count() == model.size());
    for (std::size_t i = 0; i < map.size(); ++i) {
        if (map.test(i) != model.contains(i)) FAIL("bit " << i);
    }
}

}  // namespace

TEST_CASE("A bitmap answers as a set of numbers does, at every size around a word's", "[bitmap]") {
    const auto size = GENERATE(values<std::size_t>({0, 1, 2, 63, 64, 65, 127, 128, 129, 300}));
    const auto once_in = GENERATE(values<std::uint64_t>({1, 2, 40, 1'000}));
    INFO(size << " bits, one in " << once_in);
    Dice dice(size * 1'000 + once_in);
    const auto [a, in_a] = random_bits(dice, size, once_in);
    check_same(a, in_a);
    CHECK(a.words().size() % Bitmap::kStretch == 0);

    Bitmap rest = a;
    Model left = in_a;
    for (const auto i : in_a) {
        if (!dice.once_in(2)) continue;
        rest.reset(i);
        left.erase(i);
    }
    check_same(rest, left);
}
