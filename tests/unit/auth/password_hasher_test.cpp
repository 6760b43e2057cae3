#include "core/auth/password_hasher.hpp"

#include "support/run.hpp"

#include <catch2/catch.hpp>

#include <future>

namespace {

using core::auth::PasswordCost;
using core::auth::PasswordHasher;

constexpr PasswordCost kCheap{8 * 1024, 1};

}  // namespace

TEST_CASE("a password is known again by its hash, another is not", "[passwords]") {
    boost::asio::io_context io;
    PasswordHasher hasher({.cost = kCheap});
    const auto hash = tests::run(io, hasher.hash("a password with spaces, and é"));
    REQUIRE(hash.has_value());
    CHECK(hash->starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
    CHECK(*tests::run(io, hasher.verify("a password with spaces, and é", *hash)));
    CHECK_FALSE(*tests::run(io, hasher.verify("a password with spaces, and e", *hash)));
    CHECK_FALSE(*tests::run(io, hasher.verify("", *hash)));
}

TEST_CASE("long passwords are not cut", "[passwords]") {
    boost::asio::io_context io;
    PasswordHasher hasher({.cost = kCheap});
    const std::string longest(1024, 'x');
    const auto hash = tests::run(io, hasher.hash(longest));
    CHECK(*tests::run(io, hasher.verify(longest, *hash)));
    CHECK_FALSE(*tests::run(io, hasher.verify(longest.substr(1), *hash)));
}

TEST_CASE("two hashes of one password differ", "[passwords]") {
    boost::asio::io_context io;
    PasswordHasher hasher({.cost = kCheap});
    CHECK(*tests::run(io, hasher.hash("the same")) != *tests::run(io, hasher.hash("the same")));
}

TEST_CASE("nobody's password is ever right", "[passwords]") {
    boost::asio::io_context io;
    PasswordHasher hasher({.cost = kCheap});
    CHECK_FALSE(*tests::run(io, hasher.verify("anything", "")));
    CHECK_FALSE(*tests::run(io, hasher.verify("anything", "no hash at all")));
}

TEST_CASE("a hash of another cost asks to be made anew", "[passwords]") {
    boost::asio::io_context io;
    PasswordHasher cheap({.cost = kCheap});
    PasswordHasher dear({.cost = {16 * 1024, 1}});
    const auto hash = tests::run(io, cheap.hash("password"));
    CHECK_FALSE(cheap.needs_rehash(*hash));
    CHECK(dear.needs_rehash(*hash));
    CHECK(*tests::run(io, dear.verify("password", *hash)));
}

TEST_CASE("the default cost is 64 MiB and three passes", "[passwords]") {
    boost::asio::io_context io;
    PasswordHasher hasher;
    const auto hash = tests::run(io, hasher.hash("password"));
    CHECK(hash->starts_with("$argon2id$v=19$m=65536,t=3,p=1$"));
}

TEST_CASE("a cost outside the limits is refused", "[passwords]") {
    CHECK_THROWS_AS(PasswordHasher({.cost = {1024, 1}}), std::invalid_argument);
    CHECK_THROWS_AS(PasswordHasher({.cost = {8 * 1024, 0}}), std::invalid_argument);
}

TEST_CASE("beyond the queue hashes are refused at once, and those in it are computed", "[passwords]") {
    boost::asio::io_context io;
    PasswordHasher hasher({.cost = {8 * 1024 * 1024, 1}, .at_once = 1, .waiting = 2});
    int hashed = 0;
    int refused = 0;
    std::string code;
    for (int i = 0; i < 10; ++i) {
        boost::asio::co_spawn(
            io,
            [&]() -> core::Task<void> {
                const auto hash = co_await hasher.hash("password");
                ++(hash ? hashed : refused);
                if (!hash) code = hash.error().code;
            },
            [](const std::exception_ptr& error) {
                if (error) std::rethrow_exception(error);
            }
        );
    }
    io.run();
    CHECK(hashed + refused == 10);
    CHECK(hashed >= 3);  // one at work, two waiting; more when the first was done before the last came
    CHECK(refused >= 1);
    CHECK(code == "too-busy");
    CHECK(tests::run(io, hasher.hash("afterwards")).has_value());
}

TEST_CASE("a stopped hasher refuses", "[passwords]") {
    boost::asio::io_context io;
    PasswordHasher hasher({.cost = kCheap});
    hasher.stop();
    const auto hash = tests::run(io, hasher.hash("password"));
    REQUIRE(hash.has_error());
    CHECK(hash.error().kind == core::ErrorKind::unavailable);
}
