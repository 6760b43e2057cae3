#include "app_server/use_cases/huge_pages.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>
#include <sys/mman.h>
#include <vector>

namespace app {

namespace {

#ifdef MADV_COLLAPSE
constexpr int kCollapse = MADV_COLLAPSE;
#else
constexpr int kCollapse = 25;  // newer than the headers
#endif

constexpr std::uintptr_t kPage = std::uintptr_t{2} << 20;
constexpr std::uintptr_t kMostOfOne = std::uintptr_t{4} << 30;  ///< sanitizers reserve more than that

struct Region {
    std::uintptr_t begin;
    std::uintptr_t end;
};

/// Private memory that can be written and is no file's, in whole pages (proc_pid_maps(5)).
std::vector<Region> regions() {
    std::vector<Region> found;
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
        Region region{};
        char access[5] = {};
        unsigned long inode = 0;
        if (std::sscanf(
                line.c_str(), "%lx-%lx %4s %*s %*s %lu", &region.begin, &region.end, access, &inode
            ) != 4)
            continue;
        region.begin = (region.begin + kPage - 1) / kPage * kPage;
        region.end = region.end / kPage * kPage;
        const bool ours = inode == 0 && std::string_view(access) == "rw-p";
        if (ours && region.begin < region.end && region.end - region.begin <= kMostOfOne)
            found.push_back(region);
    }
    return found;
}

/// Most of it is in memory: a huge page for little more than holes would only take memory.
bool worth_it(void* page) {
    std::array<unsigned char, kPage / 4096> held{};
    if (::mincore(page, kPage, held.data()) != 0) return false;
    const auto count = std::count_if(held.begin(), held.end(), [](auto one) { return (one & 1U) != 0; });
    return static_cast<std::size_t>(count) >= held.size() * 15 / 16;
}

}  // namespace

void use_huge_pages() {
    for (const auto& region : regions()) {
        for (auto at = region.begin; at < region.end; at += kPage) {
            auto* const page = reinterpret_cast<void*>(at);  // NOLINT(performance-no-int-to-ptr)
            if (worth_it(page)) ::madvise(page, kPage, kCollapse);
        }
    }
}

}  // namespace app
