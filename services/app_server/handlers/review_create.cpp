#include "app_server/catalogue/review.hpp"
#include "app_server/dto/review_json.hpp"
#include "app_server/handlers/directory_reads.hpp"
#include "core/http/query.hpp"

namespace app {

core::Result<Answer> create_review(const View& view) {
    core::http::QueryReader query(view.request.query);
    if (const auto checked = query.finish(); !checked) return checked.error();
    const auto request = parse_review_request(view.request.body);
    if (!request) return request.error();
    const auto review = conduct_review(view.snapshot, *request, view.today);
    if (!review) return review.error();
    return Answer{review_json(view.snapshot, *review)};
}

}  // namespace app
