# Third-party libraries, each under one target name. `scripts/setup` installs them.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(CURL REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
foreach(package libsodium sqlite3 libjpeg libpng libutf8proc zlib)
  pkg_check_modules(${package} REQUIRED IMPORTED_TARGET ${package})
endforeach()
find_package(GIF REQUIRED)

# cpp-httplib, header-only from Debian's source package: the limits are macros, and the Fn contract needs them high
# (../shared/contracts/fn-http-stream.md, "cpp-httplib findings"). No TLS, no zlib: it listens on sockets of this machine.
set(FOTOGAL_HTTPLIB_DIR ${CMAKE_SOURCE_DIR}/.deps/include)
if(NOT EXISTS ${FOTOGAL_HTTPLIB_DIR}/httplib.h)
  message(FATAL_ERROR "httplib.h is missing: run scripts/setup")
endif()
add_library(httplib INTERFACE)
target_include_directories(httplib SYSTEM INTERFACE ${FOTOGAL_HTTPLIB_DIR})
target_compile_definitions(httplib INTERFACE CPPHTTPLIB_HEADER_MAX_LENGTH=2097152
  CPPHTTPLIB_REQUEST_URI_MAX_LENGTH=1048576 CPPHTTPLIB_FORM_URL_ENCODED_PAYLOAD_MAX_LENGTH=67108864
  CPPHTTPLIB_RECV_BUFSIZ=65536ul CPPHTTPLIB_USE_POLL)
target_link_libraries(httplib INTERFACE Threads::Threads)
