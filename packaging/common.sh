# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Shared by the scripts of this folder: source it, after `set -euo pipefail`.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# One line about what is being done.
say() {
    printf '==> %s\n' "$*" >&2
}

# One sentence on standard error that says what is wrong and what to do, then the end.
fail() {
    printf '%s: %s\n' "packaging/$(basename "$0")" "$*" >&2
    exit 1
}

# As many compilers at once as there are cores, and no more than the memory holds (1.5 GiB each).
buildJobs() {
    local cores memory
    cores=$(nproc)
    memory=$(awk '/^MemAvailable:/ { print int($2 / 1572864) }' /proc/meminfo)
    if ((memory < 1)); then
        memory=1
    fi
    echo $((cores < memory ? cores : memory))
}

# Runs a command with its output in a file, and shows that output only when the command fails.
quietly() {
    local log=$1
    shift
    if ! "$@" >"$log" 2>&1; then
        cat "$log" >&2
        return 1
    fi
}

# configure PRESET [CMAKE OPTION]…
configure() {
    local preset=$1
    shift
    local launcher=()
    if command -v ccache >/dev/null; then
        launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
    fi
    mkdir -p "$root/build"
    (cd "$root" && quietly "build/configure-$preset.log" cmake --preset "$preset" "${launcher[@]}" "$@") ||
        fail "configuring the build failed: see above. If the tree was moved, remove $root/build/$preset and try again."
}

# build PRESET TARGET…: shows the compiler's progress, and nothing where there is nothing to do.
build() {
    local preset=$1
    shift
    local output=$root/build/$preset
    if ! (cd "$root" && cmake --build --preset "$preset" -j "$(buildJobs)" --target "$@" >&2); then
        fail "building failed: see above ($output)."
    fi
}

# The levels of x86-64 that the engine is built for and this machine runs, the least first.
engineLevels() {
    /lib64/ld-linux-x86-64.so.2 --help 2>/dev/null | awk '/^ *x86-64-v[234] \(supported/ { print $1 }' | sort
}

# engineTunables LEVEL: the value of GLIBC_TUNABLES with which the loader picks the engine of this level and no better one.
engineTunables() {
    case $1 in
    x86-64-v2) echo glibc.cpu.hwcaps=-AVX2 ;;
    x86-64-v3) echo glibc.cpu.hwcaps=-AVX512F ;;
    esac
}
