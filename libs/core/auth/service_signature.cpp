#include "core/auth/service_signature.hpp"

#include "core/auth/hmac.hpp"
#include "core/base/digest.hpp"

#include <boost/unordered/unordered_set.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <deque>
#include <limits>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>

namespace core::auth {

namespace {

constexpr std::string_view kScheme = "Lifted-HMAC-SHA256";
constexpr std::size_t kMostKeys = 2;
constexpr std::size_t kLongestKeyId = 64;
constexpr std::size_t kShortestSecret = 32;
constexpr std::size_t kNonceBytes = 16;
constexpr std::size_t kNonceCharacters = 22;  // of base64url for 16 bytes
constexpr std::size_t kLongestField = 512;

bool is_key_id(std::string_view text) {
    return !text.empty() && text.size() <= kLongestKeyId && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '-';
    });
}

Result<void> check_keys(const std::vector<ServiceKey>& keys) {
    const auto refuse = [](std::string code, std::string detail) {
        return Error{ErrorKind::invalid_input, std::move(code), std::move(detail)};
    };
    if (keys.empty() || keys.size() > kMostKeys)
        return refuse("bad-service-key", "one or two keys are needed");
    for (const auto& key : keys) {
        if (!is_key_id(key.id)) {
            return refuse("bad-service-key", "a key is written id:secret, the id 1 to 64 of A-Z a-z 0-9 _ -");
        }
        if (key.secret.size() < kShortestSecret) {
            return refuse("weak-service-key", "a secret must have at least 32 bytes");
        }
    }
    if (keys.size() == kMostKeys && keys[0].id == keys[1].id) {
        return refuse("bad-service-key", "two keys have the same id");
    }
    return {};
}

void require_keys(const std::vector<ServiceKey>& keys) {
    if (const auto checked = check_keys(keys); !checked) throw std::invalid_argument(checked.error().detail);
}

std::string signature_of(
    std::string_view secret,
    std::string_view method,
    std::string_view target,
    std::string_view body,
    std::int64_t time,
    std::string_view nonce
) {
    const auto lines =
        fmt::format("{}\n{}\n{}\n{}\n{}\n{}", kScheme, method, target, sha256_hex(body), time, nonce);
    return to_base64url(hmac(HmacDigest::sha256, secret, lines));
}

std::int64_t unix_seconds(Instant now) {
    return std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
}

/// Takes `name="value"` off the front of `rest`; the value may not hold a quote.
std::optional<std::string_view> take_member(std::string_view& rest, std::string_view name) {
    if (!rest.starts_with(name)) return std::nullopt;
    rest.remove_prefix(name.size());
    if (!rest.starts_with("=\"")) return std::nullopt;
    rest.remove_prefix(2);
    const auto end = rest.find('"');
    if (end == std::string_view::npos) return std::nullopt;
    const auto value = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return value;
}

struct Field {
    std::string_view key;
    std::int64_t time = 0;
    std::string_view nonce;
    std::string_view signature;
};

/// Reads the one form that ServiceSigner writes: a field with one spelling leaves nothing to disagree about.
std::optional<Field> parse(std::string_view field) {
    if (field.size() > kLongestField || !field.starts_with(kScheme)) return std::nullopt;
    field.remove_prefix(kScheme.size());
    const auto next = [&field](std::string_view separator, std::string_view name) {
        if (!field.starts_with(separator)) return std::optional<std::string_view>();
        field.remove_prefix(separator.size());
        return take_member(field, name);
    };
    const auto key = next(" ", "key");
    const auto time = next(", ", "time");
    const auto nonce = next(", ", "nonce");
    const auto signature = next(", ", "signature");
    if (!key || !time || !nonce || !signature || !field.empty()) return std::nullopt;

    Field parsed{*key, 0, *nonce, *signature};
    const auto* const end = time->data() + time->size();
    const auto [stop, fault] = std::from_chars(time->data(), end, parsed.time);
    // Far below the limits of the arithmetic, far past any clock.
    const bool sound_time = fault == std::errc() && stop == end && parsed.time >= 0 &&
                            parsed.time <= std::numeric_limits<std::int32_t>::max() * std::int64_t{1000};
    if (!sound_time || nonce->size() != kNonceCharacters || !from_base64url(*nonce)) return std::nullopt;
    return parsed;
}

