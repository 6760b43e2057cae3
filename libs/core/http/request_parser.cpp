#include "core/http/request_parser.hpp"

#include "core/http/ascii.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <cstring>
#include <limits>
#include <ostream>

namespace core::http {

namespace beast_http = boost::beast::http;
using boost::beast::error_code;
using BeastView = boost::beast::string_view;

namespace {

constexpr std::size_t kMaxChunkHeadBytes = 16 * 1024;
constexpr std::size_t kLastChunkBytes = std::string_view("0\r\n\r\n").size();
constexpr Refusal kMalformed{400, "malformed-request", "The request is not HTTP/1.1."};
constexpr Refusal kMalformedBody{400, "malformed-body", "The body is not in the chunked coding."};

/// Beast's parser, telling what it reads.
class Reader final : public beast_http::basic_parser<true> {
public:
    Request* request = nullptr;  // null once the head is read: trailers are dropped (RFC 9112 §7.1.2)
    FramingFields* fields = nullptr;
    std::string* body = nullptr;
    std::string_view method;
    bool http11 = false;
    bool body_limited = false;

private:
    void on_request_impl(beast_http::verb, BeastView method_token, BeastView target, int version, error_code&)
        override {
        method = method_token;
        request->target = target;
        http11 = version == 11;
    }

    void on_field_impl(beast_http::field field, BeastView name, BeastView value, error_code&) override {
        if (request == nullptr) {
            return;
        }
        request->headers.emplace_back(name, value);
        if (field == beast_http::field::host) {
            fields->host = value;
            ++fields->host_count;
        } else if (field == beast_http::field::content_length) {
            fields->content_length = value;
            ++fields->content_length_count;
        } else if (field == beast_http::field::transfer_encoding) {
            fields->transfer_encoding.push_back(value);
        } else if (field == beast_http::field::expect) {
            fields->expect = value;
        }
    }

    std::size_t on_body_impl(BeastView bytes, error_code&) override {
        body->append(bytes);
        return bytes.size();
    }

    std::size_t on_chunk_body_impl(std::uint64_t, BeastView bytes, error_code&) override {
        body->append(bytes);
        return bytes.size();
    }

    void on_response_impl(int, BeastView, int, error_code&) override {}

    void on_header_impl(error_code&) override {}

    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}

    void on_chunk_header_impl(std::uint64_t, BeastView, error_code&) override {}

    void on_finish_impl(error_code&) override {}
};

bool names_another_version(std::string_view head) {
    const std::string_view line = head.substr(0, head.find("\r\n"));
    const std::size_t space = line.rfind(' ');
    if (space == std::string_view::npos || line.find(' ', line.find(' ') + 1) != space) {
        return false;
    }
    const std::string_view version = line.substr(space + 1);
    return version.size() == 8 && version.starts_with("HTTP/") && ascii::is_digit(version[5]) &&
           version[6] == '.' && ascii::is_digit(version[7]);
}

Refusal refusal_of(error_code fault, std::string_view head) {
    if (fault == beast_http::error::bad_version && names_another_version(head)) {
        return {505, "unknown-http-version", "This server speaks HTTP/1.1 and HTTP/1.0."};
    }
    if (fault == beast_http::error::bad_content_length ||
        fault == beast_http::error::multiple_content_length ||
        fault == beast_http::error::bad_transfer_encoding) {
        return {
            400, "bad-framing", "The fields that say where the body ends are wrong or contradict each other."
        };
    }
    return kMalformed;
}

}  // namespace

class RequestParser::Grammar {
public:
    // A Beast parser reads one message only; making the next one in place allocates nothing.
    std::optional<Reader> reader;
};

void RequestParser::GrammarDeleter::operator()(Grammar* grammar) const {
    delete grammar;
}

void RequestParser::reset() {
    fields_.clear();
    start_ = fields_start_ = line_ = lines_ = seen_ = head_size_ = 0;
    begun_ = keep_alive_ = false;
}

RequestParser::Step RequestParser::refuse(Refusal refusal) {
    refusal_ = refusal;
    keep_alive_ = false;
    return Step::refused;
}

std::optional<Refusal> RequestParser::check_line(std::string_view line) {
    if (lines_ == 0) {
        if (line.size() > limits_.request_line_bytes) {
            return Refusal{414, "target-too-long", "The request line is longer than this server reads."};
        }
        return std::nullopt;
    }
    // A folded line continues a value; RFC 9112 §5.2 lets a server refuse it.
    if (line.starts_with(' ') || line.starts_with('\t')) {
        return kMalformed;
    }
    if (lines_ > limits_.header_count || line_ + line.size() - fields_start_ > limits_.header_bytes) {
        return Refusal{
            431, "headers-too-large", "The header fields are more or longer than this server reads."
        };
    }
    return std::nullopt;
}

