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
    for (std::size_t from = 0; from <= map.size() + 1; ++from) {
        const auto next = model.lower_bound(from);
        if (map.next(from) != (next == model.end() ? map.size() : *next)) FAIL("next of " << from);
    }
    for (std::size_t before = 0; before <= map.size(); ++before) {
        const auto end = model.lower_bound(before);
        if (map.previous_end(before) != (end == model.begin() ? 0 : *std::prev(end) + 1))
            FAIL("before " << before);
    }
}

}  // namespace

TEST_CASE("A bitmap answers as a set of numbers does, at every size around a word's", "[bitmap]") {
    const auto size = GENERATE(values<std::size_t>({0, 1, 2, 63, 64, 65, 127, 128, 129, 300}));
    const auto once_in = GENERATE(values<std::uint64_t>({1, 2, 40, 1'000}));
    INFO(size << " bits, one in " << once_in);
    Dice dice(size * 1'000 + once_in);
    const auto [a, in_a] = random_bits(dice, size, once_in);
    const auto [b, in_b] = random_bits(dice, size, 3);
    check_same(a, in_a);

    Bitmap either = a;
    either |= b;
    Bitmap both = a;
    both &= b;
    Bitmap only_a = a;
    only_a.and_not(b);
    Model in_either = in_a, in_both, in_only_a;
    in_either.insert(in_b.begin(), in_b.end());
    for (const auto i : in_a) (in_b.contains(i) ? in_both : in_only_a).insert(i);
    check_same(either, in_either);
    check_same(both, in_both);
    check_same(only_a, in_only_a);

    Bitmap rest = Bitmap::full(size);
    CHECK(rest.count() == size);
    CHECK(rest.previous_end(size) == size);
    for (const auto i : in_a) rest.reset(i);
    rest &= a;
    CHECK(rest.count() == 0);
}
