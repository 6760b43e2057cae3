#include "core/base/config.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <unistd.h>

using core::Environment;
using namespace std::chrono_literals;

namespace {

/// What a process would be told about one variable; empty when all is well.
template <class Read>
std::string fault_of(std::string value, Read read) {
    Environment environment("LIFTED_", {{"LIFTED_X", std::move(value)}});
    read(environment);
    const auto result = environment.finish();
    return result.has_value() ? "" : result.error().detail;
}

class SecretFile {
public:
    explicit SecretFile(std::string_view content) {
        std::string pattern = (std::filesystem::temp_directory_path() / "lifted-secret-XXXXXX").string();
        const int file = ::mkstemp(pattern.data());
        REQUIRE(file >= 0);
        ::close(file);
        path_ = pattern;
        std::ofstream(path_, std::ios::binary) << content;
    }

    SecretFile(const SecretFile&) = delete;
    SecretFile& operator=(const SecretFile&) = delete;

    ~SecretFile() { std::filesystem::remove(path_); }

    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

}  // namespace

TEST_CASE("absent variables take their defaults", "[config]") {
    Environment environment("LIFTED_", {{"PATH", "/bin"}, {"LIFTEDX", "1"}});
    CHECK(environment.text({"NAME", "lifted", ""}) == "lifted");
    CHECK_FALSE(environment.optional_text({"TOKEN", "", ""}));
    CHECK(environment.integer({"PORT", "8000", ""}, 1, 65535) == 8000);
    CHECK(environment.flag({"FAST", "yes", ""}));
    CHECK(environment.duration({"WAIT", "250ms", ""}, 0ms, 1h) == 250ms);
    CHECK(environment.bytes({"BODY", "64KiB", ""}, 0, 1U << 20U) == 65536);
    CHECK(environment.one_of({"LEVEL", "info", ""}, {"debug", "info"}) == "info");
    CHECK(environment.list({"HOSTS", "", ""}).empty());
    CHECK(environment.finish().has_value());
}

TEST_CASE("given variables win over defaults", "[config]") {
    Environment environment(
        "LIFTED_",
        {{"LIFTED_NAME", ""}, {"LIFTED_PORT", "80"}, {"LIFTED_HOSTS", "a, b ,c"}, {"LIFTED_TOKEN", "t"}}
    );
    CHECK(environment.text({"NAME", "lifted", ""}).empty());
    CHECK(environment.integer({"PORT", "8000", ""}, 1, 65535) == 80);
    CHECK(environment.list({"HOSTS", "", ""}) == std::vector<std::string>{"a", "b", "c"});
    CHECK(environment.optional_text({"TOKEN", "", ""}) == "t");
    CHECK(environment.finish().has_value());
}

TEST_CASE("a whole number lies within its bounds", "[config]") {
    const auto [value, fine] = GENERATE(table<std::string, bool>({
        {"1", true},
        {"65535", true},
        {"0", false},
        {"65536", false},
        {"-1", false},
        {"", false},
        {"8000x", false},
        {" 80", false},
        {"+80", false},
        {"8e3", false},
        {"99999999999999999999", false},
    }));
    CAPTURE(value);
    const std::string fault = fault_of(value, [](auto& e) { e.integer({"X", "1", ""}, 1, 65535); });
    CHECK(fault == (fine ? "" : "LIFTED_X: must be a whole number from 1 to 65535"));
}

TEST_CASE("a flag is said in one of four ways", "[config]") {
    const auto [value, meaning] = GENERATE(table<std::string, int>({
        {"true", 1},
        {"yes", 1},
        {"on", 1},
        {"1", 1},
        {"false", 0},
        {"no", 0},
        {"off", 0},
        {"0", 0},
        {"", -1},
        {"TRUE", -1},
        {"2", -1},
        {"maybe", -1},
    }));
    CAPTURE(value);
    bool flag = false;
    const std::string fault = fault_of(value, [&](auto& e) { flag = e.flag({"X", "no", ""}); });
    CHECK(flag == (meaning == 1));
    CHECK(fault == (meaning < 0 ? "LIFTED_X: must be true or false" : ""));
}

TEST_CASE("a duration is a whole number with its unit, within its bounds", "[config]") {
    const auto [value, expected] = GENERATE(table<std::string, std::int64_t>({
        {"0s", -1},
        {"99ms", -1},
        {"100ms", 100},
        {"250ms", 250},
        {"10s", 10'000},
        {"5m", 300'000},
        {"12h", 43'200'000},
        {"720m", 43'200'000},
        {"43200001ms", -1},
        {"100000h", -1},
        {"10", -1},
        {"s", -1},
        {"1.5s", -1},
        {"-1s", -1},
        {"10 s", -1},
        {"1d", -1},
        {"", -1},
        {"9999999999999999h", -1},
        {"99999999999999999999s", -1},
    }));
    CAPTURE(value);
    std::chrono::milliseconds duration{};
    const std::string fault =
        fault_of(value, [&](auto& e) { duration = e.duration({"X", "1s", ""}, 100ms, 12h); });
    CHECK(duration.count() == (expected < 0 ? 100 : expected));
    CHECK(fault == (expected < 0 ? "LIFTED_X: must be a duration (ms, s, m or h) from 100ms to 12h" : ""));
}

TEST_CASE("a size is a whole number of bytes or of a binary unit, within its bounds", "[config]") {
    const auto [value, expected] = GENERATE(table<std::string, std::int64_t>({
        {"511", -1},
        {"512", 512},
        {"64KiB", 65'536},
        {"8MiB", 8'388'608},
        {"1GiB", 1'073'741'824},
        {"1025MiB", -1},
        {"64KB", -1},
        {"64k", -1},
        {"-1", -1},
        {"", -1},
        {"9999999999999GiB", -1},
    }));
    CAPTURE(value);
    std::uint64_t bytes = 0;
    const std::string fault =
        fault_of(value, [&](auto& e) { bytes = e.bytes({"X", "1KiB", ""}, 512, 1U << 30U); });
    CHECK(bytes == static_cast<std::uint64_t>(expected < 0 ? 512 : expected));
    CHECK(
        fault ==
        (expected < 0 ? "LIFTED_X: must be a number of bytes (KiB, MiB or GiB) from 512 to 1GiB" : "")
    );
}

TEST_CASE("a choice is one of those allowed", "[config]") {
    const auto read = [](auto& e) { e.one_of({"X", "info", ""}, {"debug", "info"}); };
    CHECK(fault_of("debug", read).empty());
    CHECK(fault_of("trace", read) == "LIFTED_X: must be one of debug, info");
}

TEST_CASE("a list has no empty items", "[config]") {
    const std::string value = GENERATE("a,,b", ",", "a,", " ,a");
    CHECK(fault_of(value, [](auto& e) {
              e.list({"X", "", ""});
          }) == "LIFTED_X: must be a comma-separated list without empty items");
}

TEST_CASE("all faults are reported at once and no value is among them", "[config]") {
    Environment environment(
        "LIFTED_",
        {{"LIFTED_PORT", "hunter2"},
         {"LIFTED_PROT", "hunter3"},
         {"LIFTED_FAST", "hunter4"},
         {"OTHER", "hunter5"}}
    );
    environment.integer({"PORT", "8000", ""}, 1, 65535);
    environment.flag({"FAST", "no", ""});
    environment.fault("TLS_KEY", "is needed beside LIFTED_TLS_CERTIFICATE");
    const auto result = environment.finish();
    REQUIRE(result.has_error());
    CHECK(result.error().kind == core::ErrorKind::invalid_input);
    CHECK(result.error().code == "bad-configuration");
    CHECK(
        result.error().detail ==
        "LIFTED_PORT: must be a whole number from 1 to 65535; LIFTED_FAST: must be true or false; "
        "LIFTED_TLS_KEY: is needed beside LIFTED_TLS_CERTIFICATE; LIFTED_PROT: is not a setting"
    );
}

TEST_CASE("a secret may come from a file", "[config]") {
    const auto [content, value] = GENERATE(table<std::string, std::string>({
        {"s3cret", "s3cret"},
        {"s3cret\n", "s3cret"},
        {"s3cret\n\n", "s3cret\n"},
        {" s ", " s "},
        {"", ""},
        {std::string(65536, 'x'), std::string(65536, 'x')},
    }));
    const SecretFile file(content);
    Environment environment("LIFTED_", {{"LIFTED_PASSWORD_FILE", file.path()}});
    CHECK(environment.text({"PASSWORD", "", "", true}) == value);
    CHECK(environment.finish().has_value());
}

TEST_CASE("a secret's file must be readable small and alone", "[config]") {
    const SecretFile fine("s3cret");
    const SecretFile large(std::string(65537, 'x'));
    const auto fault = [](Environment::Variables variables) {
        Environment environment("LIFTED_", std::move(variables));
        environment.text({"PASSWORD", "", "", true});
        return environment.finish().error().detail;
    };
    CHECK(
        fault({{"LIFTED_PASSWORD_FILE", fine.path() + ".none"}}) ==
        "LIFTED_PASSWORD_FILE: names a file that cannot be read"
    );
    CHECK(fault({{"LIFTED_PASSWORD_FILE", "/"}}) == "LIFTED_PASSWORD_FILE: names a file that cannot be read");
    CHECK(
        fault({{"LIFTED_PASSWORD_FILE", large.path()}}) ==
        "LIFTED_PASSWORD_FILE: names a file of more than 64 KiB"
    );
    CHECK(
        fault({{"LIFTED_PASSWORD_FILE", fine.path()}, {"LIFTED_PASSWORD", "x"}}) ==
        "LIFTED_PASSWORD: is given beside LIFTED_PASSWORD_FILE"
    );
}

TEST_CASE("only a secret has a file variable", "[config]") {
    Environment environment("LIFTED_", {{"LIFTED_PORT_FILE", "/dev/null"}});
    environment.integer({"PORT", "8000", ""}, 1, 65535);
    CHECK(environment.finish().error().detail == "LIFTED_PORT_FILE: is not a setting");
}

TEST_CASE("help lists every setting once and hides secrets", "[config]") {
    Environment environment("LIFTED_", {{"LIFTED_PORT", "1"}});
    environment.integer({"PORT", "8000", "TCP port"}, 1, 65535);
    environment.integer({"PORT", "8000", "TCP port"}, 1, 65535);
    environment.text({"PASSWORD", "changeme", "of the database", true});
    environment.optional_text({"HOST", "", "name to answer to"});
    CHECK(
        environment.help() ==
        "  LIFTED_PORT             8000  TCP port\n"
        "  LIFTED_PASSWORD[_FILE]  -     of the database\n"
        "  LIFTED_HOST             -     name to answer to\n"
    );
}

TEST_CASE("help tells the range of a duration and of a size", "[config]") {
    Environment environment("LIFTED_", {});
    environment.duration({"WAIT", "10s", "how long"}, 0s, 24h);
    environment.duration({"PAUSE", "10s", "how long"}, 1500ms, 90s);
    environment.bytes({"BODY", "1MiB", "how much"}, 0, 3U << 20U);
    CHECK(
        environment.help() ==
        "  LIFTED_WAIT   10s   how long; 0s to 24h\n"
        "  LIFTED_PAUSE  10s   how long; 1500ms to 90s\n"
        "  LIFTED_BODY   1MiB  how much; 0 to 3MiB\n"
    );
}

TEST_CASE("the process's own variables are read", "[config]") {
    ::setenv("LIFTED_TEST_OF_PROCESS", "a=b", 1);
    CHECK(Environment::of_process().at("LIFTED_TEST_OF_PROCESS") == "a=b");
    ::unsetenv("LIFTED_TEST_OF_PROCESS");
}
