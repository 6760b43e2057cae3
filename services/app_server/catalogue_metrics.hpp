#pragma once

#include "app_server/use_cases/snapshot_holder.hpp"
#include "core/http/metrics.hpp"

namespace prometheus {
class Gauge;
}

namespace app {

/// What operators watch of the catalogue: `lifted_catalogue_version`, `lifted_catalogue_courses`,
/// `lifted_catalogue_entries`, and `lifted_catalogue_stale`, 1 while the database cannot be read.
class CatalogueMetrics {
public:
    /// Both must outlive this.
    CatalogueMetrics(core::http::Metrics& metrics, const SnapshotHolder& holder);

    /// Everything the process measures, brought up to date, in the Prometheus text format.
    [[nodiscard]] std::string render() const;

private:
    core::http::Metrics& metrics_;
    const SnapshotHolder& holder_;
    prometheus::Gauge& version_;
    prometheus::Gauge& courses_;
    prometheus::Gauge& entries_;
    prometheus::Gauge& stale_;
};

}  // namespace app
