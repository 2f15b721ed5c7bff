# fz_compile_fail_test(NAME SOURCE EXPECT regex [LIBS fz::…])
#
# A ctest test "compile_fail.NAME" that passes only if the compiler refuses SOURCE and says what
# EXPECT (a CMake regular expression) describes: a slip of the pen in SOURCE does not make it pass.
# What must not compile stands there between #ifdef FZ_MUST_NOT_COMPILE and #endif; if the file has
# such a part, the rest of it must compile on its own.
function(fz_compile_fail_test name source)
  cmake_parse_arguments(arg "" "EXPECT" "LIBS" ${ARGN})
  if(NOT arg_EXPECT)
    message(FATAL_ERROR "fz_compile_fail_test(${name}): EXPECT is missing")
  endif()
  # Never built: the target is there to put the file and its flags into compile_commands.json.
  add_library(compile_fail_${name} OBJECT EXCLUDE_FROM_ALL ${source})
  target_link_libraries(compile_fail_${name} PRIVATE ${arg_LIBS})
  cmake_path(ABSOLUTE_PATH source NORMALIZE OUTPUT_VARIABLE file)
  add_test(NAME compile_fail.${name}
    COMMAND ${CMAKE_COMMAND} -D COMMANDS=${CMAKE_BINARY_DIR}/compile_commands.json
      -D SOURCE=${file} -D EXPECT=${arg_EXPECT} -P ${PROJECT_SOURCE_DIR}/cmake/must_not_compile.cmake)
  set_tests_properties(compile_fail.${name} PROPERTIES TIMEOUT 120 LABELS house)
endfunction()
