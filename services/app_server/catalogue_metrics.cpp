#include "app_server/catalogue_metrics.hpp"

#include <prometheus/gauge.h>
#include <prometheus/registry.h>

namespace app {

namespace {

prometheus::Gauge& gauge(core::http::Metrics& metrics, const std::string& name, const std::string& help) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(metrics.registry()).Add({});
}

}  // namespace

CatalogueMetrics::CatalogueMetrics(core::http::Metrics& metrics, const SnapshotHolder& holder)
    : metrics_(metrics),
      holder_(holder),
      version_(gauge(metrics, "lifted_catalogue_version", "Version of the snapshot that answers")),
      courses_(gauge(metrics, "lifted_catalogue_courses", "Published courses in the snapshot")),
      entries_(gauge(metrics, "lifted_catalogue_entries", "Lines of the course directory in the snapshot")),
      stale_(gauge(metrics, "lifted_catalogue_stale", "1 while the database cannot be read")) {}

std::string CatalogueMetrics::render() const {
    if (const auto snapshot = holder_.current()) {
        version_.Set(static_cast<double>(snapshot->version().version));
        courses_.Set(static_cast<double>(snapshot->parts().courses.size()));
        entries_.Set(static_cast<double>(snapshot->entries().size()));
    }
    stale_.Set(holder_.stale() ? 1 : 0);
    return metrics_.render();
}

}  // namespace app
