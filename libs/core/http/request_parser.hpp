#pragma once

#include "core/http/request_rules.hpp"
#include "core/http/server.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace core::http {

/// Reads one request after another from a connection's bytes. The grammar is Beast's; the limits and the
/// rules Beast leaves open are ours. Nothing is copied: the request's views point into the bytes given.
class RequestParser {
public:
    enum class Step { need_more, complete, refused };

    explicit RequestParser(const ServerLimits& limits) : limits_(limits) {}

    /// Begins the next request.
    void reset();

    /// Reads a head that stands at the start of `bytes`, whole or in part; call again with more. Once it is
    /// complete, `bytes` must stay where they are while `request` is used. Costs the same however many pieces
    /// it comes in.
    Step read_head(std::string_view bytes, Request& request);

    /// Octets of the complete head, with the empty line before it that RFC 9112 §2.2 allows.
    [[nodiscard]] std::size_t head_size() const { return head_size_; }

    /// True once a byte has been seen.
    [[nodiscard]] bool begun() const { return begun_; }

    /// Reads body octets and appends their content to `body`; `consumed` of `bytes` are done with, the rest
    /// must be given again. Refuses with 413 what grows beyond `limit` and with 400 what is not the chunked
    /// coding.
    Step read_body(std::string_view bytes, std::size_t limit, std::string& body, std::size_t& consumed);

    [[nodiscard]] const Framing& framing() const { return framing_; }

    [[nodiscard]] bool keep_alive() const { return keep_alive_; }

    [[nodiscard]] const Refusal& refusal() const { return refusal_; }

private:
    class Grammar;

    struct GrammarDeleter {
        void operator()(Grammar* grammar) const;
    };

    Step refuse(Refusal refusal);
    std::optional<Refusal> check_line(std::string_view line);
    Step parse_head(std::string_view head, Request& request);

    const ServerLimits& limits_;
    std::unique_ptr<Grammar, GrammarDeleter> grammar_;
    FramingFields fields_;
    Framing framing_;
    Refusal refusal_;
    std::string target_;     // the target where it is not in the bytes in origin form
    std::size_t start_ = 0;  // where the request line begins
    std::size_t fields_start_ = 0;
    std::size_t line_ = 0;   // where the line being scanned begins
    std::size_t lines_ = 0;  // complete lines before it
    std::size_t seen_ = 0;   // octets scanned
    std::size_t head_size_ = 0;
    bool begun_ = false;
    bool keep_alive_ = false;
};

}  // namespace core::http
