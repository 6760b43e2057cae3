#pragma once

#include "cms_server/use_cases/publication/delivery_rules.hpp"
#include "core/data/cms_data_source.hpp"
#include "core/data/data_source.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace cms {

struct DeliveryConfig {
    std::string claimant;     ///< names this worker among others; empty: chosen at random
    std::size_t batch = 250;  ///< courses told in one request; at most 500
    DeliveryTimes times;
};

/// What operators watch of one worker's delivery.
struct DeliveryStatus {
    bool delivering = true;  ///< the last attempt reached the App and both databases
    std::string last_error;  ///< why not
    std::uint64_t delivered = 0;
    std::uint64_t refused = 0;
    std::uint64_t batches = 0;
};

/// Tells the App what was published, from the outbox. Any number of these may run, on any machines: each
/// takes what is due under a lease, tells it in batches and records what became of it. The framework goes
/// before the courses. What the App refuses by rule fails by itself and blocks nothing; while nobody can be
/// reached all of it waits together. What was told and not recorded, because this process ended in between,
/// is told again, which changes nothing in the App.
class PublicationDelivery {
public:
    /// All must outlive it. `feed` tells of the channel kPublicationChannel; nobody else uses it.
    PublicationDelivery(
        core::data::CmsDataSource& cms,
        core::data::ChangeFeed& feed,
        AppIngest& app,
        DeliveryConfig config = {}
    );

    /// Delivers until cancelled, or until `stop` and the end of the batch at hand. Survives the loss of the
    /// CMS's database, of the App and of both.
    core::Task<void> run();

    /// Takes no more; `run` returns once the batch at hand is recorded, at the latest after `poll`. To be
    /// called on the io_context that runs it.
    void stop() { stopping_ = true; }

    /// Takes one batch, tells it and records it; how many were taken. The error of an outage, with what was
    /// taken given back. Throws when the CMS's database cannot be reached.
    core::Task<core::Result<std::size_t>> deliver_once();

    [[nodiscard]] DeliveryStatus status() const { return status_; }

private:
    using Claims = std::vector<core::data::ClaimedPublication>;

    core::Task<Claims> take();
    core::Task<core::Result<std::vector<IngestAnswer>>> tell_and_keep(const Claims& claims);
    core::Task<core::Result<std::vector<IngestAnswer>>> tell(const Claims& claims);
    core::Task<core::Result<std::vector<IngestAnswer>>> tell_part(
        const Claims& claims, std::size_t begin, std::size_t end
    );
    core::Task<void> record(Claims claims, std::vector<IngestAnswer> answers);
    core::Task<void> give_back(const Claims& claims, core::Error why);
    core::Task<void> wait_for_work();
    core::Task<void> pause(std::chrono::milliseconds time);
    void note_outage(const std::string& reason);

    core::data::CmsDataSource& cms_;
    core::data::ChangeFeed& feed_;
    AppIngest& app_;
    DeliveryConfig config_;
    std::minstd_rand random_;
    DeliveryStatus status_;
    bool stopping_ = false;
};

}  // namespace cms
