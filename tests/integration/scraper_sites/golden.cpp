#include "golden.hpp"

#include "core/base/digest.hpp"
#include "recorded_site.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace scraper::tests {

namespace {

std::vector<std::string> split_lines(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

/// The lines of `of` that are not in `in`, as often as they are missing.
std::vector<std::string> missing(std::vector<std::string> of, std::vector<std::string> in) {
    std::sort(of.begin(), of.end());
    std::sort(in.begin(), in.end());
    std::vector<std::string> lines;
    std::set_difference(of.begin(), of.end(), in.begin(), in.end(), std::back_inserter(lines));
    return lines;
}

}  // namespace

std::string golden_lines(const std::vector<Item>& items) {
    std::string out;
    for (const auto& item : items) {
        std::string dates;
        for (const auto& date : item.dates) {
            dates += dates.empty() ? "" : " ";
            dates += date.starts_at + (date.ends_at ? "/" + *date.ends_at : "");
        }
        out += (dates.empty() ? "-" : dates) + '\t' + core::sha256_hex(item.name).substr(0, 12) + '\t' +
               item.url;
        out += '\n';
    }
    return out;
}

void check_golden(const std::string& name, std::string_view lines) {
    const std::filesystem::path file = LIFTED_TEST_DATA "/scraper/golden/" + name + ".txt";
    const auto wanted = std::filesystem::exists(file) ? read_file(file) : std::string();
    if (lines == wanted) {
        SUCCEED(name);
        return;
    }
    const auto left = std::filesystem::temp_directory_path() / ("lifted-golden-" + name + ".txt");
    std::ofstream(left) << lines;
    INFO(name << ": what was read is in " << left);
    const auto expected = split_lines(wanted);
    const auto found = split_lines(lines);
    CHECK(missing(expected, found) == std::vector<std::string>());
    CHECK(missing(found, expected) == std::vector<std::string>());
    FAIL_CHECK("the records, or their order, are not those of " << file);
}

}  // namespace scraper::tests
