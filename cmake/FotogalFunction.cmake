# A static executable of functions.
function(add_function_program name)
  add_executable(${name} ${ARGN} ${CMAKE_SOURCE_DIR}/functions/support/main.cc)
  target_link_libraries(${name} PRIVATE function_support)
  fotogal_compile_options(${name})
  fotogal_use_allocator(${name})
  if(FOTOGAL_STATIC)
    # ld warns about getaddrinfo and the like: static programs load a part of glibc for them. Names that the functions look
    # up are found without it, by /etc/hosts and DNS (tests/images/run holds the images to that).
    target_link_options(${name} PRIVATE -static-pie LINKER:--gc-sections LINKER:--no-warnings)
    # Everything is relocated at the start and then read-only, as no code is to be written (tests/supply/hardening_test.py).
    target_link_options(${name} PRIVATE LINKER:-z,relro,-z,now,-z,noexecstack,-z,text)
    # The list of what is to be relocated is read whole at the start: as bits it takes a fiftieth.
    target_link_options(${name} PRIVATE LINKER:-z,pack-relative-relocs)
  endif()
endfunction()

# bin/functions/all_functions, with a link for each function; the target of a function's name builds it. Their handlers are
# one library, compiled a few together.
function(add_program_of_all_functions)
  get_property(sources GLOBAL PROPERTY FOTOGAL_HANDLER_SOURCES)
  get_property(libraries GLOBAL PROPERTY FOTOGAL_HANDLER_LIBS)
  list(REMOVE_DUPLICATES libraries)
  fotogal_library(handlers BATCH 10 SOURCES ${sources} LIBS function_support ${libraries})
  get_property(names GLOBAL PROPERTY FOTOGAL_FUNCTIONS)
  get_property(mains GLOBAL PROPERTY FOTOGAL_MAINS)
  fotogal_batches(sources all_functions 100 ${mains})
  add_function_program(all_functions ${sources})
  target_link_libraries(all_functions PRIVATE handlers)
  set_target_properties(all_functions PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/functions)
  file(MAKE_DIRECTORY ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/functions)
  foreach(name ${names})
    set(link ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/functions/${name})
    if(NOT IS_SYMLINK ${link})  # one that is there stays: it may be running
      file(CREATE_LINK all_functions ${link} SYMBOLIC)
    endif()
    add_custom_target(${name} DEPENDS all_functions)
  endforeach()
endfunction()

# add_fotogal_function(<name> [MEMORY <MB>] [TIMEOUT <seconds>] [SOURCES <files beside handler.cc...>]
# [LIBS <targets...>]): the program bin/functions/<name> from functions/<name>/main.cc, and
# the test of its handler. One line makes a function; the gateway's specification gives it routes.
function(add_fotogal_function name)
  cmake_parse_arguments(arg "" "MEMORY;TIMEOUT" "SOURCES;LIBS" ${ARGN})
  foreach(default MEMORY=256 TIMEOUT=30)
    string(REPLACE "=" ";" default ${default})
    list(GET default 0 key)
    list(GET default 1 value)
    if(NOT arg_${key})
      set(arg_${key} ${value})
    endif()
  endforeach()
  set(folder ${CMAKE_SOURCE_DIR}/functions/${name})
  set(sources ${folder}/handler.cc)
  foreach(source ${arg_SOURCES})
    list(APPEND sources ${folder}/${source})
  endforeach()
  add_library(${name}_handler INTERFACE)
  target_link_libraries(${name}_handler INTERFACE handlers)
  set_property(GLOBAL APPEND PROPERTY FOTOGAL_HANDLER_SOURCES ${sources})
  set_property(GLOBAL APPEND PROPERTY FOTOGAL_HANDLER_LIBS ${arg_LIBS})
  # The program of this function alone, of the same objects: linked for images only.
  add_function_program(${name}_alone ${folder}/main.cc)
  target_link_libraries(${name}_alone PRIVATE handlers)
  set_target_properties(${name}_alone PROPERTIES EXCLUDE_FROM_ALL TRUE)
  deploy_function(${name} ${arg_MEMORY} ${arg_TIMEOUT})
  set_property(GLOBAL APPEND PROPERTY FOTOGAL_FUNCTIONS ${name})
  set_property(GLOBAL APPEND PROPERTY FOTOGAL_MAINS ${folder}/main.cc)
  set_property(GLOBAL APPEND PROPERTY FOTOGAL_MANIFEST
    "{\"name\": \"${name}\", \"memory_mb\": ${arg_MEMORY}, \"timeout_s\": ${arg_TIMEOUT}}")
  set_property(GLOBAL APPEND PROPERTY FOTOGAL_HANDLERS ${name}_handler)
  if(EXISTS ${folder}/handler_test.cc)
    set_property(GLOBAL APPEND PROPERTY FOTOGAL_HANDLER_TESTS ${folder}/handler_test.cc)
  endif()
endfunction()

# Writes bin/functions/manifest.json: what `fotogal` needs to know to run the functions.
function(write_function_manifest)
  get_property(entries GLOBAL PROPERTY FOTOGAL_MANIFEST)
  list(JOIN entries ",\n " text)
  file(GENERATE OUTPUT ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/functions/manifest.json CONTENT "[${text}]\n")
endfunction()
