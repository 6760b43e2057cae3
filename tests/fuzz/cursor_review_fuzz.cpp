// Cursors, field selections and review bodies of any bytes: never crash, and what was read reads back the
// same.
#include "app_server/dto/cursor.hpp"
#include "app_server/dto/field_selection.hpp"
#include "app_server/dto/review_json.hpp"
#include "core/base/digest.hpp"
#include "core/base/json.hpp"
#include "sample_catalogue.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

const app::Snapshot& snapshot() {
    static const auto sample = tests::snapshot_of(tests::random_courses(1, 60));
    return *sample;
}

/// A place that a client made up is as good as any other.
void turn_pages(const app::PageStart& start) {
    for (std::size_t key = 0; key < app::kSortOrders; ++key) {
        const app::SortOrder order{static_cast<app::SortKey>(key / 2), key % 2 == 1};
        const auto page = snapshot().entries().page(snapshot().entries().match({}, order), start, 7);
        require(page.rows.size() <= 7 && page.total == snapshot().entries().size());
    }
}

void read_cursor(std::string_view text) {
    constexpr std::uint64_t kFingerprint = 0x3030303030303030;  // what a mutator finds
    const auto start = app::decode_cursor(text, kFingerprint);
    if (!start) return;
    require(app::encode_cursor(start->position.value(), start->backwards, kFingerprint) == text);
    turn_pages(*start);
}

void read_fields(std::string_view text) {
    static const auto item = core::json::Document::parse(
        R"({"uid":"a","provider":{"id":5,"name":"Bar"},"areas":[{"id":1,"a":{"b":[1,[2]]}}],"a":null})"
    );
    const auto selection = app::FieldSelection::parse(text);
    if (!selection) return;
    std::string out;
    selection->append_selected(out, item->root());
    require(core::json::Document::parse(out).has_value());
}

void read_review(std::string_view body) {
    const auto request = app::parse_review_request(body);
    if (!request) return;
    const auto review = app::conduct_review(snapshot(), *request, tests::singapore("2027-03-05"));
    if (review) require(!review->categories.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    read_cursor(bytes);
    read_cursor(core::to_base64url(bytes));
    read_fields(bytes);
    read_review(bytes);
    return 0;
}
