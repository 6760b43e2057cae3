# Build options, in one place. Presets set them; see CMakePresets.json.
set(LIFTED_SANITIZE "" CACHE STRING "Sanitizers to build with: address,undefined or thread")
set(LIFTED_DEBUG_INFO "none" CACHE STRING "none, line (stack traces only) or full")
option(LIFTED_WERROR "Warnings are errors" ON)
option(LIFTED_TESTS "Build the tests" ON)
option(LIFTED_COVERAGE "Instrument for llvm-cov" OFF)
option(LIFTED_FUZZERS "Build the libFuzzer targets" OFF)
option(LIFTED_BENCHMARKS "Build the benchmarks" OFF)

if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  message(FATAL_ERROR "Lifted builds with clang 19: use a preset (cmake --preset dev)")
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  # A precompiled header carries time stamps unless told otherwise; these make ccache hit across checkouts.
  set(lifted_ccache
      ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE_PROGRAM})
  set(CMAKE_C_COMPILER_LAUNCHER ${lifted_ccache})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${lifted_ccache})
endif()

foreach(linker mold ld.lld-19 ld.lld)
  find_program(LIFTED_LINKER_${linker} ${linker})
  if(LIFTED_LINKER_${linker})
    string(REGEX REPLACE "^ld\\." "" flavour "${linker}")
    string(REGEX REPLACE "-19$" "" flavour "${flavour}")
    add_link_options(-fuse-ld=${flavour})
    break()
  endif()
endforeach()

add_compile_options(-Xclang -fno-pch-timestamp -fno-omit-frame-pointer)
if(LIFTED_DEBUG_INFO STREQUAL "none")
  set(CMAKE_CXX_FLAGS_DEBUG "-O0")
elseif(LIFTED_DEBUG_INFO STREQUAL "line")
  set(CMAKE_CXX_FLAGS_DEBUG "-O0 -gline-tables-only")
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
add_compile_options($<$<CONFIG:Debug>:-D_GLIBCXX_ASSERTIONS>)
add_compile_options($<$<CONFIG:Release>:-D_FORTIFY_SOURCE=2> -fstack-protector-strong -fPIE)
add_link_options(-pie -Wl,-z,relro,-z,now)

if(LIFTED_SANITIZE)
  add_compile_options(-fsanitize=${LIFTED_SANITIZE} -fno-sanitize-recover=all -O1)
  add_link_options(-fsanitize=${LIFTED_SANITIZE})
endif()
if(LIFTED_FUZZERS)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(LIFTED_COVERAGE)
  add_compile_options(-fprofile-instr-generate -fcoverage-mapping)
  add_link_options(-fprofile-instr-generate -fcoverage-mapping)
endif()

add_library(project_warnings INTERFACE)
target_compile_options(project_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Wnon-virtual-dtor
  -Woverloaded-virtual -Wnull-dereference -Wdouble-promotion -Wimplicit-fallthrough -Wswitch -Wcast-qual
  $<$<BOOL:${LIFTED_WERROR}>:-Werror>)

# One definition of how Asio and Beast are compiled, for every translation unit: their bodies live in
# libs/core/async/asio_src.cpp and libs/core/http/beast_src.cpp alone.
add_compile_definitions(
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
  BOOST_BEAST_USE_STD_STRING_VIEW
  RAPIDJSON_HAS_STDSTRING=1)
