#include "core/base/log.hpp"

#include "core/base/log_line.hpp"

#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <poll.h>
#include <thread>
#include <unistd.h>

namespace core::log {
namespace {

constexpr std::size_t kMaxPendingBytes = 4 * 1024 * 1024;
constexpr std::size_t kUsualLineBytes = 512;
constexpr std::size_t kMaxKeptBytes = 64 * 1024;  // buffers that grew past this are given back
constexpr auto kGathering =
    std::chrono::milliseconds(5);  // lines arriving meanwhile share one write and one wake-up
constexpr auto kStopLimit =
    std::chrono::seconds(2);  // a reader that stands still must not keep us from exiting

void write_out(int output, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(output, text.data(), text.size());
        if (written >= 0) {
            text.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno == EAGAIN) {
            pollfd ready{output, POLLOUT, 0};
            ::poll(&ready, 1, -1);
        } else if (errno != EINTR) {
            return;  // nobody is left to tell
        }
    }
}

class Stream {
public:
    void start(std::string process, Level level, int output) {
        const std::lock_guard lock(mutex_);
        process_ = std::move(process);
        level_ = level;
        output_ = output;
        if (running_) return;
        running_ = true;
        stopping_ = false;
        // Signals are for the threads that expect them: one that ends the process must not be taken here.
        sigset_t all;
        sigset_t before;
        sigfillset(&all);
        pthread_sigmask(SIG_BLOCK, &all, &before);
        writer_ = std::thread([this] { write_until_stopped(); });
        pthread_sigmask(SIG_SETMASK, &before, nullptr);
    }

    void stop() {
        std::unique_lock lock(mutex_);
        if (!running_ || stopping_) return;
        stopping_ = true;
        wake_.notify_one();
        const bool finished = finished_.wait_for(lock, kStopLimit, [this] { return !running_; });
        std::thread writer = std::move(writer_);
        lock.unlock();
        if (finished) {
            writer.join();
        } else {
            writer.detach();
        }
    }

    [[nodiscard]] bool enabled(Level level) const { return level >= level_.load(std::memory_order_relaxed); }

    void write(Level level, std::string_view message, Fields fields) {
        std::string line;  // not kept per thread: destructors that run at exit may still log
        line.reserve(kUsualLineBytes);
        // `process_` changes only in start(), which main calls before other threads exist.
        render(line, SystemClock().now(), level, process_, message, fields);
        queue(line, level == Level::error);
    }

private:
    void queue(std::string_view line, bool urgent) {
        std::unique_lock lock(mutex_);
        if (!running_) {
            write_out(output_, line);
            return;
        }
        if (pending_.size() + line.size() > kMaxPendingBytes) {
            ++dropped_;
            return;
        }
        pending_ += line;
        const bool notify = idle_ || (urgent && !urgent_);
        idle_ = false;
        urgent_ = urgent_ || urgent;
        lock.unlock();
        if (notify) wake_.notify_one();
    }

    void write_until_stopped() {
        std::string batch;
        std::unique_lock lock(mutex_);
        for (;;) {
            idle_ = pending_.empty() && dropped_ == 0;
            wake_.wait(lock, [this] { return stopping_ || !pending_.empty() || dropped_ > 0; });
            idle_ = false;
            wake_.wait_for(lock, kGathering, [this] { return stopping_ || urgent_; });
            batch.swap(pending_);
            urgent_ = false;
            if (dropped_ > 0) {
                render(
                    batch,
                    SystemClock().now(),
                    Level::warning,
                    process_,
                    "log lines were dropped: the output is too slow",
                    {{"dropped", dropped_}}
                );
                dropped_ = 0;
            }
            if (batch.empty() && stopping_) break;
            lock.unlock();
            write_out(output_, batch);
            batch.clear();
            if (batch.capacity() > kMaxKeptBytes) std::string().swap(batch);
            lock.lock();
        }
        running_ = false;
        finished_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable wake_;
    std::condition_variable finished_;
    std::string process_;
    std::string pending_;
    std::uint64_t dropped_ = 0;
    std::atomic<Level> level_ = Level::info;
    int output_ = STDOUT_FILENO;  // changes only in start()
    bool running_ = false;
    bool stopping_ = false;
    bool idle_ = false;    // the writer sleeps until told
    bool urgent_ = false;  // the writer should not gather more lines
    std::thread writer_;
};

/// Never destroyed: destructors that run at exit may still log.
Stream& stream() {
    static auto* const instance = new Stream;
    return *instance;
}

}  // namespace

void start(std::string service, std::string version, Level level, Output output) {
    const int descriptor = output == Output::standard_error ? STDERR_FILENO : STDOUT_FILENO;
    stream().start(process_members(service, version), level, descriptor);
    std::atexit(stop);
}

void stop() {
    stream().stop();
}

bool enabled(Level level) {
    return stream().enabled(level);
}

void write(Level level, std::string_view message, Fields fields) {
    if (enabled(level)) stream().write(level, message, fields);
}

}  // namespace core::log
