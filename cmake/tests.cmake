# lifted_test(NAME <target> LABEL unit|integration|e2e SOURCES ... DEPENDS ... [NEEDS <fixture> ...])
#
# One Catch2 executable; every test case is a ctest entry of its own, so they run in parallel and in any order.
include(Catch)

function(lifted_test)
  cmake_parse_arguments(T "" "NAME;LABEL" "SOURCES;DEPENDS;NEEDS" ${ARGN})
  add_executable(${T_NAME} ${T_SOURCES})
  target_link_libraries(${T_NAME} PRIVATE ${T_DEPENDS} test_main project_warnings)
  target_precompile_headers(${T_NAME} REUSE_FROM test_pch)
  set(properties LABELS ${T_LABEL} TIMEOUT 120)
  if(T_NEEDS)
    list(APPEND properties FIXTURES_REQUIRED "${T_NEEDS}")
  endif()
  catch_discover_tests(${T_NAME} TEST_PREFIX "${T_NAME}: " DISCOVERY_MODE PRE_TEST PROPERTIES ${properties})
endfunction()
