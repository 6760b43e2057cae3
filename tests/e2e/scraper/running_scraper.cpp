#include "running_scraper.hpp"

#include "support/run.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>
#include <zip.h>

#include <atomic>
#include <fstream>
#include <iterator>
#include <thread>
#include <unistd.h>

namespace tests {

namespace {

namespace asio = boost::asio;
using core::http::Method;
using core::http::Request;
using core::http::Response;

Response html(std::string body) {
    Response response(200);
    response.content_type = "text/html; charset=utf-8";
    response.body = std::move(body);
    return response;
}

}  // namespace

SmallSite::SmallSite(int courses, std::chrono::milliseconds pause) {
    router_.add(Method::get, "/list", [courses](const Request&) {
        std::string links;
        for (int i = 0; i < courses; ++i) links += fmt::format("<a href=/course/{0}>Course {0}</a>", i);
        return html(links);
    });
    router_.add(
        Method::get,
        "/course/{number}",
        [pause, asked = asked_](const Request& request) -> core::Task<Response> {
            asked->fetch_add(1);
            const std::string number(request.path_param("number"));
            asio::steady_timer timer(co_await asio::this_coro::executor, pause);
            co_await timer.async_wait(asio::use_awaitable);
            co_return html("<h1>Course " + number + "</h1>");
        }
    );
    router_.add(Method::get, "/news", [](const Request&) {
        return html("<!doctype html><link rel=alternate type=application/rss+xml href=/feed>");
    });
    router_.add(Method::get, "/feed", [courses](const Request&) {
        std::string entries;
        for (int i = 0; i < courses; ++i)
            entries += fmt::format("<item><title>Course {0}</title><link>/course/{0}</link></item>", i);
        auto response = html("<rss version='2.0'><channel>" + entries + "</channel></rss>");
        response.content_type = "application/rss+xml";
        return response;
    });
    core::http::ServerConfig config;
    config.address = "127.0.0.1";
    config.port = 0;
    config.threads = 1;
    server_ = std::make_unique<core::http::Server>(config, router_, chain_);
    server_->start();
}

SmallSite::~SmallSite() {
    server_->stop();
}

std::string SmallSite::spider(std::string_view name) const {
    return fmt::format(
        R"({{"name": "{0}", "version": "1", "title": "Demo", "home": "http://{1}/", "allowed_hosts": ["127.0.0.1"],
        "start": [{{"url": "http://{1}/list", "kind": "list"}}],
        "pages": {{
            "list": {{"format": "html", "items": false,
                "page_follow": [{{"link": {{"css": "a"}}, "kind": "course"}}]}},
            "course": {{"format": "html", "fields": {{"name": {{"css": "h1", "required": true}}}}}}
        }},
        "politeness": {{"delay_ms": 0, "concurrency_per_host": 2, "adaptive": false}}}})",
        name,
        host()
    );
}

std::string spider_archive(const std::map<std::string, std::string>& documents, const std::string& project) {
    const Folder folder;
    const auto path = folder.path / "spiders.zip";
    zip_t* archive = zip_open(path.c_str(), ZIP_CREATE, nullptr);
    const auto add = [&](const std::string& name, const std::string& document) {
        zip_source_t* source = zip_source_buffer(archive, document.data(), document.size(), 0);
        zip_file_add(archive, name.c_str(), source, 0);
    };
    for (const auto& [name, document] : documents) add("spiders/" + name + ".json", document);
    if (!project.empty()) add("project.json", project);
    zip_close(archive);
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

RunningScraper::RunningScraper(std::filesystem::path folder, const Settings& extra) {
    Settings settings{
        {"SCRAPER_DATA", folder.string()},
        {"SCRAPER_PORT", "0"},
        {"SCRAPER_METRICS_PORT", "0"},
        {"SCRAPER_NODE_NAME", "node"},
        {"SCRAPER_OPEN_HOSTS", "127.0.0.1"},
    };
    for (const auto& [name, value] : extra) settings[name] = value;
    process_ = std::make_unique<Process>(std::vector<std::string>{LIFTED_SCRAPER, "serve"}, settings);
    const auto line = core::json::Document::parse(process_->wait_for_line("\"listening\"")).value();
    url_ = fmt::format("http://127.0.0.1:{}", line.root().find("port").as_int().value_or(0));
    metrics_port_ = static_cast<int>(line.root().find("metrics_port").as_int().value_or(0));
}

core::http::ClientResponse RunningScraper::get_from_operators_port(const std::string& target) {
    asio::io_context io;
    core::http::Client client(io.get_executor());
    core::http::ClientRequest request;
    request.url = fmt::format("http://127.0.0.1:{}{}", metrics_port_, target);
    return run(io, client.send(std::move(request))).value();
}

core::http::ClientResponse RunningScraper::send(
    Method method,
    const std::string& target,
    std::string body,
    std::string type,
    std::vector<std::pair<std::string, std::string>> headers
) {
    asio::io_context io;
    core::http::Client client(io.get_executor());
    core::http::ClientRequest request;
    request.method = method;
    request.url = url_ + target;
    request.headers = std::move(headers);
    if (!type.empty()) request.headers.emplace_back("Content-Type", std::move(type));
    request.body = std::move(body);
    return run(io, client.send(std::move(request))).value();
}

std::string RunningScraper::get(const std::string& target) {
    return send(Method::get, target).body;
}

std::string RunningScraper::post(const std::string& target, std::string form) {
    return send(Method::post, target, std::move(form), "application/x-www-form-urlencoded").body;
}

std::string RunningScraper::add_version(
    const std::string& project, const std::string& version, const std::string& archive
) {
    const auto field = [](std::string_view name, std::string_view value) {
        return fmt::format(
            "--edge\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{}\r\n", name, value
        );
    };
    auto body =
        field("project", project) + field("version", version) + field("egg", archive) + "--edge--\r\n";
    return send(Method::post, "/addversion.json", std::move(body), "multipart/form-data; boundary=edge").body;
}

void RunningScraper::wait_for(const std::string& job, const std::string& state) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!contains(get("/status.json?job=" + job), "\"currstate\":\"" + state + "\"")) {
        if (std::chrono::steady_clock::now() > limit)
            throw std::runtime_error(job + " does not become " + state);
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

Folder::Folder() {
    static std::atomic<int> count = 0;
    path = std::filesystem::temp_directory_path() / fmt::format("scraper-e2e-{}-{}", getpid(), count++);
    std::filesystem::create_directories(path);
}

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

}  // namespace tests
