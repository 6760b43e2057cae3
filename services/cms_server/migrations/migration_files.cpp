#include "cms_server/migrations/migration_files.hpp"

namespace cms {

std::span<const core::EmbeddedFile> embedded_migrations();

std::span<const core::EmbeddedFile> migration_files() {
    return embedded_migrations();
}

}  // namespace cms
