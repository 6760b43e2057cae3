#include "cms_server/handlers/hand_in/hand_in_routes.hpp"
#include "cms_server/use_cases/inbox/hand_in.hpp"
#include "core/base/json.hpp"
#include "core/http/client.hpp"
#include "core/http/server.hpp"
#include "inbox_store.hpp"
#include "offers.hpp"
#include "targets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <random>

// What the inbox can do, in a database of its own in the test cluster (LIFTED_TEST_POSTGRES):
//   inbox_bench [COURSES]
// Items handed in per second through the use case and over HTTP, the time to apply a run, how long lists take
// with so many courses, and how long a change of rules over 1,000 linked courses holds its source.

namespace {

using namespace core::data;
using namespace core::domain;
using core::Task;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kSpiders = 8;
constexpr std::size_t kBatch = 500;
constexpr int kRepeats = 200;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Courses of a spider, with names of words that are common and rare as in a language.
class Generator {
public:
    std::vector<ScrapedItem> batch(std::size_t spider, std::size_t from, std::size_t count) {
        std::vector<ScrapedItem> items;
        for (std::size_t i = from; i < from + count; ++i) items.push_back(item(spider, i));
        return items;
    }

private:
    std::string word() {
        std::exponential_distribution<double> rank(0.004);
        auto number = static_cast<unsigned>(rank(random_)) + 1;
        std::string text;
        for (; number > 0; number /= 20)
            text += "bcdfghjklmnpqrstvwxz"[number % 20], text += "aeiou"[number % 5];
        return text;
    }

