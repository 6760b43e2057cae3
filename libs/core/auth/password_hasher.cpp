#include "core/auth/password_hasher.hpp"

#include "core/auth/sodium.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <exception>
#include <new>
#include <stdexcept>
#include <thread>
#include <utility>

namespace core::auth {

namespace {

unsigned threads_of(const HasherOptions& options) {
    if (options.at_once > 0) return options.at_once;
    return std::max(1U, std::thread::hardware_concurrency() / 2);
}

std::string compute_hash(const std::string& password, PasswordCost cost) {
    std::array<char, crypto_pwhash_STRBYTES> out{};
    const int failed = crypto_pwhash_str_alg(
        out.data(),
        password.data(),
        password.size(),
        cost.passes,
        cost.memory_bytes,
        crypto_pwhash_ALG_ARGON2ID13
    );
    if (failed != 0) throw std::bad_alloc();
    return out.data();
}

bool check_hash(const std::string& password, const std::string& stored) {
    return crypto_pwhash_str_verify(stored.c_str(), password.data(), password.size()) == 0;
}

Error too_busy() {
    return {ErrorKind::unavailable, "too-busy", "too many passwords are being checked; try again"};
}

}  // namespace

struct PasswordHasher::State {
    explicit State(const HasherOptions& o)
        : options(o), capacity(threads_of(o) + o.waiting), pool(threads_of(o)) {}

    /// Runs `work` on the pool and comes back to the caller's executor with its result. A caller that is
    /// cancelled meanwhile waits for it all the same.
    template <class T, class Work>
    Task<Result<T>> run(Work work) {
        if (stopping) co_return too_busy();
        if (pending.fetch_add(1) >= capacity) {
            pending.fetch_sub(1);
            co_return too_busy();
        }
        co_return co_await asio::async_initiate<
            const asio::use_awaitable_t<>,
            void(std::exception_ptr, Result<T>)>(
            [this]<class Handler>(Handler handler, Work inner) {
                auto guard = asio::make_work_guard(asio::get_associated_executor(handler));
                asio::post(
                    pool,
                    [this, handler = std::move(handler), inner = std::move(inner), guard = std::move(guard)](
                    ) mutable { finish<T>(std::move(handler), inner, std::move(guard)); }
                );
            },
            asio::use_awaitable,
            std::move(work)
        );
    }

    /// On the pool. What keeps the caller's io_context running travels back to it and ends there: once the
    /// result is handed over, that io_context may be gone.
    template <class T, class Handler, class Work, class Guard>
    void finish(Handler handler, const Work& work, Guard guard) {
        std::exception_ptr thrown;
        Result<T> result = too_busy();
        try {
            if (!stopping) result = work();
        } catch (...) {
            thrown = std::current_exception();
        }
        pending.fetch_sub(1);
        const auto executor = asio::prefer(guard.get_executor(), asio::execution::outstanding_work.untracked);
        asio::post(
            executor,
            [handler = std::move(handler), guard = std::move(guard), result = std::move(result), thrown](
            ) mutable {
                guard.reset();
                std::move(handler)(thrown, std::move(result));
            }
        );
    }

    HasherOptions options;
    std::string unknown_user;  ///< the hash of a password nobody has
    std::size_t capacity;
    std::atomic<std::size_t> pending{0};
    std::atomic<bool> stopping{false};
    asio::thread_pool pool;
};

PasswordHasher::PasswordHasher(HasherOptions options) {
    require_sodium();
    const auto& cost = options.cost;
    if (cost.passes < crypto_pwhash_argon2id_OPSLIMIT_MIN || cost.passes > 100 ||
        cost.memory_bytes < crypto_pwhash_argon2id_MEMLIMIT_MIN ||
        cost.memory_bytes > (std::size_t{1} << 32U)) {
        throw std::invalid_argument("the cost of passwords is outside its limits");
    }
    state_ = std::make_unique<State>(options);
    std::string nobodys(32, '\0');
    randombytes_buf(nobodys.data(), nobodys.size());
    state_->unknown_user = compute_hash(nobodys, cost);
}

PasswordHasher::~PasswordHasher() {
    stop();
}

Task<Result<std::string>> PasswordHasher::hash(std::string password) {
    co_return co_await state_->run<std::string>(
        [password = std::move(password), cost = state_->options.cost] { return compute_hash(password, cost); }
    );
}

Task<Result<bool>> PasswordHasher::verify(std::string password, std::string stored) {
    const bool known = !stored.empty();
    if (!known) stored = state_->unknown_user;
    co_return co_await state_->run<bool>([password = std::move(password), stored = std::move(stored), known] {
        return check_hash(password, stored) && known;
    });
}

bool PasswordHasher::needs_rehash(const std::string& stored) const {
    const auto& cost = state_->options.cost;
    return crypto_pwhash_str_needs_rehash(stored.c_str(), cost.passes, cost.memory_bytes) != 0;
}

void PasswordHasher::stop() {
    state_->stopping = true;
    state_->pool.join();
}

}  // namespace core::auth
