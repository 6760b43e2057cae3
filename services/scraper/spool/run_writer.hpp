#pragma once

#include "scraper/spool/result_store.hpp"
#include "scraper/spool/schema.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace scraper {

/// Gathers what a run finds and writes it many at a time. What was not flushed when the process dies is found
/// again by the attempt that follows.
class RunWriter {
public:
    /// `position`: of the last item the spool holds for this job.
    RunWriter(SpoolFile& file, std::string job, std::int64_t position);

    /// Replaces an item of the same address. The texts are kept until the flush.
    void item(std::string url, std::string json);
    void error(StoredError error);  ///< all are counted, the first 1,000 of a run are kept
    void line(std::string text);    ///< of the log; at most 50,000 of a run are kept
    void figures(std::int64_t pages, std::int64_t items, std::int64_t errors);

    /// True when so much waits that it should be written now.
    [[nodiscard]] bool full() const;

    /// Throws SqliteError; what waits still waits then.
    void flush();

private:
    SpoolFile& file_;
    std::string job_;
    std::int64_t position_;
    std::int64_t kept_errors_ = 0;
    std::int64_t kept_lines_ = 0;
    std::int64_t pages_ = 0;
    std::int64_t items_count_ = 0;
    std::int64_t errors_count_ = 0;
    bool changed_ = false;
    std::vector<StoredItem> items_;
    std::vector<StoredError> errors_;
    std::vector<std::string> lines_;
    std::map<std::string, std::int64_t> counts_;
};

}  // namespace scraper
