#pragma once

#include "scraper/spool/job_store.hpp"

namespace prometheus {
class Registry;
class Gauge;
}  // namespace prometheus

namespace scraper {

/// Jobs by state, as gauges that are brought up to date when they are asked for.
class JobMetrics {
public:
    JobMetrics(prometheus::Registry& registry, const JobStore& jobs);

    void update() const;

private:
    const JobStore& jobs_;
    prometheus::Gauge* pending_;
    prometheus::Gauge* running_;
    prometheus::Gauge* finished_;
    prometheus::Gauge* to_hand_in_;
};

}  // namespace scraper
