#include "scraper/handlers/scrapyd/answer.hpp"

namespace scraper::scrapyd {

using core::http::Response;

Response ok(const std::string& node, const std::function<void(core::json::Writer&)>& members) {
    std::string body;
    core::json::Writer json(body);
    json.begin_object().member("node_name", node).member("status", "ok");
    if (members) members(json);
    json.end_object();
    body += '\n';
    return Response::json(200, std::move(body));
}

Response error(const std::string& node, std::string_view message, unsigned http_status) {
    std::string body;
    core::json::Writer json(body);
    json.begin_object().member("node_name", node).member("status", "error").member("message", message);
    json.end_object();
    return Response::json(http_status, body + "\n");
}

}  // namespace scraper::scrapyd
