#pragma once

#include "answer.hpp"
#include "core/http/client.hpp"
#include "support/running_app.hpp"

#include <boost/asio/io_context.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tests {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// A caller of one App. Every call waits for its answer and throws when there is none.
class Web {
public:
    explicit Web(const RunningApp& app) : app_(app), client_(io_.get_executor()) {}

    Answer get(std::string_view target, Headers headers = {});
    Answer post(
        std::string_view target, std::string body, Headers headers = {{"Content-Type", "application/json"}}
    );
    Answer send(
        core::http::Method method, std::string_view target, Headers headers = {}, std::string body = {}
    );

    /// Sends bytes as they are on a connection of their own.
    [[nodiscard]] Answer raw(std::string_view bytes, bool to_head = false) const;

    /// Asks until the answer is as wanted; throws with the last one after ten seconds.
    template <class Wanted>
    Answer await(std::string_view target, Wanted wanted) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        for (;;) {
            Answer answer = get(target);
            if (wanted(answer)) return answer;
            if (std::chrono::steady_clock::now() > end) {
                throw std::runtime_error("waited in vain; the last answer was " + answer.body);
            }
        }
    }

    /// The items of all pages, walking `next` from the target; each as compact JSON.
    std::vector<std::string> all_items(std::string target);

private:
    const RunningApp& app_;
    boost::asio::io_context io_{1};
    core::http::Client client_;
};

}  // namespace tests
