#pragma once

#include "directory_reader.hpp"
#include "fault_stream.hpp"
#include "publication_record.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace tests {

/// Logs the administrator in; throws unless that works at once.
Session log_in(const SplitSite& site);

/// A whole number from the environment, at least 1; `otherwise` when it is not set.
int setting(const char* name, int otherwise);

/// What staff and scrapers do, all at the same time: two editors who edit and publish courses of their own, a
/// scraper that hands in, and a visitor who reads the directory. Runs from its construction until `stop`.
class WorkStream {
public:
    /// The databases by a way that is never cut.
    WorkStream(const SplitSite& site, std::string app_database, std::string cms_database, unsigned seed);
    ~WorkStream();
    WorkStream(const WorkStream&) = delete;
    WorkStream& operator=(const WorkStream&) = delete;

    /// What is under way is brought to an end.
    void stop();

    /// How much was done so far, by what the CMS's database holds.
    struct Done {
        int edits = 0;
        int publications = 0;  ///< and removals
        int items = 0;         ///< handed in
        int applied = 0;       ///< revisions, by the App
    };

    [[nodiscard]] Done done() const;

    /// How many publications are queued.
    [[nodiscard]] int queued() const;

    /// Waits until nothing is queued any more, or no more than `left`; how long that took. Throws after 75
    /// seconds.
    [[nodiscard]] std::chrono::duration<double> drain(int left = 0) const;

    /// Everything that was acknowledged is there, once and whole, in the CMS and in the App. Of a stream that
    /// was stopped, once nothing is queued.
    void check();

    /// What callers were told, all together; of a stream that was stopped.
    [[nodiscard]] Tally tally() const;

    /// The same and how much was done, in words.
    [[nodiscard]] std::string figures() const;

    [[nodiscard]] const DirectoryReader& reader() const { return reader_; }

    FaultyScraper& scraper() { return scraper_; }

private:
    void check_directory();

    const SplitSite& site_;
    std::string app_database_;
    std::string cms_database_;
    PublicationRecord record_;
    std::array<FaultyEditor, 2> editors_;
    FaultyScraper scraper_;
    DirectoryReader reader_;
    std::atomic<bool> stopped_ = false;
    std::vector<std::jthread> threads_;
};

}  // namespace tests
