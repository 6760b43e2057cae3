#include "core/http/compression.hpp"

#include <brotli/decode.h>
#include <brotli/encode.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>

namespace core::http {

namespace {

constexpr int kGzipLevel = 6;
constexpr int kBrotliQuality = 5;
constexpr int kZstdLevel = 3;
constexpr int kGzipWindow = 15 + 16;  ///< zlib's way of asking for the gzip wrapper
constexpr std::size_t kChunk = 32 * 1024;
constexpr int kZstdWindowLog = 23;  ///< 8 MiB, the most RFC 9659 lets a peer use

[[noreturn]] void broken(const char* what) {
    throw std::runtime_error(what);
}

/// Decoded bytes, never more than the limit.
class Output {
public:
    explicit Output(std::size_t limit) : limit_(limit) {}

    std::array<std::uint8_t, kChunk>& chunk() { return chunk_; }

    void take(std::size_t count) {
        if (count > limit_ - bytes_.size()) {
            throw DecodedTooLarge();
        }
        bytes_.append(chunk_.begin(), chunk_.begin() + static_cast<std::ptrdiff_t>(count));
    }

    std::string finish() { return std::move(bytes_); }

private:
    std::size_t limit_;
    std::string bytes_;
    std::array<std::uint8_t, kChunk> chunk_;
};

/// zlib counts in 32 bits; a body of ours is far below.
uInt zlib_size(std::size_t size) {
    if (size > UINT32_MAX) {
        broken("content is too long for gzip");
    }
    return static_cast<uInt>(size);
}

Bytef* zlib_input(std::string_view bytes) {
    // zlib's C interface is not const-correct; it only reads.
    return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));  // NOLINT
}

const std::uint8_t* octets(std::string_view bytes) {
    return reinterpret_cast<const std::uint8_t*>(bytes.data());
}

std::uint8_t* octets(std::string& bytes) {
    return reinterpret_cast<std::uint8_t*>(bytes.data());
}

std::string gzip(std::string_view bytes) {
    z_stream stream{};
    if (deflateInit2(&stream, kGzipLevel, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::bad_alloc();
    }
    const std::unique_ptr<z_stream, int (*)(z_stream*)> owner(&stream, &deflateEnd);
    std::string out(deflateBound(&stream, zlib_size(bytes.size())), '\0');
    stream.next_in = zlib_input(bytes);
    stream.avail_in = zlib_size(bytes.size());
    stream.next_out = octets(out);
    stream.avail_out = zlib_size(out.size());
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END) {
        broken("gzip did not finish");
    }
    out.resize(stream.total_out);
    return out;
}

std::string gunzip(std::string_view bytes, std::size_t limit) {
    z_stream stream{};
    if (inflateInit2(&stream, kGzipWindow) != Z_OK) {
        throw std::bad_alloc();
    }
    const std::unique_ptr<z_stream, int (*)(z_stream*)> owner(&stream, &inflateEnd);
    Output out(limit);
    stream.next_in = zlib_input(bytes);
    stream.avail_in = zlib_size(bytes.size());
    for (;;) {
        stream.next_out = out.chunk().data();
        stream.avail_out = kChunk;
        const int outcome = inflate(&stream, Z_NO_FLUSH);
        if (outcome != Z_OK && outcome != Z_STREAM_END) {
            broken("content is not gzip, or ends early");
        }
        out.take(kChunk - stream.avail_out);
        if (outcome == Z_STREAM_END) {
            if (stream.avail_in == 0) {
                return out.finish();
            }
            inflateReset(&stream);  // RFC 1952 §2.2: members may follow one another
        }
    }
}

std::string brotli(std::string_view bytes) {
    std::string out(std::max<std::size_t>(BrotliEncoderMaxCompressedSize(bytes.size()), 16), '\0');
    std::size_t size = out.size();
    const auto ok = BrotliEncoderCompress(
        kBrotliQuality,
        BROTLI_DEFAULT_WINDOW,
        BROTLI_MODE_TEXT,
        bytes.size(),
        octets(bytes),
        &size,
        octets(out)
    );
    if (ok != BROTLI_TRUE) {
        broken("brotli did not finish");
    }
    out.resize(size);
    return out;
}

std::string unbrotli(std::string_view bytes, std::size_t limit) {
    const std::unique_ptr<BrotliDecoderState, void (*)(BrotliDecoderState*)> state(
        BrotliDecoderCreateInstance(nullptr, nullptr, nullptr), &BrotliDecoderDestroyInstance
    );
    if (!state) {
        throw std::bad_alloc();
    }
    Output out(limit);
    const std::uint8_t* next_in = octets(bytes);
    std::size_t in_left = bytes.size();
    for (;;) {
        std::uint8_t* next_out = out.chunk().data();
        std::size_t out_left = kChunk;
        const auto outcome =
            BrotliDecoderDecompressStream(state.get(), &in_left, &next_in, &out_left, &next_out, nullptr);
        out.take(kChunk - out_left);
        if (outcome == BROTLI_DECODER_RESULT_SUCCESS && in_left == 0) {
            return out.finish();
        }
        if (outcome != BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) {
            broken("content is not br, or ends early");
        }
    }
}

std::string zstd(std::string_view bytes) {
    std::string out(ZSTD_compressBound(bytes.size()), '\0');
    const std::size_t size = ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), kZstdLevel);
    if (ZSTD_isError(size) != 0) {
        broken("zstd did not finish");
    }
    out.resize(size);
    return out;
}

std::string unzstd(std::string_view bytes, std::size_t limit) {
    const std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(), &ZSTD_freeDCtx);
    if (!context) {
        throw std::bad_alloc();
    }
    ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, kZstdWindowLog);
    Output out(limit);
    ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
    for (;;) {
        ZSTD_outBuffer output{out.chunk().data(), kChunk, 0};
        const std::size_t wanted = ZSTD_decompressStream(context.get(), &output, &input);
        if (ZSTD_isError(wanted) != 0) {
            broken("content is not zstd");
        }
        out.take(output.pos);
        if (input.pos == input.size && wanted == 0) {
            return out.finish();
        }
        if (input.pos == input.size && output.pos < kChunk) {
            broken("zstd content ends early");
        }
    }
}

}  // namespace

std::string compress(std::string_view bytes, Encoding encoding) {
    switch (encoding) {
        case Encoding::identity: break;
        case Encoding::gzip: return gzip(bytes);
        case Encoding::brotli: return brotli(bytes);
        case Encoding::zstd: return zstd(bytes);
    }
    return std::string(bytes);
}

std::string decompress(std::string_view bytes, Encoding encoding, std::size_t limit) {
    switch (encoding) {
        case Encoding::identity: break;
        case Encoding::gzip: return gunzip(bytes, limit);
        case Encoding::brotli: return unbrotli(bytes, limit);
        case Encoding::zstd: return unzstd(bytes, limit);
    }
    if (bytes.size() > limit) {
        throw DecodedTooLarge();
    }
    return std::string(bytes);
}

}  // namespace core::http
