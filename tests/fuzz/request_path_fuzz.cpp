// The way of a request's bytes up to the handler: parser, rules, router, conditional request, head of the
// response. The bytes are read whole and in pieces; both must come to the same end.
#include "core/http/request_parser.hpp"
#include "core/http/response_head.hpp"
#include "core/http/router.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace core::http;
using Step = RequestParser::Step;

constexpr std::size_t kBodyLimit = 256;

struct Outcome {
    Step step = Step::need_more;
    std::string target;
    std::string body;
    bool in_chunks = false;  ///< the body is chunked

    bool operator==(const Outcome&) const = default;
};

const Router& router() {
    static const Router table = [] {
        Router out;
        const SyncHandler handler = [](const Request&) { return Response(); };
        out.add(Method::get, "/", handler);
        out.add(Method::get, "/a/{b}", handler);
        out.add(Method::post, "/a/{b}/c", handler);
        return out;
    }();
    return table;
}

void respond(Request& request) {
    const Router::Match match = router().match(request.method, request.path, request.path_params);
    Response response =
        Response::of(std::make_shared<const Representation>("text/plain", "x", "v1", "no-cache"));
    if (match.route == nullptr) {
        response.status = 404;
    }
    Outgoing out;
    compose(request, response, {"Sun, 06 Nov 1994 08:49:37 GMT", true, true, false}, out);
    // One head, and nothing of the request in it.
    if (out.head.find("\r\n\r\n") != out.head.size() - 4) {
        std::abort();
    }
}

Outcome read(std::string_view bytes, std::size_t piece) {
    static const ServerLimits limits;
    RequestParser parser(limits);
    parser.reset();
    Request request;
    Outcome out;
    std::size_t given = 0;
    const auto more = [&] {
        const bool any = given < bytes.size();
        given = std::min(bytes.size(), given + piece);
        return any;
    };
    while (out.step == Step::need_more && more()) {
        out.step = parser.read_head(bytes.substr(0, given), request);
    }
    if (out.step == Step::complete) {
        out.target = request.target;
        respond(request);
        out.in_chunks = parser.framing().chunked;
        std::size_t begin = parser.head_size();
        do {
            std::size_t consumed = 0;
            out.step = parser.read_body(bytes.substr(begin, given - begin), kBodyLimit, out.body, consumed);
            begin += consumed;
        } while (out.step == Step::need_more && more());
        if (!parser.framing().chunked && parser.framing().content_length <= kBodyLimit &&
            out.body.size() > parser.framing().content_length) {
            std::abort();
        }
        if (parser.framing().chunked && out.body.size() > kBodyLimit) {
            std::abort();
        }
    }
    if (out.step == Step::refused) {
        // Of two faults on one line, pieces may show another first.
        out.target.clear();
        out.body.clear();
    } else if (out.step == Step::need_more) {
        // How much of an unfinished body was read depends on the pieces.
        out.body.clear();
    }
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    const Outcome whole = read(bytes, size + 1);
    const Outcome pieces = read(bytes, 3);
    // Where a fault in a chunked body shows, and so whether it does before the bytes end, depends on the
    // pieces; whether the body is complete does not.
    const bool undecided = whole.in_chunks && whole.step != Step::complete && pieces.step != Step::complete;
    if (!(whole == pieces) && !undecided) {
        std::abort();
    }
    return 0;
}
