#pragma once

#include "core/http/middleware.hpp"

#include <functional>
#include <memory>
#include <string>

namespace prometheus {
class Registry;
}

namespace core::http {

/// Counts and times exchanges by route, method and class of status. A series is looked up by name once per
/// thread; after that a request costs two atomic additions and no search by text.
class Metrics final : public Middleware {
public:
    /// `workers`: ServerConfig::threads of the servers that share this chain, the largest; 0: one per core.
    explicit Metrics(unsigned workers);
    ~Metrics() override;

    void after(const Exchange& exchange) override;

    /// Reports what `connections` returns as `http_connections{server="…"}` at each render. Call before the
    /// servers start; the function must be callable as long as render is.
    void watch_connections(std::string_view server, std::function<std::size_t()> connections);

    /// For the service's own series; shared with nobody else.
    [[nodiscard]] prometheus::Registry& registry();

    /// Everything in the registry, in the Prometheus text format (version 0.0.4). Thread-safe. Not for the
    /// public port (ASVS 13.4.5).
    [[nodiscard]] std::string render() const;

    static constexpr std::string_view kContentType = "text/plain; version=0.0.4; charset=utf-8";

private:
    struct Body;
    std::unique_ptr<Body> body_;
};

}  // namespace core::http
