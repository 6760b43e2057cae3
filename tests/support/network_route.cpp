#include "support/network_route.hpp"

#include "core/async/task.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <future>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <thread>
#include <vector>

namespace tests {

namespace asio = core::asio;
using core::Task;
using Tcp = asio::ip::tcp;
using Generic = asio::generic::stream_protocol;

namespace {

struct Link {
    Link(Tcp::socket c, asio::io_context& context) : client(std::move(c)), target(context) {}

    void close() {
        boost::system::error_code ignored;
        client.close(ignored);
        target.close(ignored);
    }

    /// Whether the client has ended the connection, whatever it sent before.
    [[nodiscard]] bool client_has_left() {
        tcp_info info{};
        socklen_t size = sizeof info;
        return ::getsockopt(client.native_handle(), IPPROTO_TCP, TCP_INFO, &info, &size) != 0 ||
               info.tcpi_state != TCP_ESTABLISHED;
    }

    Tcp::socket client;
    Generic::socket target;
    bool dead = false;  ///< open, and nothing comes through ever again
};

}  // namespace

struct NetworkRoute::State {
    explicit State(Generic::endpoint to)
        : target(std::move(to)), acceptor(context, Tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
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
            std::erase_if(links, [](const auto& link) { return link.expired(); });
            const auto link = std::make_shared<Link>(std::move(client), context);
            links.push_back(link);
            asio::co_spawn(context, connect(link), asio::detached);
        }
    }

    /// Of a connection that begins while everything is swallowed nobody is told before that is over, and
    /// never when its client has given up meanwhile.
    Task<> connect(std::shared_ptr<Link> link) {
        constexpr std::chrono::milliseconds kLook{50};
        boost::system::error_code failed;
        while (silent || link->dead) {
            if (link->client_has_left()) co_return;
            asio::steady_timer look(context, kLook);
            co_await look.async_wait(asio::redirect_error(asio::use_awaitable, failed));
        }
        co_await link->target.async_connect(target, asio::redirect_error(asio::use_awaitable, failed));
        if (failed) co_return link->close();
        asio::co_spawn(context, pass(link, link->client, link->target), asio::detached);
        asio::co_spawn(context, pass(link, link->target, link->client), asio::detached);
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
            if (ended || is_last()) break;
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

    /// Whether a connection is to end in place of the piece of data that is at hand.
    bool is_last() { return pieces_left > 0 && --pieces_left == 0; }

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

    Generic::endpoint target;
    asio::io_context context{1};
    Tcp::acceptor acceptor;
    asio::steady_timer open_again{context};
    std::vector<std::weak_ptr<Link>> links;
    bool silent = false;
    std::size_t pieces_left = 0;  ///< until a connection ends; 0: none does
    std::thread thread;
};

NetworkRoute::NetworkRoute(std::uint16_t port)
    : state_(std::make_unique<State>(Tcp::endpoint(asio::ip::address_v4::loopback(), port))) {}

NetworkRoute::NetworkRoute(const std::string& socket)
    : state_(std::make_unique<State>(asio::local::stream_protocol::endpoint(socket))) {}

NetworkRoute::~NetworkRoute() = default;

std::uint16_t NetworkRoute::port() const {
    return state_->acceptor.local_endpoint().port();
}

void NetworkRoute::swallow() {
    state_->change([this] { state_->silent = true; });
}

void NetworkRoute::forward(Old old) {
    state_->change([&] {
        state_->silent = false;
        for (const auto& weak : state_->links) {
            if (const auto link = weak.lock(); link && old == Old::stay_silent) link->dead = true;
        }
        state_->open_again.cancel();
    });
}

void NetworkRoute::end_at(std::size_t number) {
    state_->change([&] { state_->pieces_left = number; });
}

bool NetworkRoute::has_ended_one() {
    bool ended = false;
    state_->change([&] { ended = state_->pieces_left == 0; });
    return ended;
}

}  // namespace tests
