# fz_library(NAME SOURCES a.cpp … [PUBLIC lib …] [PRIVATE lib …])
#
# One static library per folder of core/. The target is fz_NAME, its alias fz::NAME; includes go
# from the root of the project ("core/revision/plan.hpp").
function(fz_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(fz_${name} STATIC ${arg_SOURCES})
  add_library(fz::${name} ALIAS fz_${name})
  target_include_directories(fz_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(fz_${name} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
  set_property(GLOBAL APPEND PROPERTY FZ_LIBRARIES fz_${name})
endfunction()
