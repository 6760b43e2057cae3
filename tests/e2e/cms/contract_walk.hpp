#pragma once

#include "contract.hpp"
#include "core/http/message.hpp"
#include "web.hpp"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tests {

/// One request of a documented operation.
struct Asked {
    std::vector<std::string> path = {};  ///< values of the path's parameters, in their order
    std::string query = {};              ///< with its question mark
    std::string body = {};
    std::optional<std::int64_t> version = {};  ///< for If-Match
    Headers headers = {};
};

/// Walks through an API and holds every exchange against its document.
class ContractWalk {
public:
    using Send =
        std::function<Answer(core::http::Method method, const std::string& target, const Asked& asked)>;

    /// Does something while the request with a key is being carried out.
    using WhileHeld = std::function<void(const std::string& key, const std::function<void()>& meanwhile)>;

    /// With `while_held`, the first success of every operation that takes an Idempotency-Key is asked for
    /// with one, and repeated.
    ContractWalk(Contract& contract, Send send, WhileHeld while_held = {})
        : contract_(contract), send_(std::move(send)), while_held_(std::move(while_held)) {}

    /// Expects the documented answer with this status. Before the first success of an operation, everything
    /// that such a request can be refused for is tried with it: an unknown parameter or member, a body that
    /// is no JSON, something that is not there, a version that is missing or stale.
    Answer expect(std::string_view id, unsigned status, Asked asked = {});

    /// Every operation but the given ones, with values for its path that name nothing.
    void expect_all(unsigned status, const std::set<std::string>& except);

    /// The operations whose answers were given again.
    [[nodiscard]] const std::set<std::string>& repeated() const { return repeated_; }

private:
    Answer exchange(const Contract::Operation& operation, unsigned status, const Asked& asked);
    void expect_refusals(const Contract::Operation& operation, const Asked& asked);
    Answer expect_once(const Contract::Operation& operation, unsigned status, Asked asked);

    Contract& contract_;
    Send send_;
    WhileHeld while_held_;
    std::set<std::string> tried_;
    std::set<std::string> repeated_;
};

/// Whether an operation documents the Idempotency-Key.
bool takes_key(const Contract::Operation& operation);

/// `get /cms/api/v1/jobs` of every documented operation.
std::set<std::string> documented_operations(const Contract& contract);

}  // namespace tests
