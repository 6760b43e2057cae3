#pragma once

#include "core/async/task.hpp"
#include "core/http/message.hpp"
#include "scraper/handlers/v1/context.hpp"

namespace scraper::v1 {

using core::http::Request;
using core::http::Response;

/// What Scrapyd's API cannot say of a job: progress, errors by kind, how it was judged, whether it was handed
/// in.
Response get_job(const Request& request, const Context& context);

/// Items in the order found, errors in the order met (the first 1,000), fetches in order of time.
Response list_items(const Request& request, const Context& context);
Response list_errors(const Request& request, const Context& context);
Response list_snapshots(const Request& request, const Context& context);

/// The spiders of a version with the arguments their documents declare, and the settings they share.
core::Task<Response> list_spiders(const Request& request, const Context& context);

/// A fetched body, as bytes that no browser shows.
Response get_snapshot(const Request& request, const Context& context);

/// Reads a job's pages again from its snapshots; the site is not asked. JSON Lines in the order of addresses,
/// the same bytes as the job's items.
core::Task<Response> replay_job(const Request& request, const Context& context);

/// What a spider finds on one page, and why not more.
core::Task<Response> try_spider(const Request& request, const Context& context);

/// The structured data a page holds, and a document that reads it.
core::Task<Response> suggest_spider(const Request& request, const Context& context);

}  // namespace scraper::v1
