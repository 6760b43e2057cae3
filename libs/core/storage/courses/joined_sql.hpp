#pragma once

#include <array>
#include <string_view>

namespace core::storage {

/// Puts the constant parts of a statement together at compile time; no value ever becomes SQL.
template <const std::string_view&... parts>
struct JoinedSql {
private:
    static constexpr auto join() {
        std::array<char, (parts.size() + ... + 0)> out{};
        std::size_t at = 0;
        const auto append = [&](std::string_view part) {
            for (const char c : part) out[at++] = c;
        };
        (append(parts), ...);
        return out;
    }

    static constexpr auto kText = join();

public:
    // NOLINTNEXTLINE(readability-identifier-naming): as every type trait calls it.
    static constexpr std::string_view value{kText.data(), kText.size()};
};

}  // namespace core::storage
