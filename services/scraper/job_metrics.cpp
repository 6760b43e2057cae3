#include "scraper/job_metrics.hpp"

#include <prometheus/gauge.h>
#include <prometheus/registry.h>

namespace scraper {

JobMetrics::JobMetrics(prometheus::Registry& registry, const JobStore& jobs) : jobs_(jobs) {
    auto& states =
        prometheus::BuildGauge().Name("scraper_jobs").Help("Jobs kept, by state").Register(registry);
    pending_ = &states.Add({{"state", "pending"}});
    running_ = &states.Add({{"state", "running"}});
    finished_ = &states.Add({{"state", "finished"}});
    auto& waiting = prometheus::BuildGauge()
                        .Name("scraper_runs_to_hand_in")
                        .Help("Finished runs the CMS has not acknowledged, at most 1000")
                        .Register(registry);
    to_hand_in_ = &waiting.Add({});
}

void JobMetrics::update() const {
    const auto counts = jobs_.counts();
    pending_->Set(static_cast<double>(counts.pending));
    running_->Set(static_cast<double>(counts.running));
    finished_->Set(static_cast<double>(counts.finished));
    constexpr std::size_t kMost = 1000;
    to_hand_in_->Set(static_cast<double>(jobs_.to_hand_in(kMost).size()));
}

}  // namespace scraper
