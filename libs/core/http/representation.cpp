#include "core/http/representation.hpp"

#include <algorithm>
#include <utility>

namespace core::http {

namespace {

/// Below this an encoded body fits the same single packet.
constexpr std::size_t kSmallBody = 860;

bool is_compressible(std::string_view content_type) {
    constexpr std::array<std::string_view, 9> kCompressed{
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
        "image/avif",
        "font/woff",
        "application/zip",
        "application/gzip",
        "video/",
    };
    return std::none_of(kCompressed.begin(), kCompressed.end(), [content_type](std::string_view type) {
        return content_type.starts_with(type);
    });
}

}  // namespace

Representation::Representation(
    std::string content_type, std::string identity, std::string etag, std::string_view cache_control
)
    : content_type_(std::move(content_type)),
      identity_(std::move(identity)),
      etag_(std::move(etag)),
      cache_control_(cache_control),
      worth_encoding_(identity_.size() >= kSmallBody && is_compressible(content_type_)),
      held_(identity_.size()) {}

Encoding Representation::offer(Encoding wanted) const {
    if (wanted == Encoding::identity || !worth_encoding_) {
        return Encoding::identity;
    }
    return bytes(wanted).size() < identity_.size() ? wanted : Encoding::identity;
}

const std::string& Representation::bytes(Encoding encoding) const {
    if (encoding == Encoding::identity) {
        return identity_;
    }
    const auto index = static_cast<std::size_t>(encoding);
    std::call_once(once_[index], [this, encoding, index] {
        std::string encoded = compress(identity_, encoding);
        encoded.shrink_to_fit();
        encoded_[index] = std::move(encoded);
        held_.fetch_add(encoded_[index].size(), std::memory_order_relaxed);
    });
    return encoded_[index];
}

}  // namespace core::http
