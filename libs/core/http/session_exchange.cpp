// What a session does between a request read and its response written.
#include "core/base/log.hpp"
#include "core/http/ascii.hpp"
#include "core/http/problem.hpp"
#include "core/http/server_state.hpp"
#include "core/http/session.hpp"
#include "core/http/worker.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>

#include <algorithm>

namespace core::http {

namespace {

bool is_host_allowed(const std::vector<std::string>& allowed, std::string_view authority) {
    const std::string_view host = host_of(authority);
    return allowed.empty() || std::any_of(allowed.begin(), allowed.end(), [host](const std::string& one) {
               return ascii::iequals(one, host);
           });
}

std::string_view media_type(std::string_view content_type) {
    return ascii::trim(content_type.substr(0, content_type.find(';')));
}

std::string_view what_of(const std::exception_ptr& fault, std::string& scratch) {
    try {
        std::rethrow_exception(fault);
    } catch (const std::exception& error) {
        scratch = error.what();
    } catch (...) {
        scratch = "not a std::exception";
    }
    return scratch;
}

}  // namespace

void Session::identify() {
    request_.client = peer_;
    request_.secure = tls_;
    request_.request_id.clear();
    if (peer_trusted_) {
        shared_.trust.apply(request_);
        if (const std::string_view given = request_.header("X-Request-Id"); is_request_id(given)) {
            request_.request_id = given;
            return;
        }
    }
    worker_.append_request_id(request_.request_id);
}

void Session::refuse(const Refusal& refusal) {
    refuse(refusal.status, refusal.code, refusal.detail);
}

void Session::refuse(unsigned status, std::string_view code, std::string_view detail) {
    response_ = problem(status, code, detail, request_.request_id);
    keep_alive_ = false;
}

std::optional<Refusal> Session::check_body() const {
    const RouteOptions& options = route_->options;
    if (parser_.framing().content_length > options.body_limit_bytes || options.body_limit_bytes == 0) {
        return Refusal{413, "body-too-large", "The body is larger than this resource takes."};
    }
    if (!options.body_type.empty() &&
        !ascii::iequals(media_type(request_.header("Content-Type")), options.body_type)) {
        return Refusal{
            415, "unsupported-media-type", "This resource does not take a body of this media type."
        };
    }
    const std::string_view coding = request_.header("Content-Encoding");
    if (!coding.empty() && !ascii::iequals(coding, "identity")) {
        return Refusal{415, "unsupported-content-encoding", "A request body must not be compressed."};
    }
    return std::nullopt;
}

Session::Next Session::begin(RequestParser::Step step) {
    started_ = std::chrono::steady_clock::now();
    identify();
    if (step == RequestParser::Step::refused) {
        unread_body_ = true;
        if (timed_out_) {
            refuse(408, "request-timeout", "The request did not arrive in time.");
        } else {
            refuse(parser_.refusal());
        }
        return Next::respond;
    }
    keep_alive_ = parser_.keep_alive();
    input_.consume(parser_.head_size());
    unread_body_ = parser_.framing().has_body();
    if (!is_host_allowed(shared_.config.allowed_hosts, request_.host)) {
        refuse(421, "unknown-host", "This server does not answer for the host asked for.");
        return Next::respond;
    }
    const Router::Match match = shared_.router.match(request_.method, request_.path, request_.path_params);
    route_ = match.route;
    if (route_ == nullptr) {
        keep_alive_ = keep_alive_ && !unread_body_;
        if (before()) {
            answer_without_route(match.allow, match.known_path);
        }
        return Next::respond;
    }
    request_.route = route_->pattern;
    cors_ = route_->options.cors;
    if (unread_body_) {
        if (const auto refusal = check_body()) {
            refuse(*refusal);
            return Next::respond;
        }
        transfer_started_ = started_;
        body_received_ = 0;
        enter(Phase::body, shared_.config.limits.body_deadline);
        return Next::read_body;
    }
    return before() ? Next::call : Next::respond;
}

Session::Next Session::body_done(RequestParser::Step step) {
    if (step == RequestParser::Step::refused) {
        // The connection may stay open for a while, until the client has read the answer.
        drop_body();
        if (overloaded_) {
            refuse(503, "overloaded", "The server receives too much at once; try again in a moment.");
            response_.header("Retry-After", "1");
        } else if (timed_out_) {
            refuse(408, "request-timeout", "The body did not arrive in time.");
        } else {
            refuse(parser_.refusal());
        }
        return Next::respond;
    }
    unread_body_ = false;
    return before() ? Next::call : Next::respond;
}

bool Session::before() {
    try {
        for (const auto& middleware : shared_.chain) {
            if (auto answer = middleware->before(request_, route_)) {
                response_ = std::move(*answer);
                return false;
            }
        }
        return true;
    } catch (...) {
        answer_exception(std::current_exception());
        return false;
    }
}

void Session::answer_without_route(std::string_view allow, bool known_path) {
    if (request_.path == "*") {
        response_ = Response(204);
        response_.header("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    } else if (!known_path) {
        response_ = problem(404, "not-found", "There is nothing at this path.", request_.request_id);
    } else if (request_.method == Method::options) {
        answer_options();
        response_.header("Allow", allow);
        if (cors_) {
            response_.header("Access-Control-Allow-Methods", allow);
            response_.header("Access-Control-Allow-Headers", "Accept, Content-Type, If-None-Match");
            response_.header("Access-Control-Max-Age", "86400");
        }
    } else {
        response_ = problem(
            405,
            "method-not-allowed",
            "This path does not offer the method; Allow says which it does.",
            request_.request_id
        );
        response_.header("Allow", allow);
    }
}

void Session::answer_options() {
    const std::optional<Method> asked = parse_method(request_.header("Access-Control-Request-Method"));
    const Router::Match target =
        shared_.router.match(asked.value_or(Method::get), request_.path, request_.path_params);
    cors_ = target.route != nullptr && target.route->options.cors;
    response_ = Response(204);
}

std::shared_ptr<Session::Call> Session::call_handler() {
    try {
        if (const auto* handler = std::get_if<SyncHandler>(&route_->handler)) {
            response_ = (*handler)(request_);
            return nullptr;
        }
        call_ = std::make_shared<Call>();
        enter(Phase::handling, route_->options.deadline);
        asio::co_spawn(
            worker_.executor(),
            std::get<AsyncHandler>(route_->handler)(request_),
            // Holds the session, and with it the request, for as long as the handler runs.
            asio::bind_cancellation_slot(
                call_->cancel.slot(),
                [self = shared_from_this(), call = call_](std::exception_ptr fault, Response response) {
                    call->fault = std::move(fault);
                    call->response = std::move(response);
                    call->done = true;
                    self->wake();
                }
            )
        );
        return call_;
    } catch (...) {
        answer_exception(std::current_exception());
        return nullptr;
    }
}

void Session::take_result(Call& call) {
    if (timed_out_) {
        log::warning("handler timed out", {{"request_id", request_.request_id}, {"route", request_.route}});
        refuse(504, "deadline-exceeded", "The answer was not ready in time.");
    } else if (call.fault) {
        answer_exception(call.fault);
    } else {
        response_ = std::move(call.response);
    }
    call_.reset();
}

void Session::answer_exception(std::exception_ptr fault) {
    std::string scratch;
    const std::string_view what = what_of(fault, scratch);
    std::optional<Error> error;
    if (const auto& translate = shared_.config.translate_exception) {
        error = translate(fault);
    }
    log::write(
        error ? log::Level::warning : log::Level::error,
        "handler failed",
        {{"request_id", request_.request_id}, {"route", request_.route}, {"error", what}}
    );
    response_ = error ? problem(*error, request_.request_id)
                      : problem(500, "internal-error", "The server failed to answer.", request_.request_id);
}

void Session::compose() {
    const ServerLimits& limits = shared_.config.limits;
    ++served_;
    keep_alive_ = keep_alive_ && !response_.close && !shared_.closing.load(std::memory_order_relaxed) &&
                  (limits.requests_per_connection == 0 || served_ < limits.requests_per_connection);
    try {
        for (const auto& middleware : shared_.chain) {
            middleware->decorate(request_, response_);
        }
        http::compose(
            request_, response_, {worker_.date(), keep_alive_, parser_.framing().http11, cors_}, outgoing_
        );
    } catch (...) {
        answer_exception(std::current_exception());
        http::compose(
            request_, response_, {worker_.date(), keep_alive_, parser_.framing().http11, cors_}, outgoing_
        );
    }
    enter(Phase::writing, limits.write_stall);
    transfer_started_ = worker_.now();
    written_ = 0;
}

}  // namespace core::http
