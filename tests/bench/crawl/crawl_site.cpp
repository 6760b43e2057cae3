// A web site for measuring crawlers: `crawl_site PORT COURSES [PAGE...]`. Lists of 50 courses, each linking
// the next, and a page for each course: the files given, in turn, or without any a generated page of about 12
// KB. Every answer takes a millisecond.
#include "core/http/server.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

using core::http::Request;
using core::http::Response;

constexpr int kCoursesOfList = 50;

std::string page(const std::string& title, const std::string& content) {
    std::string out = fmt::format(
        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>{}</title></head><body><nav><ul>",
        title
    );
    for (int i = 0; i < 40; ++i)
        out += fmt::format(
            "<li class=\"item depth-{}\"><a href=\"/about/{}\">About us, part {}</a></li>", i % 3, i, i
        );
    out += "</ul></nav><main>" + content + "</main><footer>";
    for (int i = 0; i < 40; ++i)
        out += fmt::format(
            "<div class=\"foot\"><p>Line {} with <b>some</b> &amp; more <i>text</i>.</p></div>", i
        );
    return out + "</footer></body></html>";
}

std::string list(int number, int courses) {
    std::string links = "<ul class=courses>";
    const int end = std::min((number + 1) * kCoursesOfList, courses);
    for (int i = number * kCoursesOfList; i < end; ++i)
        links += fmt::format("<li><a class=course href=\"/course/{0}\">Course {0}</a></li>", i);
    links += "</ul>";
    if (end < courses) links += fmt::format("<a class=next href=\"/list/{}\">Next</a>", number + 1);
    return page("Courses", links);
}

std::string course(int number) {
    std::string text;
    for (int i = 0; i < 30; ++i)
        text += fmt::format(
            "<p>Paragraph {} of the description of course {}: what is taught and to whom.</p>", i, number
        );
    return page(
        fmt::format("Course {}", number),
        fmt::format(
            "<h1 class=\"entry__title\">Course {0}</h1><ul class=\"entry__meta\"><li "
            "class=\"place\">Here</li>"
            "<li>{1} Oct 09:00 - 17:00</li></ul>{2}",
            number,
            number % 28 + 1,
            text
        )
    );
}

std::string read_file(const char* path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error(std::string("cannot read ") + path);
    return {std::istreambuf_iterator<char>(file), {}};
}

core::Task<Response> later(std::string body, const char* type = "text/html; charset=utf-8") {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, std::chrono::milliseconds(1));
    co_await timer.async_wait(boost::asio::use_awaitable);
    Response response(200);
    response.content_type = type;
    response.body = std::move(body);
    response.identity_only = true;
    co_return response;
}

int number_of(const Request& request) {
    return std::atoi(std::string(request.path_param("number")).c_str());
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fputs("usage: crawl_site PORT COURSES [PAGE...]\n", stderr);
        return 2;
    }
    const int courses = std::atoi(argv[2]);
    std::vector<std::string> pages;
    for (int i = 3; i < argc; ++i) pages.push_back(read_file(argv[i]));
    core::http::Router router;
    using core::http::Method;
    router.add(Method::get, "/list/{number}", [courses](const Request& r) {
        return later(list(number_of(r), courses));
    });
    router.add(Method::get, "/course/{number}", [&pages](const Request& r) {
        const auto number = static_cast<std::size_t>(number_of(r));
        return later(pages.empty() ? course(number_of(r)) : pages[number % pages.size()]);
    });
    router.add(Method::get, "/robots.txt", [](const Request&) {
        return later("User-agent: *\nDisallow: /private/\n", "text/plain");
    });
    const core::http::MiddlewareChain chain;
    core::http::ServerConfig config;
    config.address = "127.0.0.1";
    config.port = static_cast<std::uint16_t>(std::atoi(argv[1]));
    config.threads = 1;
    core::http::Server server(config, router, chain);
    server.start();
    pause();
}
