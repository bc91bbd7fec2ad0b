# For tests that source it: a container engine whose storage lies in a folder of its own, $scratch, which goes at the end with
# everything in it. $here is tests/images. before_clean_up may be defined anew.
scratch=$(mktemp -d /tmp/fotogal-images-XXXXXX)
before_clean_up() { :; }
clean_up() {
  before_clean_up
  podman rm --force --all --time=0 >/dev/null 2>&1 || true
  # Of a container whose engine was killed while making it, the engine knows nothing; its monitor holds what was made.
  for monitor in $(pgrep -f "^/usr/bin/conmon .*$scratch/"); do
    pkill -KILL -P "$monitor" || true
    kill "$monitor" 2>/dev/null || true
  done
  # podman still tidies up behind the last containers, in that very folder; what is left of it is no verdict on the images.
  for _ in $(seq 100); do
    umount "$scratch/storage/overlay" 2>/dev/null || true
    ! rm -rf "$scratch" 2>/dev/null || return 0
    sleep 0.1
  done
  echo "left behind: $scratch"
}
trap clean_up EXIT

cat >"$scratch/storage.conf" <<END
[storage]
driver = "overlay"
graphroot = "$scratch/storage"
runroot = "$scratch/run"
END
export CONTAINERS_CONF=$here/containers.conf CONTAINERS_STORAGE_CONF=$scratch/storage.conf BUILDAH_ISOLATION=chroot

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

passed=0
failed=0
check() { # what, command...: its output is shown where it fails
  local what=$1
  shift
  if "$@" >"$scratch/check.log" 2>&1; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED: $what"
    tail -n 80 "$scratch/check.log"
  fi
}
