# The libraries that can be used without FotoGal, for find_package of other projects:
#
#   cmake --install build/release --prefix FOLDER [--component fdk|oci|nosql]
#
# A component is complete by itself: what its package rests on is installed with it. Without a component all are installed.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# Folders of their own, because names like libcommon.a and common/ascii.h may be taken where others install, too.
set(FOTOGAL_INSTALLED_HEADERS ${CMAKE_INSTALL_INCLUDEDIR}/fotogal)
set(FOTOGAL_INSTALLED_LIBRARIES ${CMAKE_INSTALL_LIBDIR}/fotogal)

# fotogal_package(<name> TARGETS <targets...> HEADERS <files...> [NEEDS <packages...>] [FILES <files...>] [LICENCES <names...>])
# Its component has the name of the folder.
# HEADERS: what others may include, and what that includes; they are included as <folder>/<file>.
# NEEDS: other packages of this project, made before this one; they are found only in the same installation.
# FILES: go beside the libraries.
# cmake/<name>Config.cmake.in says what the package needs of other projects.
function(fotogal_package name)
  cmake_parse_arguments(arg "" "" "TARGETS;HEADERS;NEEDS;FILES;LICENCES" ${ARGN})
  cmake_path(GET CMAKE_CURRENT_SOURCE_DIR FILENAME component)
  set_property(GLOBAL PROPERTY FOTOGAL_COMPONENT_OF_${name} ${component})
  set_property(GLOBAL PROPERTY FOTOGAL_FOLDER_OF_${name} ${CMAKE_CURRENT_BINARY_DIR})
  set(written ${CMAKE_BINARY_DIR}/packages/${name})
  set(cmake_folder ${CMAKE_INSTALL_LIBDIR}/cmake/${name})

  set(NEEDS)
  foreach(package ${arg_NEEDS})
    string(APPEND NEEDS "find_dependency(${package} ${PROJECT_VERSION} EXACT CONFIG "
                        "PATHS \"\${CMAKE_CURRENT_LIST_DIR}/..\" NO_DEFAULT_PATH)\n")
    fotogal_install_with(${component} ${package})
  endforeach()
  configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/${name}Config.cmake.in ${written}/${name}Config.cmake
    INSTALL_DESTINATION ${cmake_folder} PATH_VARS FOTOGAL_INSTALLED_LIBRARIES NO_CHECK_REQUIRED_COMPONENTS_MACRO)
  # before 1.0 the next minor version may change anything
  write_basic_package_version_file(${written}/${name}ConfigVersion.cmake COMPATIBILITY SameMinorVersion)

  foreach(target ${arg_TARGETS})
    target_compile_features(${target} INTERFACE cxx_std_20)
  endforeach()
  install(TARGETS ${arg_TARGETS} EXPORT ${name} ARCHIVE DESTINATION ${FOTOGAL_INSTALLED_LIBRARIES} COMPONENT ${component}
    INCLUDES DESTINATION ${FOTOGAL_INSTALLED_HEADERS})
  install(EXPORT ${name} FILE ${name}Targets.cmake NAMESPACE fotogal:: DESTINATION ${cmake_folder} COMPONENT ${component})
  install(FILES ${written}/${name}Config.cmake ${written}/${name}ConfigVersion.cmake DESTINATION ${cmake_folder}
    COMPONENT ${component})
  install(FILES ${arg_HEADERS} DESTINATION ${FOTOGAL_INSTALLED_HEADERS}/${component} COMPONENT ${component})
  install(FILES ${arg_FILES} DESTINATION ${FOTOGAL_INSTALLED_LIBRARIES} COMPONENT ${component})
  list(TRANSFORM arg_LICENCES REPLACE "(.+)" "${PROJECT_SOURCE_DIR}/licences/\\1.txt")
  install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/NOTICE ${arg_LICENCES}
    DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/fotogal COMPONENT ${component})
endfunction()

# The installation of the component alone also installs the package. (An exported target can stand in one component only.)
function(fotogal_install_with component package)
  get_property(other GLOBAL PROPERTY FOTOGAL_COMPONENT_OF_${package})
  get_property(folder GLOBAL PROPERTY FOTOGAL_FOLDER_OF_${package})
  install(CODE "
    if(CMAKE_INSTALL_COMPONENT)
      set(CMAKE_INSTALL_COMPONENT ${other})
      include(\"${folder}/cmake_install.cmake\")
      set(CMAKE_INSTALL_COMPONENT ${component})
    endif()" COMPONENT ${component})
endfunction()
