# Sourced by the scripts beside it: where we are, how to say things, how to configure and build.
# shellcheck shell=sh

set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"
jobs=${EVENKEEL_JOBS:-$(nproc)}

# Colour only for people: no escape sequence goes to a file, a pipe or a NO_COLOR user.
bold='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
  bold=$(printf '\033[1m') plain=$(printf '\033[0m')
fi
say() { printf '%s==>%s %s\n' "$bold" "$plain" "$*"; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 2; }

# --help prints the comment at the head of the script, so the two cannot differ.
help_wanted() {
  case "${1:-}" in
    -h|--help) sed -n '2,/^$/s/^# \{0,1\}//p' "$root/script/${0##*/}"; return 0 ;;
  esac
  return 1
}

# configure PRESET: once; ninja runs CMake again by itself when a CMake file changes.
configure() {
  [ -f "build/$1/build.ninja" ] || cmake --preset "$1" >"$(log_of "$1")" 2>&1 || {
    cat "$(log_of "$1")" >&2
    die "CMake could not configure preset $1; its output stands above"
  }
}
log_of() { mkdir -p build; printf 'build/%s-configure.log' "$1"; }

# build PRESET [TARGET…]: with ninja's progress line on a terminal, with errors alone elsewhere.
build() {
  say "building build/$1"
  build_preset=$1
  shift
  [ $# -eq 0 ] || set -- --target "$@"
  [ -t 1 ] || set -- "$@" -- --quiet
  cmake --build --preset "$build_preset" --parallel "$jobs" "$@"
}

