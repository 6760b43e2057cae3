#include "support/database_route.hpp"

#include "core/async/task.hpp"
#include "core/postgres/conninfo.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <array>
#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

namespace tests {

namespace asio = core::asio;
using core::Task;
using Tcp = asio::ip::tcp;
using Local = asio::local::stream_protocol;

namespace {

std::string socket_of(const core::postgres::ConnectionSettings& settings) {
    const auto host = settings.find("host");
    if (host == settings.end() || !host->second.starts_with('/'))
        throw std::runtime_error("the test cluster has no Unix socket");
    const auto port = settings.find("port");
    return host->second + "/.s.PGSQL." + (port == settings.end() ? "5432" : port->second);
}

struct Link {
    Link(Tcp::socket c, Local::socket d) : client(std::move(c)), database(std::move(d)) {}

    void close() {
        boost::system::error_code ignored;
        client.close(ignored);
        database.close(ignored);
    }

    Tcp::socket client;
    Local::socket database;
    bool dead = false;  ///< open, and nothing comes through ever again
};

}  // namespace

struct DatabaseRoute::State {
    explicit State(const std::string& text)
        : direct(text),
          socket(socket_of(core::postgres::parse_conninfo(text))),
          acceptor(context, Tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
        open_again.expires_at(asio::steady_timer::time_point::max());
        asio::co_spawn(context, accept(), asio::detached);
        thread = std::thread([this] { context.run(); });
    }

    ~State() {
        context.stop();
        thread.join();
    }

    State(const State&) = delete;
    State& operator=(const State&) = delete;

    Task<> accept() {
        for (;;) {
            Tcp::socket client = co_await acceptor.async_accept(asio::use_awaitable);
            Local::socket database(context);
            co_await database.async_connect(Local::endpoint(socket), asio::use_awaitable);
            const auto link = std::make_shared<Link>(std::move(client), std::move(database));
            links.push_back(link);
            asio::co_spawn(context, pass(link, link->client, link->database), asio::detached);
            asio::co_spawn(context, pass(link, link->database, link->client), asio::detached);
        }
    }

    template <class From, class To>
    Task<> pass(std::shared_ptr<Link> link, From& from, To& to) {
        std::array<char, 16 * 1024> bytes{};
        // Until one side has ended it: so does the other, once that can be told.
        boost::system::error_code ended;
        while (!ended) {
            const auto size = co_await from.async_read_some(
                asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, ended)
            );
            co_await let_through(*link);
            if (ended) break;
            co_await asio::async_write(
                to, asio::buffer(bytes.data(), size), asio::redirect_error(asio::use_awaitable, ended)
            );
        }
        link->close();
    }

    Task<> let_through(const Link& link) {
        while (silent || link.dead) {
            boost::system::error_code woken;
            co_await open_again.async_wait(asio::redirect_error(asio::use_awaitable, woken));
        }
    }

    /// Runs on the route's thread, waited for.
    template <class F>
    void change(F&& apply) {
        std::promise<void> done;
        asio::post(context, [&] {
            apply();
            done.set_value();
        });
        done.get_future().wait();
    }

    std::string direct;
    std::string socket;
    asio::io_context context{1};
    Tcp::acceptor acceptor;
    asio::steady_timer open_again{context};
    std::vector<std::weak_ptr<Link>> links;
    bool silent = false;
    std::thread thread;
};

DatabaseRoute::DatabaseRoute(const std::string& conninfo) : state_(std::make_unique<State>(conninfo)) {}

DatabaseRoute::~DatabaseRoute() = default;

std::string DatabaseRoute::conninfo() const {
    // The last of two values of one keyword counts.
    return fmt::format("{} host=127.0.0.1 port={}", state_->direct, state_->acceptor.local_endpoint().port());
}

void DatabaseRoute::swallow() {
    state_->change([this] { state_->silent = true; });
}

void DatabaseRoute::forward(Old old) {
    state_->change([&] {
        state_->silent = false;
        for (const auto& weak : state_->links) {
            if (const auto link = weak.lock(); link && old == Old::stay_silent) link->dead = true;
        }
        state_->open_again.cancel();
    });
}

}  // namespace tests