Error unauthenticated(std::string code, std::string detail) {
    return {ErrorKind::unauthenticated, std::move(code), std::move(detail)};
}

/// The nonces of the last two windows by the steady clock: a timestamp is accepted no longer than that, and a
/// clock that is set forward forgets nothing.
class NonceMemory {
public:
    NonceMemory(std::size_t capacity, std::chrono::seconds age) : capacity_(capacity), age_(age) {}

    /// `unavailable` when full, `unauthenticated` when the nonce is known.
    Result<void> remember(std::string nonce) {
        const std::scoped_lock lock(mutex_);
        const auto now = std::chrono::steady_clock::now();
        while (!order_.empty() && order_.front().second <= now) {
            known_.erase(order_.front().first);
            order_.pop_front();
        }
        if (known_.contains(nonce)) {
            return unauthenticated("signature-replayed", "the request has been received before");
        }
        if (known_.size() >= capacity_) {
            return Error{
                ErrorKind::unavailable, "signature-memory-full", "too many signed requests in a short time"
            };
        }
        known_.insert(nonce);
        order_.emplace_back(std::move(nonce), now + age_);
        return {};
    }

private:
    std::mutex mutex_;
    std::size_t capacity_;
    std::chrono::seconds age_;
    boost::unordered_set<std::string> known_;
    std::deque<std::pair<std::string, std::chrono::steady_clock::time_point>> order_;
};

}  // namespace

Result<std::vector<ServiceKey>> parse_service_keys(std::string_view text) {
    std::vector<ServiceKey> keys;
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of(",\n"), text.size());
        const auto part = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (part.empty()) continue;
        const auto colon = part.find(':');
        const bool split = colon != std::string_view::npos;
        keys.push_back({std::string(part.substr(0, colon)), std::string(split ? part.substr(colon + 1) : "")}
        );
    }
    if (const auto checked = check_keys(keys); !checked) return checked.error();
    return keys;
}

ServiceSigner::ServiceSigner(ServiceKey key) : key_(std::move(key)) {
    require_keys({key_});
}

std::string ServiceSigner::sign(
    std::string_view method, std::string_view target, std::string_view body, Instant now
) const {
    const auto time = unix_seconds(now);
    const auto nonce = random_token(kNonceBytes);
    const auto signature = signature_of(key_.secret, method, target, body, time, nonce);
    return fmt::format(
        R"({} key="{}", time="{}", nonce="{}", signature="{}")", kScheme, key_.id, time, nonce, signature
    );
}

struct ServiceVerifier::State {
    std::vector<ServiceKey> keys;
    const Clock& clock;
    std::chrono::seconds window;
    NonceMemory nonces;
};

ServiceVerifier::ServiceVerifier(
    std::vector<ServiceKey> keys, const Clock& clock, ServiceVerifierOptions options
) {
    require_keys(keys);
    state_.reset(
        new State{std::move(keys), clock, options.window, NonceMemory(options.nonces, 2 * options.window)}
    );
}

ServiceVerifier::~ServiceVerifier() = default;
ServiceVerifier::ServiceVerifier(ServiceVerifier&&) noexcept = default;

Result<std::string> ServiceVerifier::verify(
    std::string_view authorization, std::string_view method, std::string_view target, std::string_view body
) {
    if (authorization.empty()) return unauthenticated("signature-missing", "the request is not signed");
    const auto field = parse(authorization);
    if (!field) return unauthenticated("signature-malformed", "the signature field cannot be read");
    const auto key = std::find_if(state_->keys.begin(), state_->keys.end(), [&](const ServiceKey& known) {
        return known.id == field->key;
    });
    if (key == state_->keys.end()) {
        return unauthenticated("signature-unknown-key", "the key of the signature is not known");
    }
    const auto expected = signature_of(key->secret, method, target, body, field->time, field->nonce);
    if (!constant_time_equal(expected, field->signature)) {
        return unauthenticated("signature-mismatch", "the signature does not fit the request");
    }
    const auto off = unix_seconds(state_->clock.now()) - field->time;
    if (off > state_->window.count() || off < -state_->window.count()) {
        return unauthenticated("signature-expired", "the time of the signature is too far from now");
    }
    // The nonce alone: it is random, and two keys never make the same one.
    if (auto fresh = state_->nonces.remember(std::string(field->nonce)); !fresh) return fresh.error();
    return key->id;
}

}  // namespace core::auth
