# Run by fz_compile_fail_test: cmake -D COMMANDS=… -D SOURCE=… -D EXPECT=… -P must_not_compile.cmake
cmake_minimum_required(VERSION 3.25)
set(ENV{LC_ALL} C) # the compiler's words in English, its quotes in ASCII
set(ENV{CCACHE_DISABLE} 1)

# message(FATAL_ERROR) would fold the lines of the compiler.
function(fail text)
  message(NOTICE "${text}")
  message(FATAL_ERROR)
endfunction()

file(READ ${COMMANDS} commands)
string(JSON count LENGTH "${commands}")
set(command "")
math(EXPR last "${count} - 1")
foreach(i RANGE ${last})
  string(JSON file GET "${commands}" ${i} file)
  if(file STREQUAL SOURCE)
    string(JSON command GET "${commands}" ${i} command)
    string(JSON folder GET "${commands}" ${i} directory)
  endif()
endforeach()
if(NOT command)
  fail("${SOURCE} is not in ${COMMANDS}")
endif()
string(REGEX REPLACE " -o [^ ]+" " -o /dev/null" command "${command}")

function(compile definition result output)
  execute_process(COMMAND sh -c "${command} ${definition}" WORKING_DIRECTORY ${folder}
    RESULT_VARIABLE status OUTPUT_VARIABLE text ERROR_VARIABLE text)
  set(${result} ${status} PARENT_SCOPE)
  set(${output} "${text}" PARENT_SCOPE)
endfunction()

file(READ ${SOURCE} text)
if(text MATCHES "FZ_MUST_NOT_COMPILE")
  compile("" status output)
  if(NOT status EQUAL 0)
    fail("${SOURCE} does not compile even without FZ_MUST_NOT_COMPILE:\n${output}")
  endif()
endif()

compile("-DFZ_MUST_NOT_COMPILE" status output)
if(status EQUAL 0)
  fail("${SOURCE} compiles, but must not")
endif()
if(NOT output MATCHES "${EXPECT}")
  fail("${SOURCE} is refused, but not for the reason expected: ${EXPECT}\n${output}")
endif()
