#include "app_server/handlers/build_id.hpp"

#include <cstring>
#include <elf.h>
#include <link.h>
#include <string_view>

namespace app {

namespace {

/// The description of the build-id note in a segment of notes (elf(5), "Notes").
std::string_view build_id_in(std::string_view notes) {
    constexpr std::string_view kOwner("GNU\0", 4);
    const auto padded = [](std::size_t size) { return (size + 3) / 4 * 4; };
    while (notes.size() >= sizeof(ElfW(Nhdr))) {
        ElfW(Nhdr) head;
        std::memcpy(&head, notes.data(), sizeof head);
        const std::size_t description = sizeof head + padded(head.n_namesz);
        const std::size_t end = description + padded(head.n_descsz);
        if (end > notes.size()) break;
        if (head.n_type == NT_GNU_BUILD_ID && notes.substr(sizeof head, head.n_namesz) == kOwner)
            return notes.substr(description, head.n_descsz);
        notes.remove_prefix(end);
    }
    return {};
}

/// Called for the program itself first.
int read_program(dl_phdr_info* program, std::size_t, void* id) {
    for (std::size_t i = 0; i < program->dlpi_phnum; ++i) {
        const auto& segment = program->dlpi_phdr[i];
        if (segment.p_type != PT_NOTE) continue;
        const auto* notes = reinterpret_cast<const char*>(program->dlpi_addr + segment.p_vaddr);
        static_cast<std::string*>(id)->append(build_id_in({notes, segment.p_memsz}));
    }
    return 1;
}

}  // namespace

std::string build_id() {
    std::string id;
    dl_iterate_phdr(read_program, &id);
    return id;
}

}  // namespace app
