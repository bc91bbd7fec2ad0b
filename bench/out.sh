# Sourced by bench/*/run after $root is set: takes `--out FOLDER` and the build folder off the arguments. Results go into $out,
# which is in the build folder unless it is told: nothing that is tracked is written by default.
out=
if [ "${1:-}" = --out ]; then
  [ $# -gt 1 ] || { echo "$0: --out needs a folder" >&2; exit 1; }
  mkdir -p "$2"
  out=$(cd "$2" && pwd)
  shift 2
fi
build=${1:-$root/build/release}
[ $# = 0 ] || shift
[ -n "$out" ] || out=$build/bench
mkdir -p "$out"
