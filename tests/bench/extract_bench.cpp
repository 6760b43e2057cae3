// Reads recorded pages by their spider documents and says what a page costs; extract_parsel.py does the same
// with parsel. Usage: extract_bench PAGES DOCUMENTS RECORDINGS ROUNDS
//
// PAGES has one line a page: document, page kind, file.
#include "core/base/time_zone.hpp"
#include "scraper/engine/extract/extractor.hpp"

#include <fmt/format.h>

#include <ctime>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

namespace {

std::string read_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + path);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

double cpu_seconds() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

struct Work {
    const scraper::Extractor* extractor;
    scraper::Page page;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc != 5) {
        std::cerr << "usage: extract_bench PAGES DOCUMENTS RECORDINGS ROUNDS\n";
        return 2;
    }
    const std::string documents = argv[2];
    const std::string recordings = argv[3];
    const int rounds = std::stoi(argv[4]);
    const auto now = core::parse_instant("2025-09-01T00:00:00Z").value();
    std::map<std::string, scraper::Extractor> extractors;
    std::vector<Work> work;
    std::ifstream pages(argv[1]);
    std::string document;
    std::string kind;
    std::string file;
    std::size_t bytes = 0;
    while (pages >> document >> kind >> file) {
        auto found = extractors.find(document);
        if (found == extractors.end()) {
            const auto spider =
                scraper::parse_spider(read_file(documents + "/" + document + ".json")).value();
            found = extractors.emplace(document, scraper::Extractor(spider)).first;
        }
        auto body = read_file(recordings + "/" + file);
        bytes += body.size();
        const auto host = file.substr(0, file.find('/'));
        work.push_back(
            {&found->second, {"https://" + host + "/", "text/html; charset=utf-8", std::move(body), now, kind}
            }
        );
    }
    std::size_t values = 0;
    const auto begin = cpu_seconds();
    for (int round = 0; round < rounds; ++round) {
        for (const auto& one : work) {
            const auto found = one.extractor->read(one.page, {});
            values += found.items.size() + found.follow.size();
        }
    }
    const auto seconds = cpu_seconds() - begin;
    const auto count = static_cast<double>(work.size()) * rounds;
    fmt::print(
        "{{\"reader\": \"lifted\", \"pages\": {}, \"values\": {}, \"cpu_us_per_page\": {:.1f}, \"mb_per_s\": "
        "{:.1f}}}\n",
        work.size(),
        values / static_cast<std::size_t>(rounds),
        seconds / count * 1e6,
        static_cast<double>(bytes) * rounds / seconds / 1e6
    );
    return 0;
}
