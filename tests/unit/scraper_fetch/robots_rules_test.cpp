#include "scraper/engine/robots/robots_rules.hpp"

using scraper::RobotsRules;

namespace {

struct Row {
    const char* robots;
    const char* path;
    bool allowed;
};

}  // namespace

// RFC 9309 §2.2–2.3 and §5; our product token is FooBot.
TEST_CASE("robots rules decide as RFC 9309 says", "[scraper][robots]") {
    const auto row = GENERATE(
        // Without rules everything is allowed.
        Row{"", "/", true},
        Row{"not a record", "/", true},
        Row{"User-agent: *\nDisallow:\n", "/x", true},
        Row{"Disallow: /\n", "/x", true},
        Row{"User-agent: OtherBot\nDisallow: /\n", "/x", true},
        // Groups.
        Row{"User-agent: *\nDisallow: /\n", "/x", false},
        Row{"User-agent: foobot\nDisallow: /\n", "/x", false},
        Row{"User-agent: FOOBOT\nDisallow: /\n", "/x", false},
        Row{"User-agent: FooBot/2.1\nDisallow: /\n", "/x", false},
        Row{"User-agent: FooBot-News\nDisallow: /\n", "/x", true},
        Row{"User-agent: Foo\nDisallow: /\n", "/x", true},
        Row{"User-agent: *\nDisallow: /\n\nUser-agent: FooBot\nAllow: /\n", "/x", true},
        Row{"User-agent: FooBot\nAllow: /\n\nUser-agent: *\nDisallow: /\n", "/x", true},
        Row{"User-agent: FooBot\n\nUser-agent: *\nDisallow: /\n", "/x", false},
        Row{"User-agent: *\nDisallow: /\n\nUser-agent: FooBot\n", "/x", true},
        Row{"User-agent: BarBot\nUser-agent: FooBot\nDisallow: /x\n", "/x", false},
        Row{"User-agent: FooBot\nDisallow: /a\n\nUser-agent: FooBot\nDisallow: /b\n", "/b", false},
        Row{"User-agent: FooBot\nDisallow: /a\n\nUser-agent: FooBot\nDisallow: /b\n", "/a", false},
        Row{"User-agent: *\nDisallow: /a\n\nUser-agent: *\nDisallow: /b\n", "/b", false},
        Row{"User-agent: FooBot\nDisallow: /a\nUser-agent: BarBot\nDisallow: /b\n", "/b", true},
        // Other records never end a group.
        Row{"User-agent: BarBot\nSitemap: https://a.example/s.xml\nUser-agent: FooBot\nDisallow: /\n",
            "/x",
            false},
        Row{"User-agent: FooBot\nCrawl-delay: 1\nDisallow: /x\n", "/x", false},
        Row{"User-agent: FooBot\nunknown: y\nUser-agent: BarBot\nDisallow: /x\n", "/x", false},
        // Lines.
        Row{"User-agent: *\rDisallow: /x\r", "/x", false},
        Row{"User-agent: *\r\nDisallow: /x\r\n", "/x", false},
        Row{"  User-agent :  *  \n\t Disallow\t:\t/x\t\n", "/x", false},
        Row{"USER-AGENT: *\nDISALLOW: /x", "/x", false},
        Row{"User-agent: * # all\nDisallow: /x # not this\n", "/x", false},
        Row{"User-agent: *\n#Disallow: /x\n", "/x", true},
        Row{"\xEF\xBB\xBFUser-agent: *\nDisallow: /x\n", "/x", false},
        Row{"User-agent: *\nDisallow /x\n", "/x", true},
        // The longest match decides, allow on a tie.
        Row{"User-agent: *\nAllow: /p\nDisallow: /\n", "/page", true},
        Row{"User-agent: *\nDisallow: /\nAllow: /p\n", "/page", true},
        Row{"User-agent: *\nAllow: /folder\nDisallow: /folder\n", "/folder/page", true},
        Row{"User-agent: *\nDisallow: /folder\nAllow: /folder\n", "/folder/page", true},
        Row{"User-agent: *\nAllow: /page\nDisallow: /*.htm\n", "/page.htm", false},
        Row{"User-agent: *\nAllow: /$\nDisallow: /\n", "/", true},
        Row{"User-agent: *\nAllow: /$\nDisallow: /\n", "/page.htm", false},
        Row{"User-agent: *\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif\n",
            "/example/page/disallowed.gif",
            false},
        // Prefixes and case.
        Row{"User-agent: *\nDisallow: /fish\n", "/fish.html", false},
        Row{"User-agent: *\nDisallow: /fish\n", "/Fish", true},
        Row{"User-agent: *\nDisallow: /fish\n", "/catfish", true},
        Row{"User-agent: *\nDisallow: /fish/\n", "/fish", true},
        Row{"User-agent: *\nDisallow: fish\n", "/fish", true},
        // Special characters.
        Row{"User-agent: *\nDisallow: /*.php\n", "/folder/file.php?x=1", false},
        Row{"User-agent: *\nDisallow: /*.php$\n", "/file.php?x=1", true},
        Row{"User-agent: *\nDisallow: /*.php$\n", "/file.php", false},
        Row{"User-agent: *\nDisallow: /*.php$\n", "/file.php.php", false},
        Row{"User-agent: *\nDisallow: /fish*\n", "/fishheads/yummy.html", false},
        Row{"User-agent: *\nDisallow: /a*b*c\n", "/a1b2c3", false},
        Row{"User-agent: *\nDisallow: /a*b*c\n", "/a1c2b3", true},
        Row{"User-agent: *\nDisallow: *\n", "/x", false},
        Row{"User-agent: *\nDisallow: /**x\n", "/ax", false},
        Row{"User-agent: *\nDisallow: /x$\n", "/x", false},
        Row{"User-agent: *\nDisallow: /x$\n", "/xy", true},
        Row{"User-agent: *\nDisallow: /x$y\n", "/x$y", true},
        Row{"User-agent: *\nDisallow: /a*a$\n", "/a", true},
        Row{"User-agent: *\nDisallow: /*?\n", "/x?y", false},
        // Percent escapes.
        Row{"User-agent: *\nDisallow: /foo/bar?baz=quz\n", "/foo/bar?baz=quz", false},
        Row{"User-agent: *\nDisallow: /foo/bar/\u30C4\n", "/foo/bar/%E3%83%84", false},
        Row{"User-agent: *\nDisallow: /foo/bar/%e3%83%84\n", "/foo/bar/\u30C4", false},
        Row{"User-agent: *\nDisallow: /foo/bar/%62%61%7A\n", "/foo/bar/baz", false},
        Row{"User-agent: *\nDisallow: /foo/bar/baz\n", "/foo/bar/%62%61%7a", false},
        Row{"User-agent: *\nDisallow: /a%2Fb\n", "/a/b", true},
        Row{"User-agent: *\nDisallow: /a%2fb\n", "/a%2Fb", false},
        Row{"User-agent: *\nDisallow: /file-with-a-%2A.html\n", "/file-with-a-*.html", false},
        Row{"User-agent: *\nDisallow: /file-with-a-%2A.html\n", "/file-with-a-b.html", true},
        Row{"User-agent: *\nDisallow: /foo-%24\n", "/foo-$", false},
        Row{"User-agent: *\nDisallow: /100%\n", "/100%", false},
        // robots.txt itself.
        Row{"User-agent: *\nDisallow: /\n", "/robots.txt", true},
        Row{"User-agent: *\nDisallow: /\n", "/robots.txt.bak", false}
    );
    CAPTURE(row.robots, row.path);
    CHECK(RobotsRules::parse(row.robots, "FooBot").allows(row.path) == row.allowed);
}

