#include "scraper/engine/snapshots/compression.hpp"

#include <zstd.h>

#include <memory>
#include <stdexcept>

namespace scraper {

namespace {

struct ContextDeleter {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

}  // namespace

std::string compress(std::string_view bytes) {
    thread_local const std::unique_ptr<ZSTD_CCtx, ContextDeleter> context(ZSTD_createCCtx());
    std::string packed(ZSTD_compressBound(bytes.size()), '\0');
    const auto size =
        ZSTD_compressCCtx(context.get(), packed.data(), packed.size(), bytes.data(), bytes.size(), 1);
    if (ZSTD_isError(size) != 0U) throw std::runtime_error("zstd cannot compress");
    packed.resize(size);
    return packed;
}

std::string decompress(std::string_view bytes, std::size_t most) {
    const auto size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > most)
        throw std::runtime_error("the stored bytes are no snapshot");
    std::string plain(size, '\0');
    const auto written = ZSTD_decompress(plain.data(), plain.size(), bytes.data(), bytes.size());
    if (ZSTD_isError(written) != 0U || written != size)
        throw std::runtime_error("the stored snapshot is broken");
    return plain;
}

}  // namespace scraper
