# The targets of this project are made by these functions, so that flags and test registration stand in one place.

function(fotogal_compile_options target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Werror)
  # g++ 12 reports false positives inside the standard library at -O2 (GCC bugs 105329, 105651, 107852).
  target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict -Wno-stringop-overflow -Wno-array-bounds
                                           -Wno-maybe-uninitialized>)
endfunction()

# fotogal_library(<name> SOURCES <files...> [LIBS <targets...>] [PRIVATE_LIBS <targets...>])
function(fotogal_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;LIBS;PRIVATE_LIBS" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/shared)
  target_link_libraries(${name} PUBLIC ${arg_LIBS} PRIVATE ${arg_PRIVATE_LIBS})
  fotogal_compile_options(${name})
endfunction()

# fotogal_test(<name> SOURCES <files...> [LIBS <targets...>] [WHOLE] [TIMEOUT <seconds>] [DEPENDS <targets...>]
#              [LABEL <label>] [COST <seconds>])
# LABEL long: `make nightly` runs it once more, whole. COST: what takes long is begun first, so that it does not run alone at the end.
# A case that asserts nothing fails. Every test case becomes a ctest test; with WHOLE the executable runs once, for cases that share a costly fixture.
function(fotogal_test name)
  if(NOT FOTOGAL_TESTS)
    return()
  endif()
  cmake_parse_arguments(arg "WHOLE" "TIMEOUT;LABEL;COST" "SOURCES;LIBS;DEPENDS" ${ARGN})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  set(properties TIMEOUT ${arg_TIMEOUT})
  if(arg_LABEL)
    list(APPEND properties LABELS ${arg_LABEL})
  endif()
  if(arg_COST)
    list(APPEND properties COST ${arg_COST})
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/shared)
  target_link_libraries(${name} PRIVATE ${arg_LIBS} Catch2::Catch2WithMain)
  target_compile_definitions(${name} PRIVATE FOTOGAL_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
                                             FOTOGAL_BIN_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
  fotogal_compile_options(${name})
  if(arg_DEPENDS)
    add_dependencies(${name} ${arg_DEPENDS})
  endif()
  if(arg_WHOLE)
    add_test(NAME ${name} COMMAND ${name} --warn NoAssertions)
    set_tests_properties(${name} PROPERTIES ${properties})
  else()
    catch_discover_tests(${name} TEST_PREFIX "${name}: " DISCOVERY_MODE PRE_TEST EXTRA_ARGS --warn NoAssertions PROPERTIES ${properties})
  endif()
endfunction()
