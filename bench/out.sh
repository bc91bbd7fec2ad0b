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

# What bench/figures says in reports of C++: where it was measured (called before the run), and a figure with its spread.
machine() {
  echo "$(date +%F); $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) CPUs; $(uname -sr); load average before the run $(cut -d' ' -f1 /proc/loadavg)"
}
# spread DIGITS: of the numbers in its input
spread() {
  sort -g | awk -v format="%.$1f" '{value[NR] = $1} END {printf format " (" format "–" format ")", value[int((NR + 1) / 2)], value[1], value[NR]}'
}
