# Warnings are errors in every preset; sanitizers and the linker are chosen here and nowhere else.
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wunused-result -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # Two false alarms once it optimizes. Every coroutine: Asio's frames have their own operator new
  # and delete, and the compiler pairs the one with the global other. "text" + std::string:
  # https://gcc.gnu.org/bugzilla/show_bug.cgi?id=105651
  add_compile_options(-Wno-mismatched-new-delete -Wno-restrict)
endif()

# What is resident of a program at rest is mostly its code: less of it, and none that is never called.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
add_compile_options("$<$<CONFIG:Release>:-ffunction-sections;-fdata-sections>")
add_link_options("$<$<CONFIG:Release>:-Wl,--gc-sections>")

if(FZ_SANITIZE)
  add_compile_options(-fsanitize=${FZ_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${FZ_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND FZ_SANITIZE MATCHES "thread")
    add_compile_options(-Wno-tsan)
  endif()
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang" AND FZ_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize=function)
  endif()
endif()

if(CMAKE_UNITY_BUILD)
  # Of several files as one: what is local to a file is then in an "included" one, and its names are
  # seen by the next.
  add_compile_options(-Wno-shadow)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-Wno-subobject-linkage)
  endif()
endif()

if(FZ_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

if(FZ_COVERAGE)
  add_compile_options(--coverage -fprofile-update=atomic) # the pool's threads count too
  add_link_options(--coverage)
endif()

# Archives before shared libraries: to load and bind those would be most of what a start costs. The
# sanitizers need the C++ library shared.
set(CMAKE_FIND_LIBRARY_SUFFIXES .a .so)
set(Boost_USE_STATIC_LIBS ON)
if(NOT FZ_SANITIZE)
  add_link_options(-static-libstdc++ -static-libgcc)
endif()

# Debian's mold is the fastest to link, and cannot pack addresses as glibc 2.36 reads them: packed, they
# take a quarter of a megabyte less, and a start an eighth fewer instructions.
find_program(FZ_MOLD mold)
if(FZ_MOLD)
  add_link_options("$<$<NOT:$<CONFIG:Release>>:-fuse-ld=mold>")
endif()
add_link_options("$<$<CONFIG:Release>:-Wl,-z,pack-relative-relocs>")
