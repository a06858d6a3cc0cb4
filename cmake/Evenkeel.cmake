# The project's own build words. One target a folder of src/; its LINKS are its permission to include.

find_program(EVENKEEL_CCACHE ccache)
if(EVENKEEL_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${EVENKEEL_CCACHE})
endif()

add_library(evenkeel_flags INTERFACE)
target_compile_options(evenkeel_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                                                -Wno-sign-conversion -Wnon-virtual-dtor -Werror)
# g++ 12 sees overlapping copies in std::string::insert and replace that are not there (its bug 105651).
target_compile_options(evenkeel_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
target_include_directories(evenkeel_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
if(EVENKEEL_SANITIZE)
  target_compile_options(evenkeel_flags INTERFACE -fsanitize=${EVENKEEL_SANITIZE}
                                                  -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(evenkeel_flags INTERFACE -fsanitize=${EVENKEEL_SANITIZE})
endif()

macro(evenkeel_find_dependencies)
  find_package(fmt REQUIRED)
  find_package(CLI11 REQUIRED)
  find_package(tl-expected REQUIRED)
  find_package(ZLIB REQUIRED)
  find_package(Threads REQUIRED)
endmacro()

# evenkeel_library(<folder> SOURCES … LINKS …): target ek_<folder with / as _>, all of a folder's sources.
function(evenkeel_library folder)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  string(REPLACE "/" "_" name ${folder})
  add_library(ek_${name} STATIC ${ARG_SOURCES})
  target_link_libraries(ek_${name} PUBLIC ${ARG_LINKS} PRIVATE evenkeel_flags)
endfunction()

# evenkeel_test(<name> SOURCES … LINKS …): one GoogleTest program, each of its cases a ctest test.
function(evenkeel_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LINKS} evenkeel_flags GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE EVENKEEL_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  gtest_discover_tests(${name} PROPERTIES TIMEOUT 300 DISCOVERY_TIMEOUT 60)
endfunction()
