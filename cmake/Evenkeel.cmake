# The project's own build words. One target a folder of src/; its LINKS are its permission to include.

find_program(EVENKEEL_CCACHE ccache)
if(EVENKEEL_CCACHE)
  # What ccache asks for before it keeps files that use a precompiled header.
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_SLOPPINESS=pch_defines,time_macros ${EVENKEEL_CCACHE})
endif()

add_library(evenkeel_flags INTERFACE)
target_compile_options(evenkeel_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                                                -Wno-sign-conversion -Wnon-virtual-dtor)
# g++ 12 sees overlapping and overlong copies within std::string that are not there (its bugs 105329, 105651).
target_compile_options(evenkeel_flags INTERFACE
                       "$<$<CXX_COMPILER_ID:GNU>:-Wno-restrict;-Wno-array-bounds;-Wno-stringop-overflow;-Wno-stringop-overread>")
target_include_directories(evenkeel_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
# The presets for developers say ON; a stranger's newer compiler must not fail on a warning it invented.
option(EVENKEEL_WERROR "Warnings are errors" OFF)
if(EVENKEEL_WERROR)
  target_compile_options(evenkeel_flags INTERFACE -Werror)
endif()
if(EVENKEEL_SANITIZE)
  target_compile_options(evenkeel_flags INTERFACE -fsanitize=${EVENKEEL_SANITIZE}
                                                  -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(evenkeel_flags INTERFACE -fsanitize=${EVENKEEL_SANITIZE})
  # Instrumented, std::regex and others look uninitialised to g++ 12.
  target_compile_options(evenkeel_flags INTERFACE
                         "$<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>")
endif()

# A test is compiled once and run for seconds: in an optimised build it takes -Og, which costs a third less
# than -O2 and, unlike -O0, still finds the warnings that follow the flow. What it tests keeps its flags.
add_library(evenkeel_test_flags INTERFACE)
target_link_libraries(evenkeel_test_flags INTERFACE evenkeel_flags)
target_compile_options(evenkeel_test_flags INTERFACE "$<$<CONFIG:Release>:-Og>")

macro(evenkeel_find_dependencies)
  find_package(fmt REQUIRED)
  find_package(CLI11 REQUIRED)
  find_package(tl-expected REQUIRED)
  find_package(ZLIB REQUIRED)
  find_package(PCRE2 REQUIRED)  # cmake/FindPCRE2.cmake
  find_package(Threads REQUIRED)
  find_package(tomlplusplus REQUIRED)  # headers alone, like the next one
  find_package(RapidJSON REQUIRED)
endmacro()

# The headers that nearly every file includes, compiled once: without it they are half of a build. A file
# still names what it uses: the preset dev builds without it.
option(EVENKEEL_PCH "Compile the common headers once" OFF)
set(evenkeel_common_headers <algorithm> <map> <memory> <optional> <span> <string> <string_view> <vector>
                            <fmt/format.h> <tl/expected.hpp>)

macro(evenkeel_precompile_headers)
  if(EVENKEEL_PCH)
    file(WRITE ${CMAKE_BINARY_DIR}/precompiled.cc "")
    add_library(evenkeel_precompiled OBJECT ${CMAKE_BINARY_DIR}/precompiled.cc)
    target_link_libraries(evenkeel_precompiled PRIVATE evenkeel_flags fmt::fmt tl::expected)
    target_precompile_headers(evenkeel_precompiled PRIVATE ${evenkeel_common_headers})
    if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
      target_compile_options(evenkeel_flags INTERFACE -fpch-preprocess)  # so that ccache can follow
    endif()
    if(EVENKEEL_TESTS)
      find_package(GTest REQUIRED)
      add_library(evenkeel_precompiled_test OBJECT ${CMAKE_BINARY_DIR}/precompiled.cc)
      target_link_libraries(evenkeel_precompiled_test PRIVATE evenkeel_test_flags fmt::fmt tl::expected GTest::gtest)
      target_precompile_headers(evenkeel_precompiled_test PRIVATE ${evenkeel_common_headers} <gtest/gtest.h>)
    endif()
  endif()
endmacro()

# evenkeel_library(<folder> SOURCES … LINKS …): target ek_<folder with / as _>, all of a folder's sources.
function(evenkeel_library folder)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  string(REPLACE "/" "_" name ${folder})
  add_library(ek_${name} STATIC ${ARG_SOURCES})
  target_link_libraries(ek_${name} PUBLIC ${ARG_LINKS} PRIVATE evenkeel_flags)
  if(EVENKEEL_PCH)
    target_link_libraries(ek_${name} PRIVATE fmt::fmt tl::expected)  # the same definitions as the headers
    target_precompile_headers(ek_${name} REUSE_FROM evenkeel_precompiled)
  endif()
endfunction()

# evenkeel_rapidjson(<files>…): the files that include RapidJSON. It adds an offset to a null pointer
# where its stack is still empty, which UBSan stops at; this check is left out there, and only there.
function(evenkeel_rapidjson)
  if(EVENKEEL_SANITIZE)
    set_source_files_properties(${ARGN} PROPERTIES COMPILE_OPTIONS -fno-sanitize=pointer-overflow)
  endif()
endfunction()

# evenkeel_test(<name> [TOGETHER] SOURCES … LINKS …): one GoogleTest program, each of its cases a ctest test.
# TOGETHER: the release build compiles its files four at a time, since most of a test's compilation is what
# GoogleTest and the model instantiate anew in each file. The four share an unnamed namespace: where two of
# them must give one name two meanings, the compiler says so and the word is left out.
function(evenkeel_test name)
  cmake_parse_arguments(ARG "TOGETHER" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LINKS} evenkeel_test_flags GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE EVENKEEL_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  if(EVENKEEL_PCH)
    target_link_libraries(${name} PRIVATE fmt::fmt tl::expected)
    target_precompile_headers(${name} REUSE_FROM evenkeel_precompiled_test)
    set_target_properties(${name} PROPERTIES UNITY_BUILD ${ARG_TOGETHER} UNITY_BUILD_BATCH_SIZE 4)
  endif()
  gtest_discover_tests(${name} NO_PRETTY_VALUES PROPERTIES TIMEOUT 300 DISCOVERY_TIMEOUT 60)
endfunction()
