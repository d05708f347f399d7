# SPDX-License-Identifier: GPL-3.0-or-later
# The flags that every target of ours is built with: projectionist_flags(target).

function(projectionist_flags target)
    target_compile_options(${target} PRIVATE
        -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wold-style-cast -Wnon-virtual-dtor
        -Woverloaded-virtual -Wimplicit-fallthrough)
    # GCC 12 warns of overlapping copies in std::string::insert and operator+ where there are none (bug 105651).
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
        target_compile_options(${target} PRIVATE -Wno-restrict)
    endif()
    target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
    if(PROJECTIONIST_WERROR)
        target_compile_options(${target} PRIVATE -Werror)
    endif()
    if(NOT CMAKE_BUILD_TYPE STREQUAL "Release")
        target_compile_definitions(${target} PRIVATE _GLIBCXX_ASSERTIONS)
    endif()
    if(PROJECTIONIST_SANITIZE)
        target_compile_options(${target} PRIVATE -fsanitize=${PROJECTIONIST_SANITIZE} -fno-sanitize-recover=all
            -fno-omit-frame-pointer)
        target_link_options(${target} PRIVATE -fsanitize=${PROJECTIONIST_SANITIZE})
    endif()
endfunction()
