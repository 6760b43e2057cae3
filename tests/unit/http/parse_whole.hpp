#pragma once

#include "core/http/request_parser.hpp"

#include <string>
#include <string_view>

namespace core::http::testing {

/// What became of some bytes: the request, or the status it was refused with.
struct Parsed {
    unsigned status = 0;  ///< 0: a whole request was read; 1: more is needed
    std::string method, target, path, query, host, body;
    std::size_t headers = 0;
    bool keep_alive = false;
    std::size_t used = 0;  ///< octets of the request
};

inline constexpr unsigned kAccepted = 0;
inline constexpr unsigned kNeedsMore = 1;

/// Feeds the bytes in pieces of `step` octets, as a connection would.
inline Parsed parse_whole(
    std::string_view bytes,
    std::size_t step = std::string_view::npos,
    std::size_t body_limit = 1024,
    const ServerLimits& limits = {}
) {
    RequestParser parser(limits);
    parser.reset();
    Request request;
    Parsed out;
    const std::string held(bytes);
    auto outcome = RequestParser::Step::need_more;
    std::size_t given = 0;
    while (outcome == RequestParser::Step::need_more && given < held.size()) {
        given = held.size() - given > step ? given + step : held.size();
        outcome = parser.read_head(std::string_view(held).substr(0, given), request);
    }
    if (outcome == RequestParser::Step::complete) {
        std::size_t begin = parser.head_size();
        std::string body;
        outcome = RequestParser::Step::need_more;
        for (bool more = true; more;) {
            std::size_t consumed = 0;
            outcome = parser.read_body(
                std::string_view(held).substr(begin, given - begin), body_limit, body, consumed
            );
            begin += consumed;
            more = outcome == RequestParser::Step::need_more && given < held.size();
            given = held.size() - given > step ? given + step : held.size();
        }
        out.used = begin;
        request.body = body;
    }
    if (outcome == RequestParser::Step::refused) {
        out.status = parser.refusal().status;
        return out;
    }
    if (outcome == RequestParser::Step::need_more) {
        out.status = kNeedsMore;
        return out;
    }
    out.method = to_string(request.method);
    out.target = request.target;
    out.path = request.path;
    out.query = request.query;
    out.host = request.host;
    out.body = request.body;
    out.headers = request.headers.size();
    out.keep_alive = parser.keep_alive();
    return out;
}

}  // namespace core::http::testing
