#include "scraper/engine/crawl/web.hpp"

namespace scraper {

std::string product_token(std::string_view user_agent) {
    return std::string(user_agent.substr(0, user_agent.find_first_of("/ ")));
}

Web::Web(asio::any_io_executor executor, WebOptions options, Resolve resolve)
    : executor_(executor),
      options_(std::move(options)),
      guard_(options_.guard, std::move(resolve)),
      plain_(executor, guard_, {options_.user_agent, options_.ca_file, false}),
      hosts_(executor),
      robots_(
          [this](std::string url) { return fetch_robots(std::move(url)); }, product_token(options_.user_agent)
      ) {}

core::Task<core::Result<RobotsAnswer>> Web::fetch_robots(std::string url) {
    FetchRequest request;
    request.url = std::move(url);
    request.limits.body_bytes = RobotsRules::kParsedBytes;
    request.limits.cut = true;
    auto response = co_await plain_.fetch(std::move(request));
    if (!response) co_return response.error();
    co_return RobotsAnswer{response->status, std::move(response->body)};
}

}  // namespace scraper
