#include "scraped_site.hpp"

#include "core/archive/zip.hpp"
#include "support/run.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tests {

using core::http::Method;

namespace {

core::http::ServerConfig config() {
    core::http::ServerConfig config;
    config.address = "127.0.0.1";
    config.port = 0;
    config.threads = 1;
    return config;
}

core::http::Response html(std::string body) {
    core::http::Response page(200);
    page.content_type = "text/html; charset=utf-8";
    page.body = std::move(body);
    return page;
}

Settings scraper_settings(
    const std::filesystem::path& data, std::uint16_t port, std::uint16_t site, const std::string& cms
) {
    return {
        {"SCRAPER_ADDRESS", "127.0.0.1"},
        {"SCRAPER_PORT", std::to_string(port)},
        {"SCRAPER_METRICS_PORT", "0"},
        {"SCRAPER_DATA", data.string()},
        {"SCRAPER_OPEN_HOSTS", fmt::format("127.0.0.1:{}", site)},
        {"SCRAPER_CMS_URL", cms},
        {"SCRAPER_CMS_KEY", "test:" + std::string(kServiceSecret)},
    };
}

/// Uploads both spiders as a client of Scrapyd would.
void add_version(const RunningService& scraper, std::uint16_t site) {
    const std::string archive = core::archive::write_zip(
        {{"spiders/provider.json", provider_spider("provider", site, {"/courses"}), true},
         {"spiders/slow.json", provider_spider("slow", site, {"/courses", "/slow"}), true}}
    );
    const std::string boundary = "boundary-of-the-parts";
    std::string body;
    for (const auto& [name, value] : {std::pair("project", "lifted"), std::pair("version", "1")}) {
        body += fmt::format(
            "--{}\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{}\r\n", boundary, name, value
        );
    }
    body += fmt::format(
        "--{}\r\nContent-Disposition: form-data; name=\"egg\"; filename=\"a.zip\"\r\n"
        "Content-Type: application/zip\r\n\r\n",
        boundary
    );
    body += archive + "\r\n--" + boundary + "--\r\n";
    boost::asio::io_context io(1);
    core::http::Client client(io.get_executor());
    const auto added = tests::run(
        io,
        client.send(
            {Method::post,
             scraper.url("/addversion.json"),
             {{"Content-Type", "multipart/form-data; boundary=" + boundary}},
             std::move(body)}
        )
    );
    REQUIRE(added.has_value());
    INFO(added->body);
    REQUIRE(added->body.find("\"ok\"") != std::string::npos);
}

}  // namespace

std::uint16_t free_port() {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(socket, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("no free port");
    ::close(socket);
    return ntohs(address.sin_port);
}

ProviderSite::ProviderSite() : server_(config(), router(), chain_) {
    server_.start();
}

const core::http::Router& ProviderSite::router() {
    router_.add(Method::get, "/courses", [this](const core::http::Request&) {
        if (empty_) return html("<ul></ul>");
        return html(fmt::format(
            R"(<ul><li><a href="/c/1">First course{}</a> <b>${}.00</b> <i>14 Apr 2031</i></li>)"
            R"(<li><a href="/c/2">Second course</a> <b>$90.00</b> <i>15 Apr 2031</i></li></ul>)",
            revised_ ? ", revised" : "",
            price_.load()
        ));
    });
    router_.add(Method::get, "/slow", [](const core::http::Request&) -> core::Task<core::http::Response> {
        boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, std::chrono::seconds(20));
        co_await timer.async_wait(boost::asio::use_awaitable);
        co_return html("<ul><li></ul>");
    });
    return router_;
}

std::string provider_spider(
    std::string_view name, std::uint16_t port, const std::vector<std::string>& paths
) {
    std::string start;
    for (const auto& path : paths) {
        start += fmt::format(
            R"({}{{"url":"http://127.0.0.1:{}{}","kind":"list"}})", start.empty() ? "" : ",", port, path
        );
    }
    return fmt::format(
        R"({{"name":"{}","version":"1","time_zone":"Asia/Singapore","allowed_hosts":["127.0.0.1"],)"
        R"("start":[{}],"pages":{{"list":{{"format":"html",)"
        R"("records":{{"css":"li","required":true}},"fields":{{"name":{{"css":"a","required":true}},)"
        R"("url":{{"css":"a[href]","attribute":"href","required":true}},"provider":"A provider",)"
        R"("level":"General","format":"Workshop","cost":{{"css":"b"}}}},)"
        R"("dates":{{"text":{{"css":"i"}},"formats":["%d %b %Y"]}}}}}},)"
        R"("politeness":{{"delay_ms":0,"concurrency_per_host":2}}}})",
        name,
        start
    );
}

ScrapedSite::ScrapedSite()
    : data(std::filesystem::temp_directory_path() / fmt::format("lifted-scraper-{}-{}", ::getpid(), port)),
      site({{"CMS_SCRAPER_URL", fmt::format("http://127.0.0.1:{}", port)}}),
      scraper(
          {LIFTED_SCRAPER, "serve"},
          scraper_settings(data, port, provider.port(), site.cms.url("", "hand_in_port"))
      ) {
    add_version(scraper, provider.port());
}

std::string ScrapedSite::launch(const std::string& name) {
    const auto launched = site.staff.post(kApi + "/spiders/lifted/" + name + "/runs");
    INFO(launched.body);
    REQUIRE(launched.status == 202);
    return "cms-" + text_of(at(launched.json().root(), "job_id"));
}

Answer ScrapedSite::closed(const std::string& run) {
    return site.staff.await(kApi + "/scrape-runs/" + run, [](const Answer& answer) {
        return answer.status == 200 && answer.body.find("\"state\":\"open\"") == std::string::npos;
    });
}

Answer ScrapedSite::entry(const std::string& name) {
    const auto inbox = site.staff.get(kApi + "/inbox?q=" + name);
    return site.staff.get(kApi + "/inbox/" + text_of(at(inbox.json().root(), "items/0/id")));
}

std::string ScrapedSite::accept(const Answer& entry) {
    const auto id = text_of(at(entry.json().root(), "id"));
    const auto accepted =
        site.staff.post(kApi + "/inbox/" + id + "/acceptance", R"({"fields":"all"})", version_of(entry));
    INFO(accepted.body);
    REQUIRE(accepted.status < 300);
    return std::string(at(accepted.json().root(), "course_uid").as_string().value());
}

void ScrapedSite::change(const std::string& uid, std::string fields) {
    const auto course = site.staff.get(kApi + "/courses/" + uid);
    const auto patched =
        site.staff.send(Method::patch, kApi + "/courses/" + uid, std::move(fields), version_of(course));
    INFO(patched.body);
    REQUIRE(patched.status == 200);
}

void ScrapedSite::publish(const std::string& uid) {
    const auto course = site.staff.get(kApi + "/courses/" + uid);
    const auto published =
        site.staff.post(kApi + "/courses/" + uid + "/publication", "{}", version_of(course));
    INFO(published.body);
    REQUIRE(published.status < 300);
}

}  // namespace tests
