// One run over everything a hostile web can answer: each page ends in its own named error, the good pages
// among them are found, and neither time nor memory runs away.
#include "certificate.hpp"
#include "integration/scraper/site.hpp"
#include "running_scraper.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <fstream>
#include <thread>

namespace {

using namespace tests;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t kMiB = 1U << 20U;
const std::string kChunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
const std::string kHtml = "Content-Type: text/html; charset=utf-8\r\n";

/// Sites on loopback, on a thread of their own.
struct HostileWeb {
    HostileWeb() : good(io), slow(io), large(io) {}

    ~HostileWeb() {
        io.stop();
        if (thread.joinable()) thread.join();
    }

    HostileWeb(const HostileWeb&) = delete;
    HostileWeb& operator=(const HostileWeb&) = delete;

    void start() {
        thread = std::thread([this] { io.run(); });
    }

    asio::io_context io{1};
    Site good;
    Site slow;   ///< whose robots.txt drips
    Site large;  ///< whose robots.txt has 10 MB
    std::thread thread;
};

/// A server that speaks TLS with a certificate nobody vouches for.
class SelfSigned {
public:
    explicit SelfSigned(const std::filesystem::path& folder) {
        const auto made = core::http::test::make_certificate("localhost");
        const auto certificate = folder / "certificate.pem";
        const auto key = folder / "key.pem";
        std::ofstream(certificate) << made.certificate;
        std::ofstream(key) << made.private_key;
        core::http::ServerConfig config;
        config.address = "127.0.0.1";
        config.port = 0;
        config.threads = 1;
        config.tls = core::http::TlsConfig{certificate.string(), key.string()};
        server_ = std::make_unique<core::http::Server>(config, router_, chain_);
        server_->start();
    }

    ~SelfSigned() { server_->stop(); }

