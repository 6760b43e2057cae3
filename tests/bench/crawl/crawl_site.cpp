// A web site for measuring crawlers: `crawl_site PORT COURSES`. Lists of 50 courses, each linking the next,
// and a page of about 12 KB for each course. Every answer takes a millisecond.
#include "core/http/server.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <unistd.h>

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
            "<h1>Course {0}</h1><p class=provider>Provider {1}</p><p class=price>$ {2}.50</p><p "
            "class=level>Basic</p>"
            "<span class=start>0{3} Dec 2027 09:00</span><span class=end>0{3} Dec 2027 17:00</span>{4}",
            number,
            number % 7,
            100 + number % 300,
            number % 9 + 1,
            text
        )
    );
}

core::Task<Response> later(std::string body) {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, std::chrono::milliseconds(1));
    co_await timer.async_wait(boost::asio::use_awaitable);
    Response response(200);
    response.content_type = "text/html; charset=utf-8";
    response.body = std::move(body);
    response.identity_only = true;
    co_return response;
}

int number_of(const Request& request) {
    return std::atoi(std::string(request.path_param("number")).c_str());
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fputs("usage: crawl_site PORT COURSES\n", stderr);
        return 2;
    }
    const int courses = std::atoi(argv[2]);
    core::http::Router router;
    using core::http::Method;
    router.add(Method::get, "/list/{number}", [courses](const Request& r) {
        return later(list(number_of(r), courses));
    });
    router.add(Method::get, "/course/{number}", [](const Request& r) { return later(course(number_of(r))); });
    const core::http::MiddlewareChain chain;
    core::http::ServerConfig config;
    config.address = "127.0.0.1";
    config.port = static_cast<std::uint16_t>(std::atoi(argv[1]));
    config.threads = 1;
    core::http::Server server(config, router, chain);
    server.start();
    pause();
}
