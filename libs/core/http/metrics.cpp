#include "core/http/metrics.hpp"

#include <boost/unordered/unordered_flat_map.hpp>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <mutex>
#include <thread>

namespace core::http {

namespace {

/// A route's pattern lives as long as its router, so its address names it.
struct SeriesKey {
    const char* route = nullptr;
    Method method = Method::get;
    unsigned status_class = 0;

    bool operator==(const SeriesKey&) const = default;

    friend std::size_t hash_value(const SeriesKey& key) {
        std::size_t seed = std::hash<const char*>()(key.route);
        return seed * 64 + static_cast<std::size_t>(key.method) * 8 + key.status_class;
    }
};

struct Series {
    prometheus::Counter* requests = nullptr;
    prometheus::Histogram* duration = nullptr;
};

/// One worker's series; on a cache line of its own.
struct alignas(64) Cache {
    boost::unordered_flat_map<SeriesKey, Series> series;
};

const prometheus::Histogram::BucketBoundaries& duration_buckets() {
    static const prometheus::Histogram::BucketBoundaries buckets{
        0.0001,
        0.00025,
        0.0005,
        0.001,
        0.0025,
        0.005,
        0.01,
        0.025,
        0.05,
        0.1,
        0.25,
        0.5,
        1,
        2.5,
        5,
        10,
    };
    return buckets;
}

struct Watched {
    prometheus::Gauge& gauge;
    std::function<std::size_t()> read;
};

}  // namespace

struct Metrics::Body {
    std::shared_ptr<prometheus::Registry> registry = std::make_shared<prometheus::Registry>();
    prometheus::Family<prometheus::Counter>& requests =
        prometheus::BuildCounter().Name("http_requests_total").Help("Exchanges finished").Register(*registry);
    prometheus::Family<prometheus::Histogram>& durations =
        prometheus::BuildHistogram()
            .Name("http_request_duration_seconds")
            .Help("From the whole head read to the response written")
            .Register(*registry);
    prometheus::Family<prometheus::Gauge>& connections =
        prometheus::BuildGauge().Name("http_connections").Help("Open connections").Register(*registry);
    std::vector<Watched> watched;
    std::vector<Cache> caches;

    Series make(const Request& request, unsigned status_class) {
        const std::string route(request.route.empty() ? std::string_view("unmatched") : request.route);
        const std::string method(to_string(request.method));
        return {
            &requests.Add(
                {{"route", route}, {"method", method}, {"status", fmt::format("{}xx", status_class)}}
            ),
            &durations.Add({{"route", route}, {"method", method}}, duration_buckets()),
        };
    }
};

Metrics::Metrics(unsigned workers) : body_(std::make_unique<Body>()) {
    body_->caches.resize(workers > 0 ? workers : std::max(1U, std::thread::hardware_concurrency()));
}

Metrics::~Metrics() = default;

void Metrics::after(const Exchange& exchange) {
    const Request& request = exchange.request;
    const unsigned status_class = exchange.response.status / 100;
    auto& series = body_->caches.at(request.worker).series;
    Series& one =
        series[{request.route.empty() ? nullptr : request.route.data(), request.method, status_class}];
    if (one.requests == nullptr) {
        one = body_->make(request, status_class);
    }
    one.requests->Increment();
    one.duration->Observe(std::chrono::duration<double>(exchange.duration).count());
}

void Metrics::watch_connections(std::string_view server, std::function<std::size_t()> connections) {
    body_->watched.push_back(
        {body_->connections.Add({{"server", std::string(server)}}), std::move(connections)}
    );
}

prometheus::Registry& Metrics::registry() {
    return *body_->registry;
}

std::string Metrics::render() const {
    for (const Watched& one : body_->watched) {
        one.gauge.Set(static_cast<double>(one.read()));
    }
    return prometheus::TextSerializer().Serialize(body_->registry->Collect());
}

}  // namespace core::http
