#pragma once

#include "core/base/error.hpp"
#include "core/data/cms_data_source.hpp"
#include "core/data/data_source.hpp"

#include <map>
#include <string_view>

namespace core::data {

/// The models, each with its label and the ports that read and write it.
struct AppModel {
    static constexpr std::string_view kLabel = "app";
    using Reader = ReadOnlyDataSource;
    using Writer = ReadWriteDataSource;
};

struct CmsModel {
    static constexpr std::string_view kLabel = "cms";
    using Reader = CmsReadSource;
    using Writer = CmsDataSource;
};

/// The one place that answers, for a model (labels `app`, `cms`): which source reads it, which source writes
/// it, and whether this process may migrate it. The sources must outlive the router.
class DataSourceRouter {
public:
    /// This process owns the model: reads, writes and migrates it.
    template <class Model>
    void own(typename Model::Writer& source) {
        routes_.insert_or_assign(
            Model::kLabel, Route{&static_cast<typename Model::Reader&>(source), &source}
        );
    }

    /// This process may only read the model.
    template <class Model>
    void read_only(typename Model::Reader& source) {
        routes_.insert_or_assign(Model::kLabel, Route{&source, nullptr});
    }

    /// `not_found`, code `unknown-label`, for a model nobody registered.
    template <class Model>
    [[nodiscard]] Result<typename Model::Reader*> reader() const {
        const auto source = reader_of(Model::kLabel);
        if (!source) return source.error();
        return static_cast<typename Model::Reader*>(*source);
    }

    /// `forbidden`, code `read-only-label`, for a model this process does not own.
    template <class Model>
    [[nodiscard]] Result<typename Model::Writer*> writer() const {
        const auto source = writer_of(Model::kLabel);
        if (!source) return source.error();
        return static_cast<typename Model::Writer*>(*source);
    }

    /// `forbidden`, code `migration-refused`, for a label this process does not own.
    [[nodiscard]] Result<void> may_migrate(std::string_view label) const;

private:
    struct Route {
        void* reader = nullptr;  ///< a Model::Reader of the label's model
        void* writer = nullptr;  ///< a Model::Writer; null when read only
    };

    [[nodiscard]] Result<const Route*> find(std::string_view label) const;
    [[nodiscard]] Result<void*> reader_of(std::string_view label) const;
    [[nodiscard]] Result<void*> writer_of(std::string_view label) const;

    std::map<std::string_view, Route> routes_;
};

}  // namespace core::data
