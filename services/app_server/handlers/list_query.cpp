#include "app_server/handlers/list_query.hpp"

#include "app_server/dto/cursor.hpp"
#include "core/base/json.hpp"

namespace app {

namespace {

constexpr std::int64_t kDefaultLimit = 30;
constexpr std::int64_t kMostLimit = 100;
constexpr std::size_t kMostCursorBytes = 4'000;
constexpr std::size_t kMostFieldsBytes = 1'000;

}  // namespace

ListQuery::ListQuery(const core::http::Request& request, core::http::QueryReader& query)
    : path_(request.path),
      query_(query),
      limit_(static_cast<std::size_t>(query.integer("limit", 1, kMostLimit).value_or(kDefaultLimit))) {
    const auto cursor = query.text("cursor", kMostCursorBytes);
    const auto fields = query.text("fields", kMostFieldsBytes);

    // A cursor goes with what chooses and orders the rows, in whatever order it is written: hence the sum.
    fingerprint_ = fingerprint_of(request.path);
    for (const auto& pair : query.pairs()) {
        if (pair.name == "cursor" || pair.name == "limit" || pair.name == "fields") continue;
        fingerprint_ += fingerprint_of(pair.value, fingerprint_of("=", fingerprint_of(pair.name)));
    }

    if (cursor) {
        auto start = decode_cursor(*cursor, fingerprint_);
        if (start) {
            start_ = std::move(*start);
        } else {
            query.fault("cursor", start.error().code, start.error().detail);
        }
    }
    if (fields) {
        auto selection = FieldSelection::parse(*fields);
        if (selection) {
            fields_ = std::move(*selection);
        } else {
            query.fault("fields", selection.error().code, selection.error().detail);
        }
    }
}

void ListQuery::append_selected(std::string& out, const std::string& item) const {
    const auto document = core::json::Document::parse(item);
    fields_->append_selected(out, document.value().root());
}

std::string ListQuery::link_to(const Position& position, bool backwards) const {
    core::http::QueryBuilder parameters;
    for (const auto& pair : query_.pairs()) {
        if (pair.name != "cursor") parameters.add(pair.name, pair.value);
    }
    parameters.add("cursor", encode_cursor(position, backwards, fingerprint_));
    return std::string(path_).append("?").append(parameters.str());
}

Answer ListQuery::finish(
    std::string body,
    std::size_t total,
    const std::optional<Position>& next,
    const std::optional<Position>& previous
) const {
    Answer answer{std::move(body)};
    answer.body.append(R"(,"total":)").append(std::to_string(total));
    const auto add_link =
        [&](std::string_view relation, const std::optional<Position>& position, bool backwards) {
            answer.body.append(",\"").append(relation).append("\":");
            if (!position) {
                answer.body.append("null");
                return;
            }
            const std::string link = link_to(*position, backwards);
            core::json::append_string(answer.body, link);
            if (!answer.link.empty()) answer.link.append(", ");
            answer.link.append("<").append(link).append(">; rel=\"").append(relation).append("\"");
        };
    add_link("next", next, false);
    add_link("prev", previous, true);
    answer.body.push_back('}');
    return answer;
}

}  // namespace app
