#pragma once

#include "core/async/task.hpp"
#include "core/base/error.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace core::auth {

/// What one Argon2id hash costs (RFC 9106), with one lane and a salt of 16 bytes.
struct PasswordCost {
    std::size_t memory_bytes = 64 * 1024 * 1024;  ///< at least 8 KiB
    unsigned passes = 3;                          ///< at least 1
};

struct HasherOptions {
    PasswordCost cost;
    unsigned at_once = 0;      ///< hashes computed at a time; 0: half the cores, at least one
    std::size_t waiting = 32;  ///< further ones that may wait; beyond: `unavailable`
};

/// Hashes and checks passwords on threads of its own, few at a time: a hash costs memory and a large part of
/// a second, and logins must not starve everything else. Thread-safe.
///
/// Hashes are in the PHC string format and carry their cost.
class PasswordHasher {
public:
    /// Throws std::invalid_argument for a cost outside the limits of the library.
    explicit PasswordHasher(HasherOptions options = {});
    /// Waits for the hashes under way.
    ~PasswordHasher();
    PasswordHasher(const PasswordHasher&) = delete;
    PasswordHasher& operator=(const PasswordHasher&) = delete;

    /// `unavailable`, code `too-busy`, when the queue is full.
    Task<Result<std::string>> hash(std::string password);

    /// Whether the password is the one that was hashed. An empty `stored` stands for an unknown user: it
    /// takes as long as any other, and is never right (ASVS 6.3.8). `unavailable`, code `too-busy`.
    Task<Result<bool>> verify(std::string password, std::string stored);

    /// Whether a stored hash has another cost than new ones.
    [[nodiscard]] bool needs_rehash(const std::string& stored) const;

    /// Waits for the hashes under way and starts no more; what waits ends with `unavailable`. The io_contexts
    /// of the callers must not be destroyed before: a result may still be on its way to them. Call on none of
    /// their threads, such as when the server has stopped.
    void stop();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace core::auth
