#pragma once

#include "core/async/task.hpp"
#include "core/base/clock.hpp"
#include "core/base/error.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace core::data {

/// An organisation that offers courses, under the one name it is shown by.
struct CanonicalProvider {
    std::int64_t id = 0;
    std::int64_t version = 0;
    std::string name;
    std::optional<std::string> website;
    std::vector<std::string> aliases;  ///< other spellings that mean it, as written
    std::int64_t courses = 0;          ///< that name it, in whatever state
    Instant updated_at;
};

struct ProviderPage {
    std::vector<CanonicalProvider> items;  ///< by name
    std::int64_t total = 0;
    bool more_before = false;
    bool more_after = false;
};

/// Providers by their canonical names. Two names are the same when they differ in case, width or spaces only.
class ProviderRepository {
public:
    virtual ~ProviderRepository() = default;

    virtual Task<std::optional<CanonicalProvider>> find(std::int64_t id) = 0;
    virtual Task<std::optional<CanonicalProvider>> find_locked(std::int64_t id) = 0;

    /// The provider that a name or alias means.
    virtual Task<std::optional<CanonicalProvider>> find_by_name(std::string name) = 0;

    /// Those whose name or alias contains `text` (empty: all), by name from `after_name` on.
    virtual Task<ProviderPage> list(
        std::string text, std::optional<std::string> after_name, bool backwards, int limit
    ) = 0;

    /// `conflict`, code `provider-name-taken`, when a name or alias already means a provider.
    virtual Task<Result<CanonicalProvider>> insert(
        std::string name, std::optional<std::string> website, std::vector<std::string> aliases
    ) = 0;

    /// Stores name, website and aliases of a provider whose version is still the same; its courses show the
    /// new name at once. `version_mismatch`; `conflict` as `insert`.
    virtual Task<Result<std::int64_t>> save(CanonicalProvider provider) = 0;

    /// Gives the courses and all names of `from` to `to`, and deletes `from`. Gives the number of courses.
    virtual Task<std::int64_t> merge(std::int64_t from, std::int64_t to) = 0;

    /// The provider of that name or alias, added when nobody has the name.
    virtual Task<CanonicalProvider> find_or_add(std::string name) = 0;
};

}  // namespace core::data
