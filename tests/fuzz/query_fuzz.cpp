// The query parser and reader on any bytes: never crash, and what was read can be written and read again.
#include "core/base/utf8.hpp"
#include "core/http/query.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace core::http;

namespace {

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

void read_typed(std::string_view query) {
    constexpr std::array<std::string_view, 3> kChoices{"start", "-start", ""};
    QueryReader reader(query);
    const auto text = reader.text("q", 16);
    require(!text || (text->size() <= 16 && core::is_utf8(*text)));
    const auto number = reader.integer("n", -3, 9);
    require(!number || (*number >= -3 && *number <= 9));
    require(reader.integers("l", 0, 9, 4).size() <= 4);
    require(reader.texts("t", 4, 4).size() <= 4);
    reader.day("d");
    const auto choice = reader.choice("s", kChoices);
    require(!choice || *choice < kChoices.size());
    require(reader.choices("c", kChoices).size() <= kChoices.size());
    reader.require("n");
    const bool ok = reader.ok();
    const auto outcome = reader.finish();
    require(outcome.has_error() || ok);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view query(reinterpret_cast<const char*>(data), size);
    if (const auto pairs = parse_query(query)) {
        QueryBuilder builder;
        for (const auto& [name, value] : *pairs) {
            builder.add(name, value);
        }
        require(parse_query(builder.str()).value() == *pairs);
    }
    read_typed(query);
    return 0;
}
