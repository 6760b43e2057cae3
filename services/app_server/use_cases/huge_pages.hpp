#pragma once

namespace app {

/// Moves what the process holds in memory to pages of 2 MiB, as far as the kernel has any (Linux 6.1,
/// MADV_COLLAPSE): reads all over a large catalogue else spend much of their time on finding out where the
/// small pages are. Takes about a second per 2 GiB; without effect where it is not possible.
void use_huge_pages();

}  // namespace app
