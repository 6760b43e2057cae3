#include "core/http/session.hpp"

#include "core/base/log.hpp"
#include "core/http/server_state.hpp"
#include "core/http/worker.hpp"

#include <algorithm>

namespace core::http {

namespace {

constexpr std::size_t kKeptBodyBytes = 4 * 1024;  // of a body's memory, between requests
constexpr std::chrono::milliseconds kUnusedGrace{300};

}  // namespace

Session::Session(Worker& worker, const asio::ip::address& peer, bool tls)
    : worker_(worker),
      shared_(worker.shared()),
      parser_(shared_.config.limits),
      peer_(normalised(peer).to_string()),
      tls_(tls),
      peer_trusted_(shared_.trust.trusts(normalised(peer))) {
    worker_.add(*this);
    request_.worker = worker_.index();
    enter(tls ? Phase::handshake : Phase::head, shared_.config.limits.head_deadline);
}

Session::~Session() {
    release_body();
    shared_.connection_ended();
}

void Session::enter(Phase phase, std::chrono::milliseconds limit) {
    phase_ = phase;
    // The worker's time is up to a tick old.
    deadline_ = worker_.now() + shared_.config.limits.tick + limit;
}

bool Session::too_slow(TimePoint now) const {
    const ServerLimits& limits = shared_.config.limits;
    const auto behind = [&](std::chrono::milliseconds grace, std::size_t bytes, std::size_t rate) {
        const auto late = now - transfer_started_ - grace;
        return late > decltype(late)::zero() &&
               static_cast<double>(bytes) <
                   std::chrono::duration<double>(late).count() * static_cast<double>(rate);
    };
    switch (phase_) {
        case Phase::body: return behind(limits.body_grace, body_received_, limits.body_min_rate_bytes);
        case Phase::writing: return behind(limits.write_grace, written_, limits.write_min_rate_bytes);
        default: return false;
    }
}

bool Session::reserve_body() {
    const std::size_t more = request_.body.size() - body_reserved_;
    if (!shared_.take_body_bytes(more)) {
        return false;
    }
    body_reserved_ += more;
    return true;
}

void Session::drop_body() {
    request_.body.clear();
    request_.body.shrink_to_fit();
    release_body();
}

void Session::release_body() {
    shared_.body_bytes.fetch_sub(body_reserved_);
    body_reserved_ = 0;
}

void Session::tick(TimePoint now) {
    if (now < deadline_ && !too_slow(now)) {
        return;
    }
    deadline_ = TimePoint::max();
    switch (phase_) {
        case Phase::head:
        case Phase::body:
            timed_out_ = true;
            interrupt();
            return;
        case Phase::handling:
            timed_out_ = true;
            call_->cancel.emit(asio::cancellation_type::terminal);
            wake();
            return;
        case Phase::idle: interrupt(); return;
        case Phase::handshake:
        case Phase::writing:
        case Phase::lingering: cut(); return;
    }
}

void Session::drain() {
    if (parser_.begun() || readable()) {
        return;
    }
    if (phase_ == Phase::idle) {
        // Not cut: a read may be done with bytes in hand and its completion still under way.
        interrupt();
    } else if (phase_ == Phase::head) {
        leave_soon();
    }
}

void Session::leave_soon() {
    // The first request may be under way.
    leaving_ = true;
    deadline_ = std::min(deadline_, std::chrono::steady_clock::now() + kUnusedGrace);
}

void Session::handshake_done() {
    enter(Phase::head, shared_.config.limits.head_deadline);
    if (shared_.closing) {
        leave_soon();
    }
}

bool Session::wants_continue() const {
    return parser_.framing().expects_continue && body_received_ == 0;
}

RequestParser::Step Session::checked(RequestParser::Step step) {
    // The deadline passed while the bytes just read were under way.
    if (timed_out_ && step == RequestParser::Step::need_more) {
        return RequestParser::Step::refused;
    }
    timed_out_ = timed_out_ && step != RequestParser::Step::complete;
    return step;
}

RequestParser::Step Session::read_head() {
    const auto step = checked(parser_.read_head(input_.bytes(), request_));
    if (step == RequestParser::Step::need_more && parser_.begun() && (phase_ == Phase::idle || leaving_)) {
        leaving_ = false;
        enter(Phase::head, shared_.config.limits.head_deadline);
    }
    return step;
}

bool Session::read_failed() {
    return timed_out_ && (phase_ == Phase::body || parser_.begun());
}

RequestParser::Step Session::read_body() {
    InputBuffer& source = input_.bytes().empty() ? body_input_ : input_;
    const std::string_view bytes = source.bytes();
    std::size_t consumed = 0;
    const auto step = parser_.read_body(bytes, route_->options.body_limit_bytes, request_.body, consumed);
    body_received_ += consumed;
    source.consume(consumed);
    if (step == RequestParser::Step::need_more && &source == &input_) {
        body_input_.append(input_.bytes());
        input_.consume(input_.bytes().size());
    }
    if (step != RequestParser::Step::refused && !reserve_body()) {
        overloaded_ = true;
        return RequestParser::Step::refused;
    }
    return checked(step);
}

void Session::write_progressed(std::size_t bytes) {
    if (phase_ == Phase::writing) {
        written_ += bytes;
        enter(Phase::writing, shared_.config.limits.write_stall);
    }
}

void Session::finish(std::size_t body_bytes_sent) {
    const auto duration =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - started_);
    try {
        for (const auto& middleware : shared_.chain) {
            middleware->after({request_, response_, body_bytes_sent, duration});
        }
    } catch (const std::exception& error) {
        log::error("middleware failed after a response", {{"error", error.what()}});
    }
    if (!keep_alive_) {
        return;
    }
    response_ = Response();
    outgoing_.body = {};
    route_ = nullptr;
    cors_ = false;
    request_.route = request_.target = request_.path = request_.query = request_.host = {};
    request_.method = Method::get;
    request_.headers.clear();
    request_.path_params.clear();
    request_.body.clear();
    if (request_.body.capacity() > kKeptBodyBytes) {
        request_.body.shrink_to_fit();
    }
    if (body_reserved_ > 0) {
        release_body();
    }
    if (!body_input_.bytes().empty()) {
        input_.append(body_input_.bytes());
        body_input_.consume(body_input_.bytes().size());
    }
    body_input_.shrink();
    if (input_.bytes().empty()) {
        input_.shrink();
    }
    parser_.reset();
    enter(Phase::idle, shared_.config.limits.idle);
    // The drain passed by while the response was being written.
    if (shared_.closing.load(std::memory_order_relaxed) && input_.bytes().empty() && !readable()) {
        keep_alive_ = false;
    }
}

}  // namespace core::http