    [[nodiscard]] std::string host() const { return "127.0.0.1:" + std::to_string(server_->port()); }

private:
    core::http::Router router_;
    core::http::MiddlewareChain chain_;
    std::unique_ptr<core::http::Server> server_;
};

std::string repeated(std::string_view text, std::size_t times) {
    std::string out;
    out.reserve(text.size() * times);
    for (std::size_t i = 0; i < times; ++i) out += text;
    return out;
}

std::string named(std::string_view name) {
    return fmt::format("<!doctype html><h1>{}</h1>", name);
}

std::string calendar(std::string_view summary, std::string_view rule) {
    return fmt::format(
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:{0}\r\nSUMMARY:{0}\r\nDTSTART:20270101T090000Z\r\nRRULE:{1}"
        "\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n",
        summary,
        rule
    );
}

/// An address of the run, how it is read, and the error it must end in; none: it is read without one.
struct Visit {
    std::string url;
    std::string kind;
    std::string error;
};

/// Pages that cannot be had.
void add_bad_answers(HostileWeb& web, std::vector<Visit>& visits) {
    const auto add = [&](std::string path, std::string error) {
        visits.push_back({web.good.url(path), "page", std::move(error)});
    };
    auto& site = web.good;
    site.on("/endless", never_ends(kChunked, "4000\r\n" + std::string(0x4000, 'x') + "\r\n"));
    add("/endless", "too-large");
    site.on("/header", never_ends("HTTP/1.1 200 OK\r\n", "X-Filler: " + std::string(4000, 'x') + "\r\n"));
    add("/header", "header-too-large");
    site.on("/bomb", 200, "Content-Encoding: gzip\r\n", gzip(std::string(60 * kMiB, 'a')));
    add("/bomb", "too-large");
    site.on("/twice", 200, "Content-Encoding: gzip, gzip\r\n", gzip(gzip(std::string(60 * kMiB, 'a'))));
    add("/twice", "compression-bomb");
    site.on("/coding", 200, "Content-Encoding: gzip\r\n", "this is no gzip at all");
    add("/coding", "bad-encoding");
    site.on("/there", 302, "Location: /back\r\n", "");
    site.on("/back", 302, "Location: /there\r\n", "");
    add("/there", "redirect-loop");
    for (int i = 0; i < 30; ++i)
        site.on(fmt::format("/hop{}", i), 302, fmt::format("Location: /hop{}\r\n", i + 1), "");
    add("/hop0", "too-many-redirects");
    site.on("/inside", 302, "Location: http://169.254.169.254/latest/meta-data/\r\n", "");
    add("/inside", "address-denied");
    site.on("/drip", never_ends(kChunked, "1\r\nx\r\n", milliseconds(100)));
    add("/drip", "too-slow");
    site.on("/silent", never_ends("HTTP/1.1 200 OK\r\n", "X", milliseconds(50)));
    add("/silent", "too-slow");
    site.on("/cut", [](tcp::socket& socket, std::string) -> core::Task<bool> {
        co_await core::http::test::write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        co_return false;
    });
    add("/cut", "connection-lost");
    site.on("/mail", [](tcp::socket& socket, std::string) -> core::Task<bool> {
        co_await core::http::test::write(socket, "220 mail.example ESMTP, this is not the web\r\n");
        co_return false;
    });
    add("/mail", "not-http");
    add("/gone", "status-404");
}

/// Pages that can be had but not read, or not all of them.
void add_bad_pages(HostileWeb& web, std::vector<Visit>& visits) {
    const auto add =
        [&](std::string path, std::string_view type, std::string body, std::string kind, std::string error) {
            web.good.on(path, 200, fmt::format("Content-Type: {}\r\n", type), body);
            visits.push_back({web.good.url(path), std::move(kind), std::move(error)});
        };
    add("/broken", "text/html", "<ul><li><h1>Broken <b>but read</h1></p></li <div <!-- <a", "page", "");
    add("/torn", "text/html", std::string("<h\0</<<!>\xff\xfe<table><h1", 22), "page", "no-match");
    add("/charset", "text/html; charset=utf-8", "<h1>Caf\xe9 law</h1>", "page", "damaged-text");
    add("/attribute",
        "text/html",
        named("Attribute") + "<p title='" + std::string(10 * kMiB, 'y') + "'>",
        "page",
        "attribute-too-long");
    add("/deep-html", "text/html", named("Deep") + repeated("<div>", 500'000), "page", "too-deep");
    add("/wide-html", "text/html", named("Wide") + repeated("<i>x</i>", 300'000), "page", "too-many-elements"
    );
    add("/deep-json", "application/json", repeated("[", 500'000), "json", "json-too-deep");
    add("/torn-json", "application/json", R"({"name": "half)", "json", "malformed-json");
    add("/deep-xml", "application/rss+xml", "<rss><channel>" + repeated("<a>", 200'000), "feed", "broken-xml"
    );
    add("/laughs",
        "application/rss+xml",
        "<!DOCTYPE r [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><rss><channel><item><title>&b;"
        "</title></item></channel>",
        "feed",
        "broken-xml");
    add("/daily", "text/calendar", calendar("Every day", "FREQ=DAILY"), "calendar", "endless-recurrence");
    add("/secondly", "text/calendar", calendar("Every second", "FREQ=SECONDLY"), "calendar", "bad-recurrence"
    );
    add("/no-calendar", "text/calendar", named("No calendar"), "calendar", "broken-calendar");
}

/// Lists and chains without an end.
void add_endless_ways(HostileWeb& web, std::vector<Visit>& visits) {
    for (int i = 0; i < 100; ++i) {
        web.good.on(
            fmt::format("/list{}", i),
            200,
            kHtml,
            fmt::format("<a class=c href=/good1>1</a><a class=n href=/list{}>", i + 1)
        );
        web.good.on(fmt::format("/down{}", i), 200, kHtml, fmt::format("<a href=/down{}>", i + 1));
    }
    visits.push_back({web.good.url("/list0"), "list", ""});
    visits.push_back({web.good.url("/list1"), "", "repeats-itself"});
    visits.push_back({web.good.url("/down0"), "chain", ""});
    visits.push_back({web.good.url("/down11"), "", "depth-limit"});
}

/// Hosts that must not be asked, or cannot be.
void add_bad_hosts(HostileWeb& web, const SelfSigned& secure, std::vector<Visit>& visits) {
    visits.push_back({"http://localhost/name", "page", "address-denied"});
    visits.push_back({"http://localhost.localdomain./name", "page", "name-not-resolved"});
    visits.push_back({"http://127.0.0.1/", "page", "address-denied"});
    visits.push_back({"http://[::1]/", "page", "address-denied"});
    visits.push_back({"http://[fe80::1]/", "page", "address-denied"});
    visits.push_back({"http://169.254.169.254/latest/meta-data/", "page", "address-denied"});
    visits.push_back({"http://127.0.0.1:22/", "page", "port-denied"});
    visits.push_back({"http://127.0.0.1:99999/", "page", "malformed-address"});
    visits.push_back({"https://" + secure.host() + "/", "page", "tls-failed"});
    visits.push_back({"https://" + web.slow.host() + "/", "page", "connect-timeout"});
    web.slow.on("/robots.txt", never_ends(kChunked, "1\r\n#\r\n", milliseconds(100)));
    web.slow.on("/page", 200, kHtml, named("Behind the slow rules"));
    visits.push_back({web.slow.url("/page"), "page", "too-slow"});
    web.large.on(
        "/robots.txt",
        200,
        "",
        "User-agent: *\nDisallow: /shut\n" + repeated("# filler\n", 10 * kMiB / 9) + "Disallow: /\n"
    );
    for (const auto* path : {"/shut", "/open"}) web.large.on(path, 200, kHtml, named("Open"));
    visits.push_back({web.large.url("/shut"), "page", "robots-disallowed"});
    visits.push_back({web.large.url("/open"), "page", ""});
}

std::string document(const std::vector<Visit>& visits) {
    std::string out;
    core::json::Writer json(out);
    json.begin_object().member("name", "hostile").member("version", "1").key("allowed_hosts").begin_array();
    for (const auto* host :
         {"127.0.0.1", "localhost", "localhost.localdomain", "169.254.169.254", "::1", "fe80::1"})
        json.value(host);
    json.end_array().key("start").begin_array();
    for (const auto& visit : visits) {
        if (!visit.kind.empty())
            json.begin_object().member("url", visit.url).member("kind", visit.kind).end_object();
    }
    json.end_array().key("pages").raw(R"({
        "page": {"format": "html", "fields": {"name": {"css": "h1", "required": true}}},
        "json": {"format": "json", "records": {"pointer": "/*"}, "fields": {"name": {"pointer": "/name"}}},
        "feed": {"format": "feed"},
        "calendar": {"format": "icalendar"},
        "list": {"format": "html", "items": false, "page_follow": [{"link": {"css": "a.c"}, "kind": "page"}],
                 "next": {"link": {"css": "a.n"}}},
        "chain": {"format": "html", "items": false, "page_follow": [{"link": {"css": "a"}, "kind": "chain"}]}
    })");
    json.key("limits").raw(R"({"page_bytes": 12582912, "page_seconds": 12, "depth": 10})");
    json.key("politeness")
        .raw(R"({"delay_ms": 0, "concurrency_per_host": 16, "adaptive": false, "retries": 0})");
    json.end_object();
    return out;
}

/// The first code a run noted at each address.
std::map<std::string, std::string> errors_of(const std::string& list) {
    std::map<std::string, std::string> codes;
    const auto answer = core::json::Document::parse(list).value();
    const auto items = answer.root().find("items");
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto text = [&](std::string_view name) {
            return std::string(items.at(i).find(name).as_string().value_or(""));
        };
        codes.emplace(text("url"), text("code"));
    }
    return codes;
}

}  // namespace

TEST_CASE("one run over every kind of bad input names each and finds what is good", "[scraper][e2e]") {
    const Folder folder;
    const SelfSigned secure(folder.path);
    HostileWeb web;
    std::vector<Visit> visits;
    add_bad_answers(web, visits);
    add_bad_pages(web, visits);
    add_endless_ways(web, visits);
    add_bad_hosts(web, secure, visits);
    constexpr int kGood = 20;
    for (int i = 0; i < kGood; ++i) {
        const auto path = fmt::format("/good{}", i);
        web.good.on(path, 200, kHtml, named(fmt::format("Good {}", i)));
        const auto among = static_cast<std::ptrdiff_t>(visits.size() * static_cast<std::size_t>(i) / kGood);
        visits.insert(visits.begin() + among, {web.good.url(path), "page", ""});
    }
    web.start();

    const auto opened =
        fmt::format("{},{},{},{}", web.good.host(), web.slow.host(), web.large.host(), secure.host());
    RunningScraper scraper(folder.path / "data", {{"SCRAPER_OPEN_HOSTS", opened}});
    const auto added = scraper.add_version("p", "1", spider_archive({{"hostile", document(visits)}}));
    INFO(added);
    REQUIRE(contains(added, "\"ok\""));
    [[maybe_unused]] const auto began = std::chrono::steady_clock::now();
    scraper.post("/schedule.json", "project=p&spider=hostile&jobid=j");
    scraper.wait_for("j", "finished");
#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)
    // The slowest servers are given twelve seconds; sixteen pages of up to twelve MiB are under way at a
    // time.
    CHECK(std::chrono::steady_clock::now() - began < seconds(40));
    CHECK(scraper.process().peak_memory_kib() < 400U * 1024U);
#endif
    const auto job = scraper.get("/v1/jobs/j");
    INFO(job);
    CHECK(contains(job, R"("finish_reason":"finished")"));
    const auto errors = errors_of(scraper.get("/v1/jobs/j/errors"));
    const auto items = scraper.get("/items/p/hostile/j.jl");
    for (const auto& visit : visits) {
        const auto first = errors.find(visit.url);
        INFO(visit.url);
        CHECK((first == errors.end() ? "" : first->second) == visit.error);
    }
    for (int i = 0; i < kGood; ++i) CHECK(contains(items, fmt::format("\"name\":\"Good {}\"", i)));
    // What can be read of a bad page is read.
    for (const auto* name :
         {"Broken but read", "Caf\xef\xbf\xbd law", "Attribute", "Deep", "Wide", "Every day", "Open"})
        CHECK(contains(items, fmt::format("\"name\":\"{}\"", name)));
    CHECK_FALSE(contains(items, "Behind the slow rules"));
    CHECK(contains(scraper.get("/daemonstatus.json"), "\"finished\":1"));
}
