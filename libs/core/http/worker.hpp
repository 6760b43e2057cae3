#pragma once

#include "core/http/connection.hpp"
#include "core/http/session.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace core::http {

/// One thread of the server: its io_context, its acceptor, its sessions, and the one timer that watches over
/// their deadlines.
class Worker {
public:
    Worker(SharedState& shared, unsigned index, std::shared_ptr<asio::ssl::context> tls);

    /// Binds with SO_REUSEPORT and listens; returns the port. Throws boost::system::system_error.
    std::uint16_t listen(const asio::ip::tcp::endpoint& endpoint);

    /// Runs until `end`. Call on the worker's thread.
    void run();

    // From any thread:
    void drain();  ///< closes the listener, when it has accepted what waits, and the idle connections
    void cut();    ///< closes every connection
    void end();    ///< makes run() return

    asio::io_context::executor_type executor() { return context_.get_executor(); }

    [[nodiscard]] SharedState& shared() const { return shared_; }

    [[nodiscard]] unsigned index() const { return index_; }

    // On the worker's thread:
    void add(Session& session) { sessions_.push_back(session); }

    [[nodiscard]] std::chrono::steady_clock::time_point now() const { return now_; }  ///< at most a tick old

    [[nodiscard]] std::string_view date() const { return date_; }

    void append_request_id(std::string& out);

private:
    using Sessions = boost::intrusive::list<Session, boost::intrusive::constant_time_size<false>>;

    Task<> accept_loop();
    Task<> tick_loop();
    Task<> pause();
    bool admit(Socket& socket, const asio::ip::tcp::endpoint& peer);
    void close_listener();
    void drain_sessions();
    void warn_of_pause(std::string_view reason);
    void update_time();

    SharedState& shared_;
    unsigned index_;
    std::shared_ptr<asio::ssl::context> tls_;
    std::string id_prefix_;
    std::uint64_t next_id_ = 0;
    std::chrono::steady_clock::time_point now_;
    std::chrono::steady_clock::time_point warned_;
    std::chrono::sys_seconds date_second_;
    std::string date_;
    bool accepting_ = false;
    Sessions sessions_;
    // Destroyed before what stands above, because it destroys the connections that still wait in it.
    asio::io_context context_{1};
    asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
    asio::ip::tcp::acceptor acceptor_{context_};
    asio::steady_timer pause_{context_};
    asio::steady_timer tick_{context_};
};

}  // namespace core::http
