// A spider launched from the CMS, its results in the inbox, and the same site again, changed.
#include "cms_site.hpp"
#include "core/archive/zip.hpp"
#include "core/http/server.hpp"
#include "support/run.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <atomic>
#include <filesystem>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace tests;
using core::http::Method;

namespace {

const std::string kApi = "/cms/api/v1";

/// A port that nobody listens on: the scraper must know the CMS's and the CMS the scraper's before either
/// runs.
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

/// A provider's site of two courses; the price of the first can change.
class ProviderSite {
public:
    ProviderSite() : server_(config(), router(), chain_) { server_.start(); }

    ~ProviderSite() { server_.stop(); }

    [[nodiscard]] std::uint16_t port() const { return server_.port(); }

    void set_price(int price) { price_ = price; }

    void set_empty(bool empty) { empty_ = empty; }

private:
    static core::http::ServerConfig config() {
        core::http::ServerConfig config;
        config.address = "127.0.0.1";
        config.port = 0;
        config.threads = 1;
        return config;
    }

    const core::http::Router& router() {
        router_.add(Method::get, "/courses", [this](const core::http::Request&) {
            core::http::Response page(200);
            page.content_type = "text/html; charset=utf-8";
            page.body =
                empty_
                    ? std::string("<ul></ul>")
                    : fmt::format(
                          R"(<ul><li><a href="/c/1">First course</a> <b>${}.00</b> <i>14 Apr 2031</i></li>)"
                          R"(<li><a href="/c/2">Second course</a> <b>$90.00</b> <i>15 Apr 2031</i></li></ul>)",
                          price_.load()
                      );
            return page;
        });
        return router_;
    }

    std::atomic<int> price_{100};
    std::atomic<bool> empty_{false};
    core::http::Router router_;
    core::http::MiddlewareChain chain_;
    core::http::Server server_;
};

std::string spider(std::uint16_t port) {
    return fmt::format(
        R"({{"name":"provider","version":"1","time_zone":"Asia/Singapore","allowed_hosts":["127.0.0.1"],)"
        R"("start":[{{"url":"http://127.0.0.1:{}/courses","kind":"list"}}],"pages":{{"list":{{"format":"html",)"
        R"("records":{{"css":"li","required":true}},"fields":{{"name":{{"css":"a","required":true}},)"
        R"("url":{{"css":"a[href]","attribute":"href","required":true}},"provider":"A provider",)"
        R"("level":"General","format":"Workshop","cost":{{"css":"b"}}}},)"
        R"("dates":{{"text":{{"css":"i"}},"formats":["%d %b %Y"]}}}}}},"politeness":{{"delay_ms":0}}}})",
        port
    );
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

/// Uploads the spider as a client of Scrapyd would.
void add_version(const RunningService& scraper, const std::string& document) {
    const std::string archive = core::archive::write_zip({{"spiders/provider.json", document, true}});
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

/// Launches the spider and waits until its run is closed in the CMS; the run.
Answer scrape(CmsSite& site) {
    const auto launched = site.staff.post(kApi + "/spiders/lifted/provider/runs");
    INFO(launched.body);
    REQUIRE(launched.status == 202);
    const auto run = "cms-" + text_of(at(launched.json().root(), "job_id"));
    return site.staff.await(kApi + "/scrape-runs/" + run, [](const Answer& answer) {
        return answer.status == 200 && answer.body.find("\"state\":\"open\"") == std::string::npos;
    });
}

}  // namespace

TEST_CASE("a spider is launched from the CMS, and its site's change is reviewed", "[scraping]") {
    const auto port = free_port();
    const auto data = std::filesystem::temp_directory_path() / fmt::format("lifted-scraper-{}", ::getpid());
    ProviderSite provider;
    CmsSite site({{"CMS_SCRAPER_URL", fmt::format("http://127.0.0.1:{}", port)}});
    RunningService scraper(
        {LIFTED_SCRAPER, "serve"},
        scraper_settings(data, port, provider.port(), site.cms.url("", "hand_in_port"))
    );
    add_version(scraper, spider(provider.port()));

    const auto first = scrape(site);
    INFO(first.body);
    CHECK(at(first.json().root(), "state").as_string() == "applied");
    CHECK(at(first.json().root(), "effect/added").as_int() == 2);

    // The first one is accepted, so that there is something of staff's to compare with.
    const auto inbox = site.staff.get(kApi + "/inbox?q=first");
    const auto id = text_of(at(inbox.json().root(), "items/0/id"));
    const auto entry = site.staff.get(kApi + "/inbox/" + id);
    const auto accepted =
        site.staff.post(kApi + "/inbox/" + id + "/acceptance", R"({"fields":"all"})", version_of(entry));
    INFO(accepted.body);
    REQUIRE(accepted.status < 300);

    const auto again = scrape(site);
    CHECK(at(again.json().root(), "effect/unchanged").as_int() == 2);
    CHECK(at(again.json().root(), "effect/added").as_int() == 0);

    provider.set_price(120);
    const auto changed = scrape(site);
    CHECK(at(changed.json().root(), "effect/changed").as_int() == 1);
    const auto review = site.staff.get(kApi + "/inbox/" + id);
    INFO(review.body);
    CHECK(at(review.json().root(), "state").as_string() == "changed");
    CHECK(review.body.find("120.00") != std::string::npos);
    CHECK(review.body.find("\"offered\"") != std::string::npos);

    provider.set_empty(true);
    const auto emptied = scrape(site);
    INFO(emptied.body);
    CHECK(at(emptied.json().root(), "state").as_string() == "held");
    CHECK(at(site.staff.get(kApi + "/inbox?q=second").json().root(), "total").as_int() == 1);

    CHECK(scraper.stop() == 0);
    std::filesystem::remove_all(data);
}
