#pragma once

#include "core/http/input_buffer.hpp"
#include "core/http/request_parser.hpp"
#include "core/http/response_head.hpp"
#include "core/http/router.hpp"

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/intrusive/list_hook.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace core::http {

class Worker;
struct SharedState;

/// One connection's state and decisions, without its I/O: that is Connection's. Lives on its worker's thread;
/// every object in it is reused from request to request.
class Session
    : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>,
      public std::enable_shared_from_this<Session> {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    Session(Worker& worker, const asio::ip::address& peer, bool tls);
    virtual ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Acts on a deadline that has passed.
    void tick(TimePoint now);

    /// Ends the connection if it waits for a request of which no byte has come.
    void drain();

    /// Closes the socket; pending operations fail.
    virtual void cut() noexcept = 0;

protected:
    enum class Phase { handshake, head, idle, body, handling, writing, lingering };
    enum class Next { respond, read_body, call };

    /// An asynchronous handler's call; outlives the session's interest in it.
    struct Call {
        asio::cancellation_signal cancel;
        std::exception_ptr fault;
        Response response;
        bool done = false;
    };

    void enter(Phase phase, std::chrono::milliseconds limit);
    void handshake_done();

    // The steps of one exchange, in order.
    RequestParser::Step read_head();
    [[nodiscard]] Next begin(RequestParser::Step step);
    RequestParser::Step read_body();
    [[nodiscard]] Next body_done(RequestParser::Step step);
    /// Null: the handler was synchronous and the response is there.
    std::shared_ptr<Call> call_handler();
    void take_result(Call& call);
    void compose();
    void finish(std::size_t body_bytes_sent);
    void write_progressed(std::size_t bytes);

    /// A failed read: the answer 408 when a deadline passed amid a request, else the end.
    [[nodiscard]] bool read_failed();

    [[nodiscard]] bool keep_alive() const { return keep_alive_; }

    /// Closing at once would reset the connection and could take the answer with it.
    [[nodiscard]] bool must_linger() const { return unread_body_ || !input_.bytes().empty(); }

    [[nodiscard]] bool wants_continue() const;

    virtual void interrupt() noexcept = 0;                     ///< pending reads fail
    [[nodiscard]] virtual bool readable() const noexcept = 0;  ///< bytes wait in the socket
    virtual void wake() noexcept = 0;                          ///< ends the wait for a handler

    Worker& worker_;
    SharedState& shared_;
    InputBuffer input_;
    InputBuffer body_input_;  // a body's bytes: the head's must stay where they are
    Outgoing outgoing_;
    bool timed_out_ = false;

private:
    void leave_soon();
    RequestParser::Step checked(RequestParser::Step step);
    void identify();
    void refuse(const Refusal& refusal);
    void refuse(unsigned status, std::string_view code, std::string_view detail);
    [[nodiscard]] std::optional<Refusal> check_body() const;
    /// Takes what has arrived of the body from the common budget. What is only declared costs nothing.
    [[nodiscard]] bool reserve_body();
    void release_body();
    void drop_body();
    void answer_options();
    void answer_without_route(std::string_view allow, bool known_path);
    bool before();
    void answer_exception(std::exception_ptr fault);
    [[nodiscard]] bool too_slow(TimePoint now) const;

    RequestParser parser_;
    Request request_;
    Response response_;
    const Route* route_ = nullptr;
    std::shared_ptr<Call> call_;
    TimePoint deadline_;
    TimePoint started_;
    TimePoint transfer_started_;  ///< of the body that is read, or of the response that is written
    std::size_t body_received_ = 0;
    std::size_t body_reserved_ = 0;
    std::size_t written_ = 0;
    std::size_t served_ = 0;
    std::string peer_;
    Phase phase_ = Phase::head;
    bool tls_;
    bool peer_trusted_;
    bool cors_ = false;
    bool keep_alive_ = true;
    bool leaving_ = false;  // draining: closed unless a request begins at once
    bool unread_body_ = false;
    bool overloaded_ = false;  ///< the body exceeds what is left of the common budget; the connection ends
};

}  // namespace core::http
