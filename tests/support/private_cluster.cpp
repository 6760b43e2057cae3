#include "support/private_cluster.hpp"

#include "core/postgres/conninfo.hpp"
#include "support/test_database.hpp"

#include <fmt/format.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <unistd.h>

namespace tests {

namespace {

void script(std::string_view action, const std::filesystem::path& folder) {
    const auto command = fmt::format("'{}' {} '{}' >&2", LIFTED_POSTGRES_CLUSTER, action, folder.string());
    if (std::system(command.c_str()) != 0) throw std::runtime_error(command + " failed");
}

std::filesystem::path unique_folder() {
    static std::atomic<int> count{0};
    return std::filesystem::temp_directory_path() / fmt::format("lifted-cluster-{}-{}", ::getpid(), ++count);
}

}  // namespace

PrivateCluster::PrivateCluster() : folder_(unique_folder()) {
    script("durable", folder_);
    std::ifstream file(folder_ / "env");
    std::getline(file, conninfo_);
    conninfo_.erase(0, std::string_view("conninfo=").size());
}

PrivateCluster::~PrivateCluster() {
    try {
        script("stop", folder_);
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
    }
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

std::string PrivateCluster::create_database(std::string_view name) const {
    ask(conninfo_, fmt::format("create database {} template template0", name));
    return core::postgres::with_database(conninfo_, std::string(name));
}

void PrivateCluster::crash() const {
    script("crash", folder_);
}

void PrivateCluster::resume() const {
    script("resume", folder_);
}

}  // namespace tests
