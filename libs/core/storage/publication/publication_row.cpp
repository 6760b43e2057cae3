#include "core/storage/publication/publication_row.hpp"

namespace core::storage {

namespace {

constexpr postgres::Query kWake{"publication.wake", "select pg_notify($1, '')"};

}  // namespace

data::Publication read_publication(const postgres::Row& row) {
    data::Publication publication;
    publication.id = row.get<std::int64_t>(0);
    publication.kind = data::parse_publication_kind(row.get<std::string_view>(1)).value();
    publication.uid = row.get<std::string>(2);
    publication.name = row.get<std::string>(3);
    publication.revision = row.get<std::int64_t>(4);
    publication.removed = row.get<bool>(5);
    publication.state = data::parse_delivery_state(row.get<std::string_view>(6)).value();
    publication.attempts = row.get<std::int32_t>(7);
    if (!row.is_null(8)) {
        publication.failure = data::DeliveryFailure{
            row.get<std::string>(8),
            row.get<std::optional<std::string>>(9).value_or(""),
            row.get<std::optional<std::string>>(10).value_or("")
        };
    }
    publication.queued_at = row.get<Instant>(11);
    if (publication.state == data::DeliveryState::queued) publication.next_attempt_at = row.get<Instant>(12);
    publication.delivered_at = row.get<std::optional<Instant>>(13);
    publication.delivered_revision = row.get<std::int64_t>(14);
    return publication;
}

postgres::Statement wake_delivery() {
    return {kWake, postgres::Params(data::kPublicationChannel)};
}

}  // namespace core::storage
