# The package that `cmake --install` makes: the program, the public headers, and libfz.a, which
# find_package(fz) gives as fz::fz.
#
# libfz.a is one object. Core and all the third-party code that it needs are linked into it, and
# only the symbols of namespace fz::face stay visible (docs/library.md says why). SQLite alone stays
# outside: two copies of it in one process would break each other's locks.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

find_program(FZ_BFD ld.bfd REQUIRED) # mold and gold know no --force-group-allocation
set(third_party)
foreach(name IN ITEMS SQLiteCpp nettle argon2 idn2 unistring boost_context)
  find_library(FZ_ARCHIVE_${name} lib${name}.a REQUIRED)
  list(APPEND third_party ${FZ_ARCHIVE_${name}})
endforeach()

get_property(own_targets GLOBAL PROPERTY FZ_LIBRARIES)
list(REMOVE_ITEM own_targets fz_face fz_http)
list(TRANSFORM own_targets REPLACE "(.+)" "$<TARGET_FILE:\\1>" OUTPUT_VARIABLE own_archives)

add_custom_command(
  OUTPUT ${CMAKE_BINARY_DIR}/libfz.a
  COMMAND ${CMAKE_COMMAND} -E env LD=${FZ_BFD} NM=${CMAKE_NM} OBJCOPY=${CMAKE_OBJCOPY} AR=${CMAKE_AR}
    ${PROJECT_SOURCE_DIR}/cmake/one_object ${CMAKE_BINARY_DIR}/libfz.a
    $<TARGET_FILE:fz_face> ${own_archives} ${third_party}
  DEPENDS fz_face ${own_targets} ${PROJECT_SOURCE_DIR}/cmake/one_object
  COMMAND_EXPAND_LISTS
  VERBATIM)
add_custom_target(package_archive ALL DEPENDS ${CMAKE_BINARY_DIR}/libfz.a)

set(cmake_folder ${CMAKE_INSTALL_LIBDIR}/cmake/fz)
configure_package_config_file(cmake/fz-config.cmake.in ${CMAKE_BINARY_DIR}/package/fz-config.cmake
  INSTALL_DESTINATION ${cmake_folder}
  PATH_VARS CMAKE_INSTALL_INCLUDEDIR CMAKE_INSTALL_LIBDIR)
# Before 1.0 a new minor version may change the interface.
write_basic_package_version_file(${CMAKE_BINARY_DIR}/package/fz-config-version.cmake
  COMPATIBILITY SameMinorVersion)

install(TARGETS fz)
install(FILES ${CMAKE_BINARY_DIR}/libfz.a DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY core/face/fz DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES ${CMAKE_BINARY_DIR}/package/fz-config.cmake
  ${CMAKE_BINARY_DIR}/package/fz-config-version.cmake DESTINATION ${cmake_folder})
