#include "core/base/json.hpp"
#include "core/base/log.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <set>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace logging = core::log;

namespace {

/// Runs `body` in a process of its own whose standard output is a pipe.
class Child {
public:
    template <class Body>
    explicit Child(Body body) {
        int ends[2];
        REQUIRE(::pipe(ends) == 0);
        std::fflush(nullptr);  // what this process has buffered is not the child's to write
        id_ = ::fork();
        REQUIRE(id_ >= 0);
        if (id_ == 0) {
            ::dup2(ends[1], STDOUT_FILENO);
            ::close(ends[0]);
            ::close(ends[1]);
            body();
            ::_exit(0);
        }
        ::close(ends[1]);
        output_ = ends[0];
    }

    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    ~Child() {
        ::close(output_);
        if (id_ > 0) ::waitpid(id_, nullptr, 0);
    }

    /// How the child ended.
    int wait() {
        int status = -1;
        ::waitpid(std::exchange(id_, 0), &status, 0);
        return status;
    }

    /// Everything the child says until it ends, line by line.
    std::vector<std::string> lines() {
        std::string text;
        char buffer[65536];
        for (ssize_t n = 0; (n = ::read(output_, buffer, sizeof buffer)) > 0;) {
            text.append(buffer, static_cast<std::size_t>(n));
        }
        CHECK(wait() == 0);
        std::vector<std::string> lines;
        for (std::size_t from = 0, end = 0; (end = text.find('\n', from)) != std::string::npos;
             from = end + 1) {
            lines.push_back(text.substr(from, end - from));
        }
        CHECK((text.empty() || text.back() == '\n'));
        return lines;
    }

private:
    pid_t id_ = 0;
    int output_ = -1;
};

std::string member(const std::string& line, std::string_view name) {
    const auto document = core::json::Document::parse(line);
    REQUIRE(document.has_value());
    std::string out;
    document->root().find(name).append_to(out);
    return out;
}

}  // namespace

TEST_CASE("lines of many threads arrive whole and each once", "[log]") {
    Child child([] {
        logging::start("base_test", "1", logging::Level::info);
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([t] {
                for (int i = 0; i < 2000; ++i) logging::info("line", {{"n", t * 2000 + i}});
            });
        }
        for (std::thread& thread : threads) thread.join();
        logging::stop();
    });
    const auto lines = child.lines();
    CHECK(lines.size() == 8000);
    std::set<std::string> numbers;
    for (const std::string& line : lines) numbers.insert(member(line, "n"));
    CHECK(numbers.size() == 8000);
}

TEST_CASE("lines before the start and after the stop are written directly", "[log]") {
    Child child([] {
        logging::info("before");
        logging::start("base_test", "1", logging::Level::info);
        logging::info("between");
        logging::stop();
        logging::stop();
        logging::info("after");
    });
    const auto lines = child.lines();
    REQUIRE(lines.size() == 3);
    CHECK(member(lines[0], "msg") == "\"before\"");
    CHECK(member(lines[1], "service") == "\"base_test\"");
    CHECK(member(lines[2], "msg") == "\"after\"");
}

TEST_CASE("what was logged is written at exit", "[log]") {
    Child child([] {
        logging::start("base_test", "1", logging::Level::info);
        logging::info("last words");
        std::exit(0);
    });
    const auto lines = child.lines();
    REQUIRE(lines.size() == 1);
    CHECK(member(lines[0], "msg") == "\"last words\"");
}

TEST_CASE("lines below the level are left out", "[log]") {
    Child child([] {
        logging::start("base_test", "1", logging::Level::warning);
        logging::debug("d");
        logging::info("i");
        logging::warning("w");
        logging::error("e");
        logging::stop();
    });
    CHECK(child.lines().size() == 2);
}

TEST_CASE("a reader that does not read costs lines and is told how many", "[log]") {
    int written[2];
    REQUIRE(::pipe(written) == 0);
    constexpr int kLines = 100'000;
    Child child([&] {
        logging::start("base_test", "1", logging::Level::info);
        const std::string text(100, 'x');
        for (int i = 0; i < kLines; ++i) logging::info(text);
        [[maybe_unused]] const auto n = ::write(written[1], "!", 1);
        logging::stop();
    });
    char done = 0;
    REQUIRE(::read(written[0], &done, 1) == 1);  // the writer came this far although nobody read
    int arrived = 0;
    int dropped = 0;
    for (const std::string& line : child.lines()) {
        if (line.find("\"dropped\":") == std::string::npos) {
            ++arrived;
        } else {
            dropped += std::stoi(member(line, "dropped"));
        }
    }
    CHECK(dropped > 0);
    CHECK(arrived + dropped == kLines);
    ::close(written[0]);
    ::close(written[1]);
}

TEST_CASE("a reader that never reads does not keep the process from its end", "[log]") {
    Child child([] {
        logging::start("base_test", "1", logging::Level::info);
        const std::string text(1000, 'x');
        for (int i = 0; i < 1000; ++i) logging::info(text);
        std::exit(0);
    });
    CHECK(child.wait() == 0);
}

TEST_CASE("a destructor that runs at exit may still log", "[log]") {
    Child child([] {
        struct LastWords {
            LastWords() = default;
            LastWords(const LastWords&) = delete;
            LastWords& operator=(const LastWords&) = delete;
            ~LastWords() { logging::info("from a destructor"); }
        };
        static const LastWords last_words;
        logging::start("base_test", "1", logging::Level::info);
        logging::info("first");
        std::exit(0);
    });
    const auto lines = child.lines();
    REQUIRE(lines.size() == 2);
    CHECK(member(lines[1], "msg") == "\"from a destructor\"");
}

TEST_CASE("a closed output does not stop the process", "[log]") {
    Child child([] {
        ::signal(SIGPIPE, SIG_IGN);
        int ends[2];
        if (::pipe(ends) != 0) ::_exit(1);
        ::dup2(ends[1], STDOUT_FILENO);
        ::close(ends[0]);
        ::close(ends[1]);
        logging::start("base_test", "1", logging::Level::info);
        logging::error("into the void");
        logging::stop();
        logging::error("again");
    });
    CHECK(child.lines().empty());
}

TEST_CASE("an output that would block is waited for", "[log]") {
    Child child([] {
        ::fcntl(STDOUT_FILENO, F_SETFL, ::fcntl(STDOUT_FILENO, F_GETFL) | O_NONBLOCK);
        logging::start("base_test", "1", logging::Level::info);
        const std::string text(1000, 'x');
        for (int i = 0; i < 1000; ++i) logging::info(text);
        logging::stop();
    });
    CHECK(child.lines().size() == 1000);
}