    ScrapedItem item(std::size_t spider, std::size_t number) {
        random_.seed(static_cast<unsigned>(number));  // the same course every time
        ScrapedItem made = tests::item(fmt::format("s{}/courses/{}", spider, number));
        std::string name;
        for (int i = 0; i < 6; ++i) name += word() + " ";
        name.pop_back();
        made.course.name = name;
        made.course.provider = fmt::format("Provider {} of {}", random_() % 300, word());
        made.course.format = "Workshop";
        made.course.cpd = Cpd::points(CpdPoints::of_units(350)).value();
        const core::Instant start{
            std::chrono::microseconds(1'900'000'000'000'000 + 1'000'000 * (random_() % 10'000'000))
        };
        made.course.schedule = core::domain::Schedule::dated({{start, std::nullopt}}).value();
        made.provenance.clear();
        for (const char* field : {"name", "provider", "level", "format", "cost", "cpd", "dates"}) {
            made.provenance.push_back(
                {field, made.course.url, "div.event > span." + std::string(field), "raw text", start}
            );
        }
        return made;
    }

    std::minstd_rand random_{1};
};

void hand_in_all(tests::InboxStore& store, const std::string& name, std::size_t courses) {
    Generator generator;
    double handing = 0;
    double applying = 0;
    double slowest = 0;
    for (std::size_t spider = 0; spider < kSpiders; ++spider) {
        const auto run = fmt::format("{}-{}", name, spider);
        store.open(run, fmt::format("spider{}", spider)).value();
        for (std::size_t from = 0; from < courses / kSpiders; from += kBatch) {
            auto items = generator.batch(spider, from, std::min(kBatch, courses / kSpiders - from));
            const auto start = Clock::now();
            store.hand_in(run, std::move(items)).value();
            handing += seconds_since(start);
        }
        const auto start = Clock::now();
        store.close(run).value();
        applying += seconds_since(start);
        slowest = std::max(slowest, seconds_since(start));
    }
    fmt::print(
        "{}: {:.0f} items/s handed in, applied at {:.0f} items/s (slowest run {:.2f} s), {:.0f} items/s in "
        "all\n",
        name,
        static_cast<double>(courses) / handing,
        static_cast<double>(courses) / applying,
        slowest,
        static_cast<double>(courses) / (handing + applying)
    );
}

void one_large_run(tests::InboxStore& store, std::size_t courses) {
    Generator generator;
    store.open("large", "large").value();
    for (std::size_t from = 0; from < courses; from += kBatch) {
        store.hand_in("large", generator.batch(99, from, std::min(kBatch, courses - from))).value();
    }
    const auto start = Clock::now();
    store.close("large").value();
    fmt::print("one run of {}: applied in {:.2f} s\n", courses, seconds_since(start));
}

std::string body_of(const std::vector<ScrapedItem>& items) {
    std::string body;
    core::json::Writer json(body);
    json.begin_object().key("items").begin_array();
    for (const auto& item : items) {
        const auto& course = item.course;
        json.begin_object().member("url", course.url).member("name", course.name);
        json.member("provider", course.provider)
            .member("level", course.level)
            .member("format", course.format);
        json.key("cost")
            .raw(R"({"kind":"fixed","amount":"100.00"})")
            .key("cpd")
            .raw(R"({"kind":"points","points":"3.5"})");
        json.member("ongoing", false).key("duration_days").null();
        json.key("dates").raw(R"([{"starts_at":"2030-03-05T09:00:00+08:00","ends_at":null}])");
        json.key("provenance").begin_object();
        for (const auto& where : item.provenance) {
            json.key(where.field).begin_object().member("url", where.url).member("selector", where.selector);
            json.member("raw", where.raw).member("at", "2030-01-01T00:00:00Z").end_object();
        }
        json.end_object().end_object();
    }
    json.end_array().end_object();
    return body;
}

/// One connection, batch by batch, as the scraper does.
void hand_in_over_http(tests::InboxStore& store, std::size_t courses, bench::Targets& targets) {
    core::SystemClock clock;
    cms::FrameworkLookup lookup(clock, 1);
    cms::Context context;
    context.clock = &clock;
    core::http::Router router;
    for (auto& route : cms::hand_in_routes(context, lookup)) {
        router.add(route.method, route.pattern, route.handler, route.options);
    }
    core::http::MiddlewareChain chain;
    core::http::ServerConfig config;
    config.address = "127.0.0.1";
    config.port = 0;
    config.threads = 1;
    core::http::Server server(config, router, chain);
    core::postgres::PoolConfig pool_config;
    pool_config.connection = store.database().config();
    pool_config.connection.statement_timeout = std::chrono::seconds(5);
    core::postgres::Pool pool(server.executors().front(), pool_config);
    const auto source = tests::make_inbox_source(pool);
    context.routers.resize(1);
    context.routers[0].own<CmsModel>(*source);
    server.start();

    std::vector<std::string> bodies;
    Generator generator;
    for (std::size_t from = 0; from < courses; from += kBatch) {
        bodies.push_back(body_of(generator.batch(0, from, kBatch)));
    }
    core::http::Client client(store.database().io().get_executor());
    const std::string base = fmt::format("http://127.0.0.1:{}/internal/v1/scrapes/http", server.port());
    const auto send = [&](std::string path, std::string body) -> Task<unsigned> {
        const auto response = co_await client.send(
            {core::http::Method::put, base + path, {{"Content-Type", "application/json"}}, std::move(body)}
        );
        co_return response ? response->status : 0;
    };
    store.run(send("", R"({"spider":"spider0","spider_version":"1","started_at":"2030-01-01T00:00:00Z"})"));
    const auto start = Clock::now();
    std::size_t refused = 0;
    for (auto& body : bodies) refused += store.run(send("/items", std::move(body))) == 200 ? 0 : 1;
    const auto rate = static_cast<double>(courses) / seconds_since(start);
    fmt::print("over HTTP, one connection: {:.0f} items/s ({} batches refused)\n", rate, refused);
    targets.at_least("items per second over HTTP", rate, 2'000);
    targets.below("batches refused", static_cast<double>(refused), 1);
    server.stop();
}

void measure(
    tests::InboxStore& store, bench::Targets& targets, const std::string& name, const InboxQuery& query
) {
    std::vector<double> times;
    std::int64_t total = 0;
    for (int i = 0; i < kRepeats; ++i) {
        const auto start = Clock::now();
        total = store.list(query).total;
        times.push_back(seconds_since(start) * 1000);
    }
    std::sort(times.begin(), times.end());
    fmt::print(
        "{:<32} {:>8} rows  p50 {:6.1f} ms  p99 {:6.1f} ms\n",
        name,
        total,
        times[kRepeats / 2],
        times[kRepeats * 99 / 100]
    );
    targets.below("p99 in ms of the list: " + name, times[kRepeats * 99 / 100], 50);
}

void measure_lists(tests::InboxStore& store, bench::Targets& targets) {
    const auto measure_list = [&](const std::string& name, const InboxQuery& query) {
        measure(store, targets, name, query);
    };
    InboxQuery all;
    measure_list("first page", all);
    const auto first = store.list(all).items.back();
    InboxQuery next = all;
    next.after = InboxPlace{first.last_seen_at, first.name, first.id};
    measure_list("second page", next);
    InboxQuery deep = all;
    deep.sort = InboxSort::name;
    deep.descending = false;
    measure_list("by name", deep);
    deep.after = InboxPlace{first.last_seen_at, "m", first.id};
    measure_list("by name, from the middle", deep);
    deep.backwards = true;
    measure_list("by name, backwards", deep);
    deep.filter.states = {InboxState::fresh};
    measure_list("by name, new ones", deep);
    const auto filtered = [&](const char* name, auto set) {
        InboxQuery query;
        set(query.filter);
        measure_list(name, query);
        query.sort = InboxSort::name;
        measure_list(std::string(name) + ", by name", query);
    };
    filtered("state: new", [](InboxFilter& f) { f.states = {InboxState::fresh}; });
    filtered("state: gone (rare)", [](InboxFilter& f) { f.states = {InboxState::gone}; });
    filtered("states: changed, gone", [](InboxFilter& f) {
        f.states = {InboxState::changed, InboxState::gone};
    });
    filtered("spider", [](InboxFilter& f) { f.spider = "spider3"; });
    filtered("provider", [&](InboxFilter& f) { f.provider = first.provider; });
    filtered("conflicts", [](InboxFilter& f) { f.conflicts = true; });
    filtered("no conflicts", [](InboxFilter& f) { f.conflicts = false; });
    filtered("q: a word", [&](InboxFilter& f) { f.text = first.name.substr(0, first.name.find(' ')); });
    filtered("q: two words", [&](InboxFilter& f) {
        f.text = "ba " + first.name.substr(first.name.rfind(' '));
    });
    filtered("q: one letter", [](InboxFilter& f) { f.text = "b"; });
    filtered("q: in every row", [](InboxFilter& f) { f.text = "provider"; });
    filtered("q: nothing", [](InboxFilter& f) { f.text = "zzzzzz"; });
    filtered("q and spider and state", [](InboxFilter& f) {
        f.text = "b";
        f.spider = "spider3";
        f.states = {InboxState::fresh};
    });
    InboxQuery hundred;
    hundred.limit = 100;
    measure_list("a page of 100", hundred);
}

void review_by_new_rules() {
    tests::Offers offers(1'000);
    offers.change_prices(20'000);
    offers.store.set_rules({{CourseField::cost, StandingRule::accept}});
    double longest = 0;
    const auto begun = Clock::now();
    for (std::int64_t after = 0;;) {
        const auto start = Clock::now();
        const auto batch = offers.review(after, 25);
        longest = std::max(longest, seconds_since(start));
        if (batch.reviewed == 0) break;
        after = batch.last_id;
    }
    fmt::print(
        "new rules over 1,000 linked courses: {:.2f} s, longest transaction {:.0f} ms\n",
        seconds_since(begun),
        longest * 1000
    );
}

}  // namespace

int main(int argc, char** argv) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    const std::size_t courses = argc > 1 ? std::stoul(argv[1]) : 100'000;
    tests::InboxStore store;
    hand_in_all(store, "first", courses);
    hand_in_all(store, "again", courses);
    bench::Targets targets;
    hand_in_over_http(store, std::min<std::size_t>(courses / kSpiders, 10'000), targets);
    store.database().sql("vacuum analyze");
    store.database().sql(
        "update editorial.scraped_course set state = 'gone' where id % 1000 = 0;"
        "update editorial.scraped_course set conflicts = 1 where id % 500 = 1;"
    );
    measure_lists(store, targets);
    one_large_run(store, courses);
    review_by_new_rules();
    return targets.exit_status();
}
