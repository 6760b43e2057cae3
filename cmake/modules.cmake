# lifted_module(NAME <target> PREFIX <include prefix> SOURCES ... DEPENDS ... [PRIVATE_DEPENDS ...])
#
# One static library whose headers are included as "<prefix>/<file>.hpp". Each module is given an include root of
# its own, holding nothing but a link to its folder, so a header can be included only by a target that names the
# module among its DEPENDS: the arrows of the architecture are the arrows of the link graph, and a wrong one does
# not compile.
function(lifted_module)
  cmake_parse_arguments(M "" "NAME;PREFIX;PCH" "SOURCES;DEPENDS;PRIVATE_DEPENDS" ${ARGN})
  set(root "${CMAKE_BINARY_DIR}/include/${M_NAME}")
  get_filename_component(parent "${root}/${M_PREFIX}" DIRECTORY)
  file(MAKE_DIRECTORY "${parent}")
  file(CREATE_LINK "${CMAKE_CURRENT_SOURCE_DIR}" "${root}/${M_PREFIX}" SYMBOLIC)
  if(M_SOURCES)
    add_library(${M_NAME} STATIC ${M_SOURCES})
    target_include_directories(${M_NAME} PUBLIC "${root}")
    target_link_libraries(${M_NAME} PUBLIC ${M_DEPENDS} PRIVATE ${M_PRIVATE_DEPENDS} project_warnings)
    if(M_PCH)
      target_precompile_headers(${M_NAME} REUSE_FROM ${M_PCH})
    endif()
  else()
    add_library(${M_NAME} INTERFACE)
    target_include_directories(${M_NAME} INTERFACE "${root}")
    target_link_libraries(${M_NAME} INTERFACE ${M_DEPENDS})
  endif()
endfunction()
