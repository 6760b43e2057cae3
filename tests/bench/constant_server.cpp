// Our HTTP server with every middleware, log and metrics on, answering with a constant: what
// bare_beast_server is compared with. constant_server PORT BYTES THREADS
#include "core/base/log.hpp"
#include "core/http/access_log.hpp"
#include "core/http/metrics.hpp"
#include "core/http/rate_limit.hpp"
#include "core/http/server.hpp"

#include <csignal>
#include <iostream>
#include <string>

namespace http = core::http;

int main(int argc, char** argv) {
    if (argc != 4) {
        std::cerr << "usage: constant_server PORT BYTES THREADS\n";
        return 2;
    }
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    core::log::start("constant_server", "bench", core::log::Level::info);
    http::ServerConfig config;
    config.address = "127.0.0.1";
    config.port = static_cast<std::uint16_t>(std::stoul(argv[1]));
    config.threads = static_cast<unsigned>(std::stoul(argv[3]));

    const auto representation = std::make_shared<const http::Representation>(
        "application/json", std::string(std::stoul(argv[2]), 'x'), "constant", "public, max-age=60"
    );
    http::Router router;
    router.add(http::Method::get, "/", http::SyncHandler([representation](const http::Request&) {
                   return http::Response::of(representation);
               }));

    http::MiddlewareChain chain;
    chain.push_back(std::make_unique<http::RateLimit>(
        http::RateLimitOptions{.per_second = 1e9, .burst = 1e9, .workers = config.threads}
    ));
    chain.push_back(std::make_unique<http::Metrics>(config.threads));
    chain.push_back(std::make_unique<http::AccessLog>());

    http::Server server(config, router, chain);
    server.start();
    int received = 0;
    sigwait(&signals, &received);
    const bool clean = server.stop();
    core::log::stop();
    return clean ? 0 : 1;
}
