# All targets of this project are made by these functions, so that flags and the registration of tests are in one place.

# Most of what a file costs is parsing the same headers and instantiating the same templates once more: several files are
# compiled as one. Off: each alone, which shows includes that are missing (`make nightly`).
option(FOTOGAL_UNITY "Compile several sources of a target as one" ON)

function(fotogal_compile_options target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Werror)
  # g++ 12 reports false positives inside the standard library at -O2 (GCC bugs 105329, 105651, 107852).
  target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict -Wno-stringop-overflow -Wno-array-bounds
                                           -Wno-maybe-uninitialized>)
  # Several files compiled as one have names of their own in unnamed namespaces, which clang takes for hidden ones.
  target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:Clang>:-Wno-shadow -Wno-overlength-strings>)
endfunction()

# For programs that answer calls (docs/adr/0034-allocator.md). Sanitizers bring an allocator of their own.
function(fotogal_use_allocator program)
  if(FOTOGAL_STATIC)
    target_link_libraries(${program} PRIVATE fotogal::allocator)
  endif()
endfunction()

# For code that takes much time: -O2 also in builds that otherwise use -O1 to compile faster (CMakePresets.json: release).
function(fotogal_optimize target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O2>)
endfunction()

# fotogal_batches(<result> <name> <size> <files...>): at most <size> files become one, which includes them by paths from the
# root: a fresh clone finds in ccache what another one has compiled. (CMake's own UNITY_BUILD includes absolute paths.)
function(fotogal_batches result name size)
  list(LENGTH ARGN count)
  if(NOT FOTOGAL_UNITY OR size LESS 2 OR count LESS 2)
    set(${result} ${ARGN} PARENT_SCOPE)
    return()
  endif()
  math(EXPR batches "(${count} + ${size} - 1) / ${size}")
  set(files)
  foreach(batch RANGE 1 ${batches})
    math(EXPR begin "${count} * (${batch} - 1) / ${batches}")
    math(EXPR length "${count} * ${batch} / ${batches} - ${begin}")
    list(SUBLIST ARGN ${begin} ${length} members)
    set(file ${CMAKE_BINARY_DIR}/unity/${name}_${batch}.cc)
    fotogal_write_batch(${file} ${members})
    list(APPEND files ${file})
  endforeach()
  set(${result} ${files} PARENT_SCOPE)
endfunction()

function(fotogal_write_batch file)
  set(includes)
  set(text)
  foreach(member ${ARGN})
    cmake_path(ABSOLUTE_PATH member NORMALIZE)
    cmake_path(RELATIVE_PATH member BASE_DIRECTORY ${CMAKE_SOURCE_DIR} OUTPUT_VARIABLE path)
    if(path MATCHES "_test\\.cc$")
      # Tests call their helpers by short names, each file its own: a namespace around each file keeps them apart. What it
      # includes is included before, outside.
      file(STRINGS ${member} lines REGEX "^#include ")
      list(APPEND includes ${lines})
      string(MAKE_C_IDENTIFIER ${path} own_namespace)
      string(APPEND text "namespace ${own_namespace} {\n#include \"${path}\"\n}\n")
      set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${member})
    else()
      string(APPEND text "#include \"${path}\"\n")
    endif()
  endforeach()
  list(REMOVE_DUPLICATES includes)
  list(JOIN includes "\n" includes)
  file(CONFIGURE OUTPUT ${file} CONTENT "${includes}\n${text}" @ONLY)
endfunction()

# Tests that open a namespace of what they test, or specialise a template of it, cannot stand in another one.
function(fotogal_open_namespaces result)
  set(found)
  foreach(file ${ARGN})
    file(STRINGS ${file} lines REGEX "^namespace [a-z].*{|^(template <> *)?struct [A-Za-z]+::" LIMIT_COUNT 1)
    if(lines)
      list(APPEND found ${file})
    endif()
  endforeach()
  set(${result} ${found} PARENT_SCOPE)
endfunction()

# fotogal_library(<name> SOURCES <files...> [ALONE <files...>] [BATCH <size>] [LIBS <targets...>] [PRIVATE_LIBS <targets...>])
# ALONE: sources with properties of their own, and those that are never compiled together with others.
function(fotogal_library name)
  cmake_parse_arguments(arg "" "BATCH" "SOURCES;ALONE;LIBS;PRIVATE_LIBS" ${ARGN})
  if(NOT DEFINED arg_BATCH)
    set(arg_BATCH 24)
  endif()
  fotogal_batches(sources ${name} ${arg_BATCH} ${arg_SOURCES})
  add_library(${name} STATIC ${sources} ${arg_ALONE})
  target_include_directories(${name} PUBLIC $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}> $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/shared>)
  target_link_libraries(${name} PUBLIC ${arg_LIBS} PRIVATE ${arg_PRIVATE_LIBS})
  fotogal_compile_options(${name})
endfunction()

# fotogal_test(<name> SOURCES <files...> [BATCH <size>] [LIBS <targets...>] [WHOLE] [TIMEOUT <seconds>] [DEPENDS <targets...>]
#              [LABEL <label>] [COST <seconds>])
# LABEL long: `make nightly` runs it once more, whole. COST: what takes long is begun first, so that it does not run alone at the end.
# A case that asserts nothing fails. Every test case becomes a ctest test; with WHOLE the executable runs once, for cases that share a costly fixture.
function(fotogal_test name)
  if(NOT FOTOGAL_TESTS)
    return()
  endif()
  cmake_parse_arguments(arg "WHOLE" "BATCH;TIMEOUT;LABEL;COST" "SOURCES;LIBS;DEPENDS" ${ARGN})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  if(NOT DEFINED arg_BATCH)
    set(arg_BATCH 8)
  endif()
  set(properties TIMEOUT ${arg_TIMEOUT})
  if(arg_LABEL)
    list(APPEND properties LABELS ${arg_LABEL})
  endif()
  if(arg_COST)
    list(APPEND properties COST ${arg_COST})
  endif()
  fotogal_open_namespaces(alone ${arg_SOURCES})
  set(together ${arg_SOURCES})
  list(REMOVE_ITEM together ${alone})
  fotogal_batches(sources ${name} ${arg_BATCH} ${together})
  add_executable(${name} ${sources} ${alone})
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

# fotogal_test_over_rest(<name> <test program> TIMEOUT <seconds> COST <seconds> [SHARDS <n> SHARD <i>] [USUAL_LENGTH]): runs the
# program once more with every row over REST (tests/support/protocol.h). Of its cases every <n>-th only, beginning with the <i>-th;
# all of them with FOTOGAL_NIGHTLY=1, which with USUAL_LENGTH does not make them longer.
function(fotogal_test_over_rest name program)
  if(NOT FOTOGAL_TESTS)
    return()
  endif()
  cmake_parse_arguments(arg "USUAL_LENGTH" "TIMEOUT;COST;SHARDS;SHARD" "" ${ARGN})
  set(part)
  if(arg_SHARDS)
    set(part "$([ -n \"$FOTOGAL_NIGHTLY\" ] || echo --shard-count ${arg_SHARDS} --shard-index ${arg_SHARD})")
  endif()
  if(arg_USUAL_LENGTH)
    set(without "unset FOTOGAL_NIGHTLY &&")
  endif()
  add_test(NAME ${name} COMMAND sh -c "part=${part} && ${without} FOTOGAL_NOSQL_PROTOCOL=rest exec \"$0\" --warn NoAssertions $part"
           $<TARGET_FILE:${program}>)
  set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} COST ${arg_COST} LABELS long)
endfunction()
