#pragma once

#include "core/base/json.hpp"
#include "core/http/client.hpp"
#include "support/running_app.hpp"

#include <boost/asio/io_context.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tests {

/// One answer, whichever client took it.
struct Answer {
    unsigned status = 0;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;

    [[nodiscard]] std::string_view header(std::string_view name) const;
    [[nodiscard]] core::json::Document json() const;  ///< throws with the body when it is not JSON
};

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

/// One element of a JSON document as compact JSON.
std::string text_of(core::json::Value value);

/// The value at a path of members and positions such as `items/0/course/name`; throws when there is none.
core::json::Value at(core::json::Value value, std::string_view path);

/// Every value of the path in the elements of `items`, as compact JSON.
std::vector<std::string> each(const core::json::Document& list, std::string_view path);

}  // namespace tests
