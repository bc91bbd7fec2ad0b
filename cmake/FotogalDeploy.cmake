# The target `deploy`: build/deploy/<function>/ with func.yaml, Dockerfile, the stripped executable and sbom.spdx.json, and
# app.yaml above them; complete for `fn deploy --app fotogal --all` and for `podman build`. Not in `all`.
set(FOTOGAL_DEPLOY_DIR ${CMAKE_SOURCE_DIR}/build/deploy CACHE PATH "Where the image folders are written")

# Goes into every image: the terms of what is linked into it (docs/licences.md).
file(GLOB FOTOGAL_LICENCES CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/licences/*.txt ${CMAKE_SOURCE_DIR}/licences/common/*.txt)
list(APPEND FOTOGAL_LICENCES ${CMAKE_SOURCE_DIR}/LICENSE ${CMAKE_SOURCE_DIR}/NOTICE ${CMAKE_SOURCE_DIR}/docs/licences.md)

# deploy_function(<name> <memory MB> <timeout s>)
function(deploy_function name arg_MEMORY arg_TIMEOUT)
  set(folder ${FOTOGAL_DEPLOY_DIR}/${name})
  set(files ${CMAKE_BINARY_DIR}/deploy/${name})
  configure_file(${CMAKE_SOURCE_DIR}/func.yaml.in ${files}/func.yaml @ONLY)
  configure_file(${CMAKE_SOURCE_DIR}/Dockerfile.in ${files}/Dockerfile @ONLY)
  file(CONFIGURE OUTPUT ${files}/etc/passwd CONTENT "fn:x:1000:1000::/tmp:/none\n")
  file(CONFIGURE OUTPUT ${files}/etc/group CONTENT "fn:x:1000:\n")
  file(CONFIGURE OUTPUT ${files}/etc/hosts CONTENT "127.0.0.1 localhost\n::1 localhost\n")
  set(bundle ${folder}/etc/ssl/certs/ca-certificates.crt)
  add_custom_command(OUTPUT ${folder}/${name} ${bundle}
    COMMAND ${CMAKE_COMMAND} -E copy_directory ${files} ${folder}
    COMMAND ${CMAKE_STRIP} --strip-all -o ${folder}/${name} $<TARGET_FILE:${name}_alone>
    COMMAND ${CMAKE_COMMAND} -E make_directory ${folder}/etc/ssl/certs
    COMMAND ${CMAKE_COMMAND} -E copy_if_different /etc/ssl/certs/ca-certificates.crt ${bundle}
    COMMAND ${CMAKE_COMMAND} -E copy_directory ${CMAKE_SOURCE_DIR}/licences ${folder}/licences
    COMMAND ${CMAKE_COMMAND} -E copy ${CMAKE_SOURCE_DIR}/LICENSE ${CMAKE_SOURCE_DIR}/NOTICE ${CMAKE_SOURCE_DIR}/docs/licences.md
            ${folder}/licences
    COMMAND ${CMAKE_COMMAND} -E env PYTHONDONTWRITEBYTECODE=1 python3 ${CMAKE_SOURCE_DIR}/scripts/sbom.py ${CMAKE_BINARY_DIR} ${name}
            ${folder}
    DEPENDS ${name}_alone ${files}/func.yaml ${files}/Dockerfile ${FOTOGAL_LICENCES} ${CMAKE_SOURCE_DIR}/scripts/sbom.py
            ${CMAKE_SOURCE_DIR}/scripts/licences.py COMMENT "Image folder of ${name}")
  add_custom_target(deploy_${name} DEPENDS ${folder}/${name})
  set_property(GLOBAL APPEND PROPERTY FOTOGAL_DEPLOY_TARGETS deploy_${name})
endfunction()

function(write_deployment)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/deploy/app.yaml CONTENT "name: fotogal\n")
  get_property(targets GLOBAL PROPERTY FOTOGAL_DEPLOY_TARGETS)
  add_custom_target(deploy
    COMMAND ${CMAKE_COMMAND} -E copy_if_different ${CMAKE_BINARY_DIR}/deploy/app.yaml ${FOTOGAL_DEPLOY_DIR}/app.yaml)
  add_dependencies(deploy ${targets})
endfunction()