TEST_CASE("at least 500 KiB of a robots.txt are read and its end is bounded", "[scraper][robots]") {
    const std::string filler(500 * 1024, '#');
    CHECK_FALSE(RobotsRules::parse(filler + "\nUser-agent: *\nDisallow: /x\n", "FooBot").allows("/x"));
    const std::string ten_megabytes(10U << 20U, '#');
    CHECK(RobotsRules::parse(ten_megabytes + "\nUser-agent: *\nDisallow: /x\n", "FooBot").allows("/x"));
}

TEST_CASE("a robots.txt full of stars is matched in bounded time", "[scraper][robots]") {
    std::string robots = "User-agent: *\n";
    while (robots.size() < RobotsRules::kParsedBytes) robots += "Disallow: /*a*a*a*a*a*a*a*a*a*b\n";
    const auto began = std::chrono::steady_clock::now();
    CHECK(RobotsRules::parse(robots, "FooBot").allows("/" + std::string(2000, 'a')));
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(30));  // on the slowest machine
}

TEST_CASE("the delay and the sitemaps are read", "[scraper][robots]") {
    const auto rules = RobotsRules::parse(
        "Sitemap: https://a.example/1.xml\nUser-agent: *\nCrawl-delay: 9\n\n"
        "User-agent: FooBot\nCrawl-delay: 2.5\nSitemap: https://a.example/2.xml\n",
        "FooBot"
    );
    CHECK(rules.crawl_delay() == std::chrono::milliseconds(2500));
    CHECK(rules.sitemaps() == std::vector<std::string>{"https://a.example/1.xml", "https://a.example/2.xml"});
    CHECK_FALSE(RobotsRules::parse("User-agent: *\nCrawl-delay: soon\n", "FooBot").crawl_delay());
}

TEST_CASE("rules that forbid or allow all can be made", "[scraper][robots]") {
    CHECK_FALSE(RobotsRules::disallow_all().allows("/x"));
    CHECK(RobotsRules::allow_all().allows("/x"));
}