RequestParser::Step RequestParser::read_head(std::string_view bytes, Request& request) {
    begun_ = begun_ || !bytes.empty();
    if (seen_ == 0 && bytes.starts_with('\r')) {
        if (bytes.size() < 2) {
            return Step::need_more;
        }
        start_ = line_ = seen_ = bytes[1] == '\n' ? 2 : 0;
    }
    if (bytes.size() > start_ && !ascii::is_token_char(bytes[start_])) {
        return refuse(kMalformed);
    }
    while (seen_ < bytes.size()) {
        const void* const found = std::memchr(bytes.data() + seen_, '\n', bytes.size() - seen_);
        if (found == nullptr) {
            seen_ = bytes.size();
            break;
        }
        const auto line_feed = static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
        if (line_feed == line_ || bytes[line_feed - 1] != '\r') {
            return refuse(kMalformed);
        }
        const std::string_view line = bytes.substr(line_, line_feed - 1 - line_);
        seen_ = line_feed + 1;
        if (line.empty()) {
            head_size_ = seen_;
            return parse_head(bytes.substr(start_, head_size_ - start_), request);
        }
        if (auto refusal = check_line(line)) {
            return refuse(*refusal);
        }
        line_ = seen_;
        if (lines_++ == 0) {
            fields_start_ = line_;
        }
    }
    // The line that has begun counts as if it ended here, but for the CR that may be its end.
    const std::string_view partial = bytes.substr(line_);
    if (partial.size() > 1) {
        if (auto refusal = check_line(partial.substr(0, partial.size() - 1))) {
            return refuse(*refusal);
        }
    }
    return Step::need_more;
}

RequestParser::Step RequestParser::parse_head(std::string_view head, Request& request) {
    if (!grammar_) {
        grammar_.reset(new Grammar);
    }
    Reader& reader = grammar_->reader.emplace();
    reader.header_limit(std::numeric_limits<std::uint32_t>::max());
    reader.body_limit(boost::none);
    reader.request = &request;
    reader.fields = &fields_;
    request.headers.clear();
    error_code fault;
    const std::size_t used = reader.put({head.data(), head.size()}, fault);
    reader.request = nullptr;
    if (fault) {
        return refuse(refusal_of(fault, head));
    }
    if (used != head.size()) {
        return refuse(kMalformed);
    }
    framing_ = {};
    framing_.http11 = reader.http11;
    if (auto refusal = check_framing(fields_, framing_)) {
        return refuse(*refusal);
    }
    const std::optional<Method> method = parse_method(reader.method);
    if (!method) {
        return refuse({501, "unknown-method", "This server does not implement the method."});
    }
    request.method = *method;
    if (auto refusal = check_target(request, fields_, reader.http11, target_)) {
        return refuse(*refusal);
    }
    keep_alive_ = reader.keep_alive();
    return Step::complete;
}

RequestParser::Step RequestParser::read_body(
    std::string_view bytes, std::size_t limit, std::string& body, std::size_t& consumed
) {
    consumed = 0;
    Reader& reader = *grammar_->reader;
    if (reader.is_done()) {
        return Step::complete;
    }
    // Beast asserts that a last chunk it looks at again has 5 octets (1.81); what remains of a chunked body
    // has at least these, so fewer are never worth looking at.
    if (bytes.empty() || (framing_.chunked && bytes.size() < kLastChunkBytes)) {
        return Step::need_more;
    }
    if (!reader.body_limited) {
        reader.body_limit(limit);
        reader.body_limited = true;
    }
    reader.body = &body;
    reader.eager(true);
    error_code fault;
    consumed = reader.put({bytes.data(), bytes.size()}, fault);
    if (fault == beast_http::error::body_limit) {
        return refuse({413, "body-too-large", "The body is larger than this resource takes."});
    }
    if (fault && fault != beast_http::error::need_more) {
        return refuse(kMalformedBody);
    }
    if (reader.is_done()) {
        return Step::complete;
    }
    // What stays unused is an incomplete chunk head or trailer.
    if (bytes.size() - consumed > kMaxChunkHeadBytes) {
        return refuse(
            {431, "headers-too-large", "A chunk head or the trailer is longer than this server reads."}
        );
    }
    return Step::need_more;
}

}  // namespace core::http
