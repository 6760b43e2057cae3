#include "core/jobs/job_kinds.hpp"

#include <stdexcept>

namespace core::jobs {

JobKinds& JobKinds::add(std::string kind, std::int32_t version, JobHandler handler, Backoff backoff) {
    auto name = kind + " version " + std::to_string(version);
    const auto [at, added] =
        kinds_.try_emplace({std::move(kind), version}, JobKind{std::move(handler), backoff});
    if (!added) throw std::logic_error("two handlers for " + name);
    return *this;
}

const JobKind* JobKinds::find(const std::string& kind, std::int32_t version) const {
    const auto found = kinds_.find({kind, version});
    return found == kinds_.end() ? nullptr : &found->second;
}

}  // namespace core::jobs
