#pragma once

#include "scraper/spool/schema.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scraper {

struct StoredItem {
    std::int64_t position = 0;
    std::string url;
    std::string json;
};

struct StoredError {
    std::string code;
    std::string url;
    std::string detail;
    std::string field;
    std::string selector;
};

/// A job's log and items, as files.
struct FileSizes {
    std::int64_t log = 0;  ///< bytes
    std::int64_t items = 0;
};

/// What jobs found and said.
class ResultStore {
public:
    explicit ResultStore(SpoolFile& file) : file_(file) {}

    /// Items behind a position, in order, at most so many.
    [[nodiscard]] std::vector<StoredItem> items(std::string_view job, std::int64_t after, std::size_t most)
        const;

    /// Every item in the order of addresses, one a line: the same results give the same bytes.
    [[nodiscard]] std::string item_lines(std::string_view job) const;

    [[nodiscard]] bool has_items(std::string_view job) const;

    /// The whole log, one event a line.
    [[nodiscard]] std::string log_text(std::string_view job) const;

    /// By job, of the jobs of a spider that have begun.
    [[nodiscard]] std::map<std::string, FileSizes> file_sizes(
        std::string_view project, std::string_view spider
    ) const;

    [[nodiscard]] std::vector<StoredError> errors(std::string_view job, std::size_t most) const;
    [[nodiscard]] std::map<std::string, std::int64_t> errors_by_kind(std::string_view job) const;

    /// Items of a job whose address no complete run of its spider has had.
    [[nodiscard]] std::int64_t new_items(std::string_view job) const;

    /// Forgets what an interrupted attempt said went wrong; its items stay until they are found again.
    void begin_attempt(std::string_view job);

    /// Forgets items that the latest attempt did not find: those up to this position.
    void drop_items_up_to(std::string_view job, std::int64_t position);

    [[nodiscard]] std::int64_t last_position(std::string_view job) const;

private:
    SpoolFile& file_;
};

}  // namespace scraper
