#include "support/process.hpp"

#include <array>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <spawn.h>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace tests {

namespace {

std::array<int, 2> make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
    return ends;
}

std::vector<std::string> environment_with(const Settings& settings) {
    std::vector<std::string> entries;
    for (char** entry = ::environ; *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        // What a developer has set for an App of his own must not reach the one under test.
        if (text.starts_with("LIFTED_") || settings.contains(std::string(text.substr(0, text.find('=')))))
            continue;
        entries.emplace_back(text);
    }
    for (const auto& [name, value] : settings) {
        if (!value.empty()) entries.push_back(name + "=" + value);
    }
    return entries;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (auto& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

}  // namespace

Process::Process(
    std::vector<std::string> arguments, const Settings& settings, const std::string& input_file
) {
    const auto out = make_pipe();
    const auto err = make_pipe();
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, 0, input_file.c_str(), O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    ::posix_spawn_file_actions_adddup2(&actions, err[1], 2);
    auto environment = environment_with(settings);
    const int failed = ::posix_spawn(
        &pid_,
        arguments.at(0).c_str(),
        &actions,
        nullptr,
        pointers_to(arguments).data(),
        pointers_to(environment).data()
    );
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(out[1]);
    ::close(err[1]);
    out_.fd = out[0];
    err_.fd = err[0];
    if (failed != 0) {
        ::close(out[0]);
        ::close(err[0]);
        throw std::system_error(failed, std::generic_category(), arguments[0]);
    }
    out_.reader = std::thread([this] { read(out_); });
    err_.reader = std::thread([this] { read(err_); });
}

Process::~Process() {
    if (!status_) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    out_.reader.join();
    err_.reader.join();
    ::close(out_.fd);
    ::close(err_.fd);
}

void Process::read(Stream& stream) {
    std::array<char, 16384> bytes{};
    for (;;) {
        const auto count = ::read(stream.fd, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        const std::lock_guard lock(mutex_);
        if (count > 0) stream.text.append(bytes.data(), static_cast<std::size_t>(count));
        stream.ended = count <= 0;
        changed_.notify_all();
        if (stream.ended) return;
    }
}

std::size_t Process::peak_memory_kib() const {
    std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
    std::string name;
    while (status >> name) {
        std::size_t kib = 0;
        if (name == "VmHWM:" && status >> kib) return kib;
        std::getline(status, name);
    }
    return 0;
}

void Process::signal(int number) const {
    ::kill(pid_, number);
}

int Process::wait(std::chrono::seconds limit) {
    if (status_) return *status_;
    {
        std::unique_lock lock(mutex_);
        if (!changed_.wait_for(lock, limit, [this] { return out_.ended && err_.ended; })) {
            throw std::runtime_error("the program did not end:\n" + out_.text + err_.text);
        }
    }
    int status = 0;
    ::waitpid(pid_, &status, 0);
    status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return *status_;
}

std::string Process::output() const {
    const std::lock_guard lock(mutex_);
    return out_.text;
}

std::string Process::errors() const {
    const std::lock_guard lock(mutex_);
    return err_.text;
}

std::string Process::wait_for_line(std::string_view text, std::chrono::seconds limit) {
    std::unique_lock lock(mutex_);
    std::string line;
    const auto found = [&] {
        const auto at = out_.text.find(text);
        const auto end = at == std::string::npos ? at : out_.text.find('\n', at);
        if (end == std::string::npos) return false;
        const auto before = out_.text.rfind('\n', at);
        const auto begin = before == std::string::npos ? 0 : before + 1;
        line = out_.text.substr(begin, end - begin);
        return true;
    };
    changed_.wait_for(lock, limit, [&] { return found() || out_.ended; });
    if (line.empty()) {
        throw std::runtime_error("no line with \"" + std::string(text) + "\" in:\n" + out_.text + err_.text);
    }
    return line;
}

Finished run_program(std::vector<std::string> arguments, const Settings& settings) {
    Process process(std::move(arguments), settings);
    const int status = process.wait();
    return {status, process.output(), process.errors()};
}

}  // namespace tests
