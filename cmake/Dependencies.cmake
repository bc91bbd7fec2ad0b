# Third-party libraries, each under one target name. `scripts/setup` installs them. All are linked statically, so that a
# function is one file that needs nothing of the machine it runs on.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
set(FOTOGAL_DEPS ${CMAKE_SOURCE_DIR}/.deps)
foreach(part include/httplib.h curl/lib/libcurl.a lcms2/lib/liblcms2.a)
  if(NOT EXISTS ${FOTOGAL_DEPS}/${part})
    message(FATAL_ERROR "${part} is missing: run scripts/setup")
  endif()
endforeach()

set(OPENSSL_USE_STATIC_LIBS TRUE)
find_package(OpenSSL REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
set(FOTOGAL_LIBRARY_SUFFIXES ${CMAKE_FIND_LIBRARY_SUFFIXES})
set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
foreach(package libsodium sqlite3 libjpeg libutf8proc libwebp)
  pkg_check_modules(${package} REQUIRED IMPORTED_TARGET ${package})
endforeach()
foreach(package ZLIB PNG GIF)
  find_package(${package} REQUIRED)
endforeach()
set(CMAKE_FIND_LIBRARY_SUFFIXES ${FOTOGAL_LIBRARY_SUFFIXES})
target_link_libraries(PkgConfig::sqlite3 INTERFACE ${CMAKE_DL_LIBS} m)

# The allocator of the programs that answer calls (docs/adr/0034-allocator.md). Only programs link it, never libraries: who uses
# those chooses. The objects are position-independent, as static-pie programs need them.
find_library(FOTOGAL_JEMALLOC libjemalloc_pic.a REQUIRED)
add_library(fotogal::allocator STATIC IMPORTED)
set_target_properties(fotogal::allocator PROPERTIES IMPORTED_LOCATION ${FOTOGAL_JEMALLOC})
target_link_libraries(fotogal::allocator INTERFACE Threads::Threads m)

# Debian's libcurl needs 38 shared libraries; this one has only HTTP with OpenSSL. It is installed with the package FotogalOci.
add_library(fotogal::curl STATIC IMPORTED)
set_target_properties(fotogal::curl PROPERTIES IMPORTED_LOCATION ${FOTOGAL_DEPS}/curl/lib/libcurl.a
  INTERFACE_INCLUDE_DIRECTORIES ${FOTOGAL_DEPS}/curl/include INTERFACE_COMPILE_DEFINITIONS CURL_STATICLIB)
target_link_libraries(fotogal::curl INTERFACE OpenSSL::SSL OpenSSL::Crypto Threads::Threads)

# Debian has it only as a shared library.
add_library(lcms2 STATIC IMPORTED)
set_target_properties(lcms2 PROPERTIES IMPORTED_LOCATION ${FOTOGAL_DEPS}/lcms2/lib/liblcms2.a
  INTERFACE_INCLUDE_DIRECTORIES ${FOTOGAL_DEPS}/lcms2/include)
target_link_libraries(lcms2 INTERFACE m)

# cpp-httplib, header-only from Debian's source package: the limits are macros, and the Fn contract needs them high
# (docs/contracts/README.md, "Functions": bodies of 6 MB). No TLS, no zlib: it listens on sockets of this machine.
# Compiled once: the implementation is the part between its two border lines.
file(READ ${FOTOGAL_DEPS}/include/httplib.h whole)
set(border "// ----------------------------------------------------------------------------\n")
string(LENGTH "${border}" border_length)
string(FIND "${whole}" "${border}" first)
string(FIND "${whole}" "${border}" second REVERSE)
if(first EQUAL -1 OR first EQUAL second)
  message(FATAL_ERROR "httplib.h is not of the form that is known here")
endif()
string(SUBSTRING "${whole}" 0 ${first} header)
string(SUBSTRING "${whole}" ${second} -1 footer)
math(EXPR length "${second} - ${first}")
string(SUBSTRING "${whole}" ${first} ${length} implementation)
string(REPLACE "\ninline " "\n" implementation "${implementation}")
set(folder ${CMAKE_BINARY_DIR}/httplib)
file(WRITE ${folder}/httplib.h.new "${header}${footer}")
file(WRITE ${folder}/httplib.cc.new "#include \"httplib.h\"\n\nnamespace httplib {\n${implementation}}  // namespace httplib\n")
foreach(file httplib.h httplib.cc)
  configure_file(${folder}/${file}.new ${folder}/${file} COPYONLY)
endforeach()
add_library(httplib STATIC ${folder}/httplib.cc)
# Those who get it by find_package do not see its header.
target_include_directories(httplib SYSTEM PUBLIC $<BUILD_INTERFACE:${folder}>)
target_compile_options(httplib PRIVATE -w -ffunction-sections)
set(definitions CPPHTTPLIB_HEADER_MAX_LENGTH=2097152 CPPHTTPLIB_REQUEST_URI_MAX_LENGTH=1048576
  CPPHTTPLIB_FORM_URL_ENCODED_PAYLOAD_MAX_LENGTH=67108864 CPPHTTPLIB_RECV_BUFSIZ=65536ul CPPHTTPLIB_USE_POLL)
foreach(definition ${definitions})
  target_compile_definitions(httplib PUBLIC $<BUILD_INTERFACE:${definition}>)
endforeach()
target_link_libraries(httplib PUBLIC Threads::Threads)
