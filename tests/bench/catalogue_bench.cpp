// The parts of a read, each by itself: choosing rows, taking a page of them, writing it, parsing its query,
// logging it; and building the snapshot they are read from.
#include "app_server/catalogue/snapshot.hpp"
#include "app_server/dto/course_json.hpp"
#include "app_server/framework_import/import.hpp"
#include "app_server/handlers/directory_reads.hpp"
#include "core/base/log_line.hpp"
#include "core/http/query.hpp"
#include "generated_courses.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstdlib>
#include <iostream>

namespace {

using namespace core::domain;

const app::Presentation& presentation() {
    static const app::Presentation shared{core::TimeZone::find("Asia/Singapore").value(), "SGD"};
    return shared;
}

const std::shared_ptr<const app::FrameworkView>& framework() {
    static const auto shared = [] {
        auto imported = app::framework_import::read_framework(
            LIFTED_STARTER_DATA, {.year = 2030, .zone = presentation().zone, .title = "Measured"}
        );
        return std::make_shared<const app::FrameworkView>(std::move(imported.value().framework));
    }();
    return shared;
}

app::Snapshot::Parts make_parts(std::size_t courses) {
    app::Snapshot::Parts parts{
        .version = {1, 1}, .framework = framework(), .providers = {}, .courses = {}, .removals = {}
    };
    const auto choices = bench::choices_of(framework()->data());
    bench::Random random;
    std::map<std::string, std::int32_t> providers;
    for (std::size_t n = 1; n <= courses; ++n) {
        StoredCourse stored;
        stored.number = static_cast<std::int64_t>(n);
        stored.course = bench::make_course(random, choices, n);
        const auto id = static_cast<std::int32_t>(providers.size()) + 1;
        stored.provider = providers.emplace(*stored.course.provider, id).first->second;
        parts.courses.push_back(app::publish(std::move(stored), *parts.framework, presentation()));
    }
    for (const auto& [name, id] : providers) parts.providers.push_back({id, name});
    std::sort(parts.providers.begin(), parts.providers.end(), [](const auto& a, const auto& b) {
        return a.id < b.id;
    });
    return parts;
}

const app::Snapshot& snapshot(std::size_t courses) {
    static std::map<std::size_t, std::unique_ptr<app::Snapshot>> made;
    auto& one = made[courses];
    if (!one) one = std::make_unique<app::Snapshot>(make_parts(courses));
    return *one;
}

app::Filter filter_of(std::size_t which) {
    app::Filter filter;
    switch (which) {
        case 0: break;
        case 1: filter.levels = {1}; break;
        case 2:
            filter.levels = {0, 1, 2};
            filter.areas = {3, 7};
            break;
        case 3: filter.providers = {5, 17}; break;
        case 4:
            filter.starts_from =
                core::Instant(std::chrono::sys_days(std::chrono::year(2029) / 3 / 7).time_since_epoch());
            filter.formats = {1};
            break;
        default: filter.name = "arbitration"; filter.cost_kinds = {0};
    }
    return filter;
}

constexpr std::array kFilters{"none", "level", "levels+areas", "providers", "from+format", "name+cost"};

void match(benchmark::State& state) {
    const auto& of = snapshot(static_cast<std::size_t>(state.range(0)));
    const auto filter = filter_of(static_cast<std::size_t>(state.range(1)));
    for (auto _ : state) benchmark::DoNotOptimize(of.matching_entries(filter, {}));
    state.SetLabel(kFilters[static_cast<std::size_t>(state.range(1))]);
}

BENCHMARK(match)->ArgsProduct({{10'000, 100'000}, {0, 1, 2, 3, 4, 5}});

void page(benchmark::State& state) {
    const auto& of = snapshot(static_cast<std::size_t>(state.range(0)));
    const auto filter = filter_of(static_cast<std::size_t>(state.range(1)));
    const auto order = static_cast<std::size_t>(state.range(2));
    const app::SortOrder sort{static_cast<app::SortKey>(order / 2), order % 2 == 1};
    for (auto _ : state) {
        benchmark::DoNotOptimize(of.entries().page(of.matching_entries(filter, sort), {}, 30));
    }
    state.SetLabel(kFilters[static_cast<std::size_t>(state.range(1))]);
}

BENCHMARK(page)->ArgsProduct({{10'000, 100'000}, {1, 2, 3, 5}, {0, 3, 6}});

/// Filtered pages of which hardly any two are alike, two or three filters each.
std::vector<std::string> cold_queries(std::string_view order, int count) {
    bench::Random random;
    const auto& data = framework()->data();
    const auto some = [&](std::string_view name, const auto& items, std::uint64_t most) {
        std::string text;
        for (auto n = 1 + random.below(most); n > 0; --n)
            text += fmt::format("&{}={}", name, to_int(random.of(items).id));
        return text;
    };
    const auto day = [&](std::string_view name) {
        return fmt::format(
            "&{}=20{}-{:02}-{:02}", name, 28 + random.below(3), 1 + random.below(12), 1 + random.below(28)
        );
    };
    const auto coarse = [&]() -> std::string {
        switch (random.below(7)) {
            case 0: return some("level", data.levels, 3);
            case 1: return some("format", data.formats, 3);
            case 2: return some("area", data.areas, 4);
            case 3: return some("need", data.needs, 2);
            case 4: return some("vertical", data.verticals, 2);
            case 5: return fmt::format("&cost_max={}", 300 + random.below(1700));
            default: return random.below(2) == 0 ? "&cost=fixed&cost=free" : "&cpd=points&cpd=tbc";
        }
    };
    std::vector<std::string> queries;
    for (int i = 0; i < count; ++i) {
        auto query = fmt::format("sort={}{}{}", order, coarse(), coarse());
        query += random.below(4) == 0 ? fmt::format("&provider={}", 1 + random.below(300))
                                      : day(random.below(2) == 0 ? "from" : "to");
        queries.push_back(std::move(query));
    }
    return queries;
}

constexpr std::array kColdOrders{"start", "-cost", "name"};

void ask_pages(benchmark::State& state, int queries_in_turn) {
    const auto& of = snapshot(static_cast<std::size_t>(state.range(0)));
    const auto* const order = kColdOrders[static_cast<std::size_t>(state.range(1))];
    const auto queries = cold_queries(order, queries_in_turn);
    core::http::Request request;
    request.path = "/api/v1/course-instances";
    std::size_t at = 0;
    std::size_t refused = 0;
    for (auto _ : state) {
        request.query = queries[at++ % queries.size()];
        const auto answer = app::list_course_instances({of, presentation(), core::Instant(), request});
        refused += answer ? 0 : 1;
        benchmark::DoNotOptimize(answer);
    }
    state.SetLabel(fmt::format("{}, {} refused", order, refused));
}

/// More pages than a page cache keeps, few enough that their rows are remembered.
void cold_page(benchmark::State& state) {
    ask_pages(state, 5'000);
}

BENCHMARK(cold_page)->ArgsProduct({{10'000, 100'000}, {0, 1, 2}});

/// Pages that nobody asked for yet.
void new_page(benchmark::State& state) {
    ask_pages(state, 400'000);
}

BENCHMARK(new_page)->ArgsProduct({{10'000, 100'000}, {0, 1, 2}});

void write_page(benchmark::State& state) {
    const auto& of = snapshot(10'000);
    for (auto _ : state) {
        std::string out;
        for (std::uint32_t row = 0; row < 30; ++row) app::append_entry(out, of.entries().text_of(row));
        benchmark::DoNotOptimize(out);
    }
}

BENCHMARK(write_page);

void write_course(benchmark::State& state) {
    const auto& of = snapshot(10'000);
    std::uint32_t course = 0;
    for (auto _ : state) {
        std::string out;
        app::append_course_detail(out, of.course(course++ % 10'000), of.framework());
        benchmark::DoNotOptimize(out);
    }
}

BENCHMARK(write_course);

void publish_course(benchmark::State& state) {
    bench::Random random;
    StoredCourse stored;
    stored.course = bench::make_course(random, bench::choices_of(framework()->data()), 1);
    for (auto _ : state) benchmark::DoNotOptimize(app::publish(stored, *framework(), presentation()));
}

BENCHMARK(publish_course);

void build_snapshot(benchmark::State& state) {
    const auto parts = make_parts(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) benchmark::DoNotOptimize(app::Snapshot(parts));
}

BENCHMARK(build_snapshot)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

void follow_snapshot(benchmark::State& state) {
    auto parts = make_parts(static_cast<std::size_t>(state.range(0)));
    const app::Snapshot last(parts);
    auto& changed = parts.courses[parts.courses.size() / 2];
    auto stored = changed->stored;
    stored.course.name = "Measured Anew";
    stored.changed_in = ++parts.version.version;
    changed = app::publish(std::move(stored), *parts.framework, presentation());
    for (auto _ : state) benchmark::DoNotOptimize(app::Snapshot::following(last, parts));
}

BENCHMARK(follow_snapshot)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

void log_line(benchmark::State& state) {
    const auto process = core::log::process_members("app", "0.1.0");
    for (auto _ : state) {
        std::string out;
        core::log::render(
            out,
            core::SystemClock().now(),
            core::log::Level::info,
            process,
            "request",
            {{"method", "GET"},
             {"path", "/api/v1/course-instances"},
             {"status", 200},
             {"bytes", 27'000},
             {"client", "127.0.0.1"}}
        );
        benchmark::DoNotOptimize(out);
    }
}

BENCHMARK(log_line);

void parse_query(benchmark::State& state) {
    constexpr std::string_view kText = "sort=-start&level=3&level=4&area=17&from=2029-03-07&q=trade+marks";
    for (auto _ : state) {
        core::http::QueryReader query(kText);
        benchmark::DoNotOptimize(query.text("sort", 20));
        benchmark::DoNotOptimize(query.integers("level", 1, 1000, 100));
        benchmark::DoNotOptimize(query.integers("area", 1, 1000, 100));
        benchmark::DoNotOptimize(query.day("from"));
        benchmark::DoNotOptimize(query.text("q", 200));
        benchmark::DoNotOptimize(query.finish());
    }
}

BENCHMARK(parse_query);

}  // namespace

BENCHMARK_MAIN();
