# lifted_embed(TARGET <target> NAMESPACE <ns> NAME <function> BASE <dir> FILES ...)
#
# Compiles files into the target. The function `ns::name()` returns a std::span of core::EmbeddedFile, sorted by
# path relative to BASE; "core/base/embedded_file.hpp" declares the type. The bytes enter through the assembler's
# .incbin, which costs nothing at compile time whatever their size.
function(lifted_embed)
  cmake_parse_arguments(E "" "TARGET;NAMESPACE;NAME;BASE" "FILES" ${ARGN})
  set(out "${CMAKE_CURRENT_BINARY_DIR}/embedded_${E_NAME}.cpp")
  list(SORT E_FILES)
  set(decls "")
  set(rows "")
  set(i 0)
  foreach(file IN LISTS E_FILES)
    get_filename_component(path "${file}" ABSOLUTE)
    file(RELATIVE_PATH relative "${E_BASE}" "${path}")
    set(symbol "lifted_embedded_${E_TARGET}_${E_NAME}_${i}")
    string(APPEND decls "__asm__(\".section .rodata\\n.global ${symbol}\\n.global ${symbol}_end\\n${symbol}:\\n.incbin \\\"${path}\\\"\\n${symbol}_end:\\n.byte 0\\n.previous\\n\");\nextern \"C\" const char ${symbol}[];\nextern \"C\" const char ${symbol}_end[];\n")
    string(APPEND rows "        {\"${relative}\", {${symbol}, static_cast<std::size_t>(${symbol}_end - ${symbol})}},\n")
    math(EXPR i "${i} + 1")
    list(APPEND paths "${path}")
  endforeach()
  file(CONFIGURE OUTPUT "${out}" CONTENT
"#include \"core/base/embedded_file.hpp\"
${decls}
namespace ${E_NAMESPACE} {
std::span<const core::EmbeddedFile> ${E_NAME}();
std::span<const core::EmbeddedFile> ${E_NAME}() {
    static const core::EmbeddedFile files[] = {
${rows}    };
    return files;
}
}
" @ONLY)
  target_sources(${E_TARGET} PRIVATE "${out}")
  set_source_files_properties("${out}" PROPERTIES OBJECT_DEPENDS "${paths}" SKIP_PRECOMPILE_HEADERS ON)
endfunction()
