#pragma once

#include "core/base/log.hpp"
#include "core/http/connection.hpp"
#include "core/http/server_state.hpp"
#include "core/http/session.hpp"
#include "core/http/worker.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <type_traits>

namespace core::http {

/// A session's I/O on a plain or TLS stream. Included by connection_plain.cpp and connection_tls.cpp alone.
template <class Stream>
class Connection final : public Session {
public:
    using Executor = asio::io_context::executor_type;
    template <class T>
    using Awaitable = asio::awaitable<T, Executor>;

    template <class... Args>
    Connection(Worker& worker, const asio::ip::address& peer, Args&&... args)
        : Session(worker, peer, kTls), stream_(std::forward<Args>(args)...), wake_(worker.executor()) {
        wake_.expires_at(asio::steady_timer::time_point::max());
    }

    static void start(std::shared_ptr<Connection> self) {
        asio::co_spawn(
            self->worker_.executor(),
            [self]() { return self->run(); },
            [self](const std::exception_ptr& fault) {
                self->cut();
                if (fault) {
                    log::error("connection failed", {});
                }
            }
        );
    }

    void cut() noexcept override {
        boost::system::error_code ignored;
        socket().close(ignored);
    }

private:
    static constexpr bool kTls = !std::is_same_v<Stream, Socket>;
    static constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> kToken{};
    static constexpr std::size_t kReadBytes = 1024;
    static constexpr std::size_t kBodyReadBytes = 16 * 1024;
    static constexpr std::chrono::milliseconds kLinger{2'000};
    using Step = RequestParser::Step;
    using Buffers = std::array<asio::const_buffer, 2>;

    Socket& socket() {
        if constexpr (kTls) {
            return stream_.next_layer();
        } else {
            return stream_;
        }
    }

    void interrupt() noexcept override {
        boost::system::error_code ignored;
        socket().cancel(ignored);
    }

    bool readable() const noexcept override {
        boost::system::error_code fault;
        return const_cast<Connection*>(this)->socket().available(fault) > 0;
    }

    void wake() noexcept override { wake_.cancel(); }

    Awaitable<void> run() {
        if constexpr (kTls) {
            const auto [fault] = co_await stream_.async_handshake(Stream::server, kToken);
            if (fault) {
                co_return;
            }
            handshake_done();
        }
        for (;;) {
            Step step = read_head();
            while (step == Step::need_more) {
                const auto [fault, count] =
                    co_await stream_.async_read_some(input_.space(kReadBytes), kToken);
                if (fault) {
                    if (!read_failed()) {
                        co_return;
                    }
                    step = Step::refused;
                    break;
                }
                input_.commit(count);
                step = read_head();
            }
            Next next = begin(step);
            if (next == Next::read_body) {
                const auto [open, body_step] = co_await receive_body();
                if (!open) {
                    co_return;
                }
                next = body_done(body_step);
            }
            if (next == Next::call) {
                if (const std::shared_ptr<Call> call = call_handler()) {
                    while (!call->done && !timed_out_) {
                        co_await wake_.async_wait(kToken);
                    }
                    take_result(*call);
                }
            }
            compose();
            Buffers buffers{asio::buffer(outgoing_.head), asio::buffer(outgoing_.body)};
            if (write_at_once(buffers) || co_await write(buffers)) {
                finish(outgoing_.body.size());
            } else {
                finish(outgoing_.body.size() - buffers[1].size());
                co_return;
            }
            if (!keep_alive()) {
                break;
            }
            if (!input_.bytes().empty()) {
                // The next request is here: the other connections take their turns before it.
                co_await asio::post(worker_.executor(), asio::use_awaitable_t<Executor>{});
            }
        }
        co_await end();
    }

    struct Received {
        bool open;
        Step step;
    };

    Awaitable<Received> receive_body() {
        Step step = read_body();
        if (step == Step::need_more && wants_continue()) {
            static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
            Buffers buffers{asio::buffer(kContinue), asio::const_buffer()};
            if (!co_await write(buffers)) {
                co_return Received{false, step};
            }
        }
        while (step == Step::need_more) {
            const auto [fault, count] =
                co_await stream_.async_read_some(body_input_.space(kBodyReadBytes), kToken);
            if (fault) {
                co_return Received{read_failed(), Step::refused};
            }
            body_input_.commit(count);
            step = read_body();
        }
        co_return Received{true, step};
    }

    static bool advance(Buffers& buffers, std::size_t count) {
        for (asio::const_buffer& buffer : buffers) {
            const std::size_t part = std::min(count, buffer.size());
            buffer += part;
            count -= part;
        }
        return buffers[0].size() == 0 && buffers[1].size() == 0;
    }

    /// Most responses fit the socket's buffer: no suspension, no trip through the reactor.
    bool write_at_once([[maybe_unused]] Buffers& buffers) {
        if constexpr (kTls) {
            return false;
        } else {
            boost::system::error_code fault;
            return advance(buffers, stream_.write_some(buffers, fault));
        }
    }

    Awaitable<bool> write(Buffers& buffers) {
        for (bool done = false; !done;) {
            const auto [fault, count] = co_await stream_.async_write_some(buffers, kToken);
            if (fault) {
                co_return false;
            }
            done = advance(buffers, count);
            write_progressed(count);
        }
        co_return true;
    }

    /// Closes so that the client can still read the last answer: what it has sent in vain must not reset the
    /// connection.
    Awaitable<void> end() {
        enter(Phase::lingering, kLinger);
        boost::system::error_code ignored;
        if constexpr (kTls) {
            co_await stream_.async_shutdown(kToken);
        }
        if (!must_linger()) {
            co_return;
        }
        socket().shutdown(asio::socket_base::shutdown_send, ignored);
        std::array<char, 4096> dropped;
        for (;;) {
            const auto [fault, count] = co_await socket().async_read_some(asio::buffer(dropped), kToken);
            if (fault) {
                co_return;
            }
        }
    }

    Stream stream_;
    asio::basic_waitable_timer<
        std::chrono::steady_clock,
        asio::wait_traits<std::chrono::steady_clock>,
        Executor>
        wake_;
};

}  // namespace core::http
