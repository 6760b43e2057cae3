#pragma once

/// For loops over words: compiled for several processors, the best one chosen at start. Not in builds that
/// sanitizers may instrument: the choice is made before they are ready.
#if defined(__x86_64__) && defined(NDEBUG)
#define LIFTED_EVERY_PROCESSOR __attribute__((target_clones("avx512vpopcntdq", "avx2", "default")))
#else
#define LIFTED_EVERY_PROCESSOR
#endif
