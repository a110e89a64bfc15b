# Build rules shared by every target: the warnings, the optimiser's contract and the two helpers
# lightbench_add_module() and lightbench_add_test().

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

find_program(LIGHTBENCH_CCACHE ccache)
if(LIGHTBENCH_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${LIGHTBENCH_CCACHE})
endif()

find_package(Threads REQUIRED)

# Everything a target of this project is compiled with. -ffp-contract=off keeps the bits of float results
# independent of the instruction set; errno and trapping arithmetic are given up so that loops vectorise.
add_library(lightbench_options INTERFACE)
target_compile_options(lightbench_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Werror
  -ffp-contract=off -fno-math-errno -fno-trapping-math -fvisibility=hidden)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 takes the copies inside std::string's operator+ for overlapping ones (GCC bug 105651).
  target_compile_options(lightbench_options INTERFACE -Wno-restrict)
endif()
target_include_directories(lightbench_options INTERFACE ${CMAKE_SOURCE_DIR})
target_link_libraries(lightbench_options INTERFACE Threads::Threads)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(lightbench_options INTERFACE -O3)
endif()
# The narrowest instruction set (processors since 2010): what is not dispatched is compiled for it, and it is the lowest
# of the sets that engine/simd dispatches to.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_compile_options(lightbench_options INTERFACE -march=x86-64-v2 -maes -mpclmul)
endif()
if(LIGHTBENCH_SANITIZE)
  # Instrumented code hides from GCC that variants and strings are initialised; the other presets keep the warnings.
  target_compile_options(lightbench_options INTERFACE
    -fsanitize=${LIGHTBENCH_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all
    -Wno-maybe-uninitialized -Wno-stringop-overflow)
  target_link_options(lightbench_options INTERFACE -fsanitize=${LIGHTBENCH_SANITIZE})
  # Pictures of impossible sizes are refused by the allocator's null, as without instrumentation.
  set(LIGHTBENCH_TEST_ENVIRONMENT
      ASAN_OPTIONS=allocator_may_return_null=1
      LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/lsan.supp
      TSAN_OPTIONS=allocator_may_return_null=1:suppressions=${CMAKE_SOURCE_DIR}/tests/tsan.supp
      UBSAN_OPTIONS=print_stacktrace=1)
  # Instrumented code is ten and more times slower: neither Qt Test's limit for a function nor ctest's for a test fits.
  if(LIGHTBENCH_SANITIZE MATCHES "thread")
    list(APPEND LIGHTBENCH_TEST_ENVIRONMENT QTEST_FUNCTION_TIMEOUT=3600000)
    set(LIGHTBENCH_TEST_TIMEOUT 7200)
  endif()
endif()
if(LIGHTBENCH_COVERAGE)
  target_compile_options(lightbench_options INTERFACE --coverage -fprofile-update=atomic)
  target_link_options(lightbench_options INTERFACE --coverage)
endif()

# Vulkan in the tests is Mesa's lavapipe, which runs on the processor; without it they skip, saying so.
file(GLOB LIGHTBENCH_LAVAPIPE /usr/share/vulkan/icd.d/lvp_icd.*.json)
if(LIGHTBENCH_LAVAPIPE)
  list(GET LIGHTBENCH_LAVAPIPE 0 LIGHTBENCH_LAVAPIPE)
  list(APPEND LIGHTBENCH_TEST_ENVIRONMENT VK_DRIVER_FILES=${LIGHTBENCH_LAVAPIPE})
endif()

# lightbench_use_headers(NAME KIND): compiles NAME with Qt's headers read once for all targets of a KIND (ui, test or
# gui_test). A precompiled header fits only code compiled with the same flags, which differ between libraries and
# programs; so each kind has a holder of its own sort, and tests one a folder, since Qt Test defines the folder's path.
function(lightbench_use_headers name kind)
  set(holder lightbench_headers_${kind})
  if(kind MATCHES "test")
    cmake_path(GET CMAKE_CURRENT_SOURCE_DIR FILENAME folder)
    string(APPEND holder _${folder})
  endif()
  if(NOT TARGET ${holder})
    set(source ${CMAKE_SOURCE_DIR}/cmake/precompiled.cpp)
    if(kind STREQUAL "ui")
      add_library(${holder} STATIC ${source})
      set(libraries Qt6::Widgets)
      set(headers <QtWidgets>)
    elseif(kind STREQUAL "gui_test")
      add_executable(${holder} ${source})
      set(libraries Qt6::Widgets Qt6::Test)
      set(headers <QtWidgets> <QtTest>)
    else()
      add_executable(${holder} ${source})
      set(libraries Qt6::Test)
      set(headers <QtTest>)
    endif()
    set_target_properties(${holder} PROPERTIES EXCLUDE_FROM_ALL ON RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    target_link_libraries(${holder} PRIVATE lightbench_options ${libraries})
    target_compile_definitions(${holder} PRIVATE QT_NO_KEYWORDS)
    target_precompile_headers(${holder} PRIVATE ${headers})
  endif()
  target_precompile_headers(${name} REUSE_FROM ${holder})
endfunction()

# lightbench_add_module(NAME SOURCES file... [PUBLIC target...] [PRIVATE target...] [QT])
# A static library of one folder. The sources are listed, never globbed. QT runs moc.
function(lightbench_add_module name)
  cmake_parse_arguments(ARG "QT" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC ${ARG_PUBLIC} PRIVATE lightbench_options ${ARG_PRIVATE})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
  if(ARG_QT)
    set_target_properties(${name} PROPERTIES AUTOMOC ON)
    target_compile_definitions(${name} PUBLIC QT_NO_KEYWORDS)
    lightbench_use_headers(${name} ui)
  endif()
endfunction()

# lightbench_add_test(NAME SOURCES file... LIBRARIES target... [LABELS label...] [GUI])
# A Qt Test program; GUI links Qt Widgets and runs on the offscreen platform.
function(lightbench_add_test name)
  cmake_parse_arguments(ARG "GUI" "TIMEOUT" "SOURCES;LIBRARIES;LABELS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  set_target_properties(${name} PROPERTIES AUTOMOC ON
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_link_libraries(${name} PRIVATE lightbench_options lightbench_testing ${ARG_LIBRARIES} Qt6::Test)
  target_compile_definitions(${name} PRIVATE QT_NO_KEYWORDS)
  add_test(NAME ${name} COMMAND ${name})
  if(LIGHTBENCH_TEST_TIMEOUT)
    set(ARG_TIMEOUT ${LIGHTBENCH_TEST_TIMEOUT})
  elseif(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 600)
  endif()
  set(environment ${LIGHTBENCH_TEST_ENVIRONMENT})
  if(ARG_GUI)
    target_link_libraries(${name} PRIVATE Qt6::Widgets)
    lightbench_use_headers(${name} gui_test)
    list(APPEND environment QT_QPA_PLATFORM=offscreen)
  else()
    lightbench_use_headers(${name} test)
  endif()
  set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT ${ARG_TIMEOUT}
    ENVIRONMENT "${environment}")
endfunction()
