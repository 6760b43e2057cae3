#include "app_server/handlers/public_reads.hpp"

#include "app_server/handlers/build_id.hpp"
#include "app_server/handlers/pages.hpp"
#include "core/base/digest.hpp"
#include "core/http/problem.hpp"

#include <fmt/format.h>

namespace app {

namespace {

using core::http::Representation;
using core::http::Request;
using core::http::Response;

constexpr std::string_view kJson = "application/json; charset=utf-8";
constexpr std::string_view kPublic = "public, max-age=0, must-revalidate";

Response not_loaded(const Request& request) {
    return core::http::problem(
        {core::ErrorKind::unavailable,
         "catalogue-loading",
         "the catalogue is being loaded; try again in a moment"},
        request.request_id
    );
}

Response respond(const CachedAnswer& answer) {
    Response response = Response::of(answer.body);
    if (!answer.link.empty()) response.header("Link", answer.link);
    return response;
}

/// Tells apart the same data in another form, so that a validator of before an upgrade is not taken for one
/// of now: another build may write it otherwise, and so may other settings.
std::string form_of(const Presentation& presentation) {
    std::string of(openapi_document());
    of.append(build_id()).append(presentation.zone.name()).append(presentation.currency);
    return core::sha256_hex(of).substr(0, 8);
}

}  // namespace

PublicReads::PublicReads(
    const SnapshotHolder& holder,
    const core::Clock& clock,
    Presentation presentation,
    unsigned workers,
    std::size_t cache_bytes
)
    : holder_(holder),
      clock_(clock),
      presentation_(std::move(presentation)),
      form_(form_of(presentation_)),
      cache_(workers, cache_bytes) {}

core::http::SyncHandler PublicReads::read(ReadFunction build, Targets targets) {
    return [this, build, targets](const Request& request) { return answer_read(request, build, targets); };
}

core::http::SyncHandler PublicReads::compute(ReadFunction build) {
    return [this, build](const Request& request) { return answer_compute(request, build); };
}

core::Instant PublicReads::today() const {
    const auto now = clock_.now();
    const auto micros = now.time_since_epoch().count();
    const auto begin = day_begin_.load(std::memory_order_acquire);
    if (micros >= begin && micros < day_end_.load(std::memory_order_relaxed)) {
        return core::Instant(std::chrono::microseconds(begin));
    }
    const auto day = presentation_.zone.day_of(now);
    const auto starts = presentation_.zone.start_of(day);
    const auto ends = presentation_.zone.start_of(day + std::chrono::days(1));
    // The end is written first: a reader that sees the new beginning sees at least its end.
    day_end_.store(ends.time_since_epoch().count(), std::memory_order_relaxed);
    day_begin_.store(starts.time_since_epoch().count(), std::memory_order_release);
    return starts;
}

Response PublicReads::answer_read(const Request& request, ReadFunction build, Targets targets) {
    const auto snapshot = holder_.current();
    if (!snapshot) return not_loaded(request);
    const CacheEpoch epoch{snapshot->version().version, snapshot->history(), today()};
    if (const auto* cached = cache_.find(request.worker, request.target, epoch)) return respond(*cached);

    auto built = build({*snapshot, presentation_, epoch.today, request});
    if (!built) return core::http::problem(built.error(), request.request_id);
    const auto day = std::chrono::floor<std::chrono::days>(epoch.today).time_since_epoch().count();
    const CachedAnswer answer{
        std::make_shared<const Representation>(
            std::string(kJson),
            std::move(built->body),
            fmt::format("{}.{}.{:x}.{}", form_, epoch.version, epoch.history, day),
            kPublic
        ),
        std::move(built->link)
    };
    // Compressing costs more than all the rest: only answers that are kept are worth it.
    const auto from = targets == Targets::few && request.query.empty() ? PageCache::From::first_sight
                                                                       : PageCache::From::second_sight;
    const bool kept = cache_.store(request.worker, request.target, epoch, answer, from);
    Response response = respond(answer);
    response.identity_only = !kept;
    return response;
}

Response PublicReads::answer_compute(const Request& request, ReadFunction build) {
    const auto snapshot = holder_.current();
    if (!snapshot) return not_loaded(request);
    auto built = build({*snapshot, presentation_, today(), request});
    if (!built) return core::http::problem(built.error(), request.request_id);
    return Response::json(200, std::move(built->body));
}

}  // namespace app
