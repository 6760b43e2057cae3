#pragma once

#include "core/base/json.hpp"
#include "core/http/client.hpp"
#include "core/http/server.hpp"
#include "support/process.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace tests {

/// A site with one list and a few courses, each of which takes a while to answer, and a page that links a
/// feed of them.
class SmallSite {
public:
    explicit SmallSite(int courses, std::chrono::milliseconds pause = std::chrono::milliseconds(0));
    ~SmallSite();

    [[nodiscard]] std::string host() const { return "127.0.0.1:" + std::to_string(server_->port()); }

    /// A spider document for it.
    [[nodiscard]] std::string spider(std::string_view name) const;

    /// Requests for courses so far.
    [[nodiscard]] int asked() const { return asked_->load(); }

private:
    std::shared_ptr<std::atomic<int>> asked_ = std::make_shared<std::atomic<int>>(0);
    core::http::Router router_;
    core::http::MiddlewareChain chain_;
    std::unique_ptr<core::http::Server> server_;
};

/// A ZIP archive of spider documents by name, and a project.json when one is given.
std::string spider_archive(
    const std::map<std::string, std::string>& documents, const std::string& project = {}
);

/// The real binary, serving from a folder of its own.
class RunningScraper {
public:
    explicit RunningScraper(std::filesystem::path folder, const Settings& extra = {});

    /// Whatever the status, with its headers.
    core::http::ClientResponse send(
        core::http::Method method,
        const std::string& target,
        std::string body = {},
        std::string type = {},
        std::vector<std::pair<std::string, std::string>> headers = {}
    );
    std::string get(const std::string& target);

    /// A form, url-encoded.
    std::string post(const std::string& target, std::string form);

    std::string add_version(
        const std::string& project, const std::string& version, const std::string& archive
    );

    /// Waits until a job is in a state.
    void wait_for(const std::string& job, const std::string& state);

    [[nodiscard]] Process& process() { return *process_; }

    /// The port of health and metrics.
    [[nodiscard]] int metrics_port() const { return metrics_port_; }

    /// A GET on that port.
    core::http::ClientResponse get_from_operators_port(const std::string& target);

private:
    std::unique_ptr<Process> process_;
    std::string url_;
    int metrics_port_ = 0;
};

/// A folder that goes with the test.
struct Folder {
    Folder();

    ~Folder() { std::filesystem::remove_all(path); }

    std::filesystem::path path;
};

bool contains(std::string_view text, std::string_view part);

}  // namespace tests
