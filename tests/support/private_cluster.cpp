#include "support/private_cluster.hpp"

#include "core/postgres/conninfo.hpp"
#include "support/test_database.hpp"

#include <fmt/format.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace tests {

namespace {

constexpr int kCannot = 3;  // as the script says it

std::filesystem::path unique_folder() {
    static std::atomic<int> count{0};
    return std::filesystem::temp_directory_path() / fmt::format("lifted-cluster-{}-{}", ::getpid(), ++count);
}

}  // namespace

PrivateCluster::PrivateCluster(NotStarted, Settings environment)
    : environment_(std::move(environment)), folder_(unique_folder()) {}

PrivateCluster::PrivateCluster(Settings environment) : PrivateCluster(NotStarted{}, std::move(environment)) {
    script("durable");
    read_conninfo();
}

std::unique_ptr<PrivateCluster> PrivateCluster::on_small_disk() {
    std::unique_ptr<PrivateCluster> made(new PrivateCluster(NotStarted{}, {}));
    const int status = made->try_script("small");
    if (status == kCannot) return nullptr;
    if (status != 0) throw std::runtime_error("a cluster on a small disk does not start");
    made->read_conninfo();
    return made;
}

int PrivateCluster::try_script(std::string_view action) const {
    std::string command = "env";
    for (const auto& [name, value] : environment_) command += fmt::format(" '{}={}'", name, value);
    command += fmt::format(" '{}' {} '{}' >&2", LIFTED_POSTGRES_CLUSTER, action, folder_.string());
    const int status = std::system(command.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void PrivateCluster::script(std::string_view action) const {
    if (try_script(action) == 0) return;
    throw std::runtime_error(fmt::format("postgres_cluster {} '{}' failed", action, folder_.string()));
}

void PrivateCluster::read_conninfo() {
    std::ifstream file(folder_ / "env");
    std::getline(file, conninfo_);
    conninfo_.erase(0, std::string_view("conninfo=").size());
}

PrivateCluster::~PrivateCluster() {
    try {
        script("stop");
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

std::string PrivateCluster::filler() const {
    return ask(conninfo_, "show data_directory") + "/filler";
}

void PrivateCluster::fill_disk() const {
    const auto write =
        fmt::format("copy (select repeat('x', 100000) from generate_series(1, 2000)) to '{}'", filler());
    try {
        ask(conninfo_, write);
    } catch (const std::exception& full) {
        if (std::string_view(full.what()).find("No space left") != std::string_view::npos) return;
        throw;
    }
    throw std::runtime_error("the disk is larger than it should be");
}

void PrivateCluster::clear_disk() const {
    ask(conninfo_, fmt::format("copy (select) to program 'rm -- {}'", filler()));
}

void PrivateCluster::crash() const {
    script("crash");
}

void PrivateCluster::resume() const {
    script("resume");
}

}  // namespace tests
