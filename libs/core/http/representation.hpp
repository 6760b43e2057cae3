#pragma once

#include "core/http/compression.hpp"

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace core::http {

/// Immutable bytes with their media type, compressed at most once per encoding whoever asks first. Safe to
/// share between threads.
class Representation {
public:
    Representation(
        std::string content_type, std::string identity, std::string etag, std::string_view cache_control
    );
    Representation(const Representation&) = delete;
    Representation& operator=(const Representation&) = delete;

    [[nodiscard]] const std::string& content_type() const { return content_type_; }

    [[nodiscard]] const std::string& identity() const { return identity_; }

    /// Opaque part, without quotes, for identity; the others append `-br`, …
    [[nodiscard]] const std::string& etag() const { return etag_; }

    [[nodiscard]] std::string_view cache_control() const { return cache_control_; }  ///< a literal

    /// Whether an encoding other than identity may be offered at all: so that Vary is needed. False for
    /// bodies under 860 bytes and for media types that are compressed already.
    [[nodiscard]] bool worth_encoding() const { return worth_encoding_; }

    /// The encoding to send to a client that prefers `wanted`: identity when encoding is not worth it or did
    /// not shrink these bytes. Compresses on first use.
    [[nodiscard]] Encoding offer(Encoding wanted) const;

    /// The bytes in an encoding, compressed on first use; a second caller waits for the first.
    [[nodiscard]] const std::string& bytes(Encoding encoding) const;

    /// Bytes held now, all encodings together: what a cache accounts for.
    [[nodiscard]] std::size_t held_bytes() const { return held_.load(std::memory_order_relaxed); }

private:
    std::string content_type_;
    std::string identity_;
    std::string etag_;
    std::string_view cache_control_;
    bool worth_encoding_;
    mutable std::array<std::once_flag, kEncodings> once_;
    mutable std::array<std::string, kEncodings> encoded_;
    mutable std::atomic<std::size_t> held_;
};

}  // namespace core::http
