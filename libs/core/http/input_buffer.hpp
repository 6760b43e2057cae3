#pragma once

#include <boost/asio/buffer.hpp>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>

namespace core::http {

/// Bytes read and not yet used, in one piece. Holds no memory until it is first written to.
class InputBuffer {
public:
    [[nodiscard]] std::string_view bytes() const { return {data_.get() + begin_, end_ - begin_}; }

    /// Room for at least `least` more bytes. Moves what is held: views into it end here.
    boost::asio::mutable_buffer space(std::size_t least) {
        if (capacity_ - end_ < least) {
            make_room(least);
        }
        return {data_.get() + end_, capacity_ - end_};
    }

    void commit(std::size_t count) { end_ += count; }

    void consume(std::size_t count) {
        begin_ += count;
        if (begin_ == end_) {
            begin_ = end_ = 0;
        }
    }

    void append(std::string_view more) {
        if (more.empty()) {
            return;
        }
        std::memcpy(space(more.size()).data(), more.data(), more.size());
        commit(more.size());
    }

    /// Gives memory back that an ordinary request does not need. Only while empty.
    void shrink() {
        if (capacity_ > kInitial) {
            data_.reset();
            capacity_ = 0;
        }
    }

private:
    static constexpr std::size_t kInitial = 4096;

    void make_room(std::size_t least) {
        const std::size_t held = end_ - begin_;
        if (capacity_ < held + least) {
            const std::size_t capacity = std::max({kInitial, held + least, capacity_ * 2});
            std::unique_ptr<char[]> data(new char[capacity]);
            if (held > 0) {
                std::memcpy(data.get(), data_.get() + begin_, held);
            }
            data_ = std::move(data);
            capacity_ = capacity;
        } else if (held > 0) {
            std::memmove(data_.get(), data_.get() + begin_, held);
        }
        begin_ = 0;
        end_ = held;
    }

    std::unique_ptr<char[]> data_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace core::http
