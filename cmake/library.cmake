# fz_library(NAME SOURCES a.cpp … [ALONE a.cpp …] [PUBLIC lib …] [PRIVATE lib …])
#
# One static library per folder of core/. The target is fz_NAME, its alias fz::NAME; includes go
# from the root of the project ("core/revision/plan.hpp"). The presets for sanitizers compile
# several files at once; ALONE names those that cannot be: a local name of theirs is another's too.
function(fz_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;ALONE;PUBLIC;PRIVATE" ${ARGN})
  add_library(fz_${name} STATIC ${arg_SOURCES})
  add_library(fz::${name} ALIAS fz_${name})
  target_include_directories(fz_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(fz_${name} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
  set_property(GLOBAL APPEND PROPERTY FZ_LIBRARIES fz_${name})
  set_source_files_properties(${arg_ALONE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()
