#!/usr/bin/env python3
"""Every source has its test beside it, and no file of ours is longer than 500 lines."""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TESTED = ("shared/", "functions/", "local/", "operate/", "command/")
OURS = {".cc", ".h", ".ts", ".tsx", ".mjs", ".cjs", ".css", ".py", ".sh"}
MOST_LINES = 500

# What has no test beside it, and why. A name ending in "/" is a folder.
WITHOUT_TEST = {
    "command/main.cc": "reads the command line alone; its commands have tests",
    "local/agent/agent_probe.cc": "a program that tests run",
    "local/standin/nosql/testing.cc": "helps tests",
    "local/standin/nosql/testing_wire.cc": "helps tests",
    "shared/fdk/testing/": "helps tests",
}


def files():
    """Paths of what is committed, or would be with the next `git add`."""
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        check=True, capture_output=True, text=True).stdout
    return [path for path in listed.split("\0") if path and (ROOT / path).is_file()]


def is_function_main(path):
    """functions/<name>/main.cc: one line that hands the handler to the FDK."""
    parts = path.split("/")
    return len(parts) == 3 and parts[0] == "functions" and parts[2] == "main.cc"


def exception_for(path):
    return next((name for name in WITHOUT_TEST
                 if path == name or name.endswith("/") and path.startswith(name)), None)


def untested(paths):
    known = set(paths)
    used = set()
    faults = []
    for path in paths:
        if not path.startswith(TESTED) or not path.endswith(".cc") or path.endswith("_test.cc"):
            continue
        if path[:-len(".cc")] + "_test.cc" in known or is_function_main(path):
            continue
        exception = exception_for(path)
        if exception is None:
            faults.append(f"{path}: no {pathlib.Path(path).stem}_test.cc beside it")
        used.add(exception)
    # An exception that nothing needs any more would hide the next fault.
    faults += [f"{name}: is an exception without need" for name in WITHOUT_TEST if name not in used]
    return faults


def not_registered(paths):
    """A test that no CMakeLists.txt names is never built."""
    lists = "\n".join((ROOT / path).read_text() for path in paths
                      if path.endswith("CMakeLists.txt") or path.endswith(".cmake"))
    faults = []
    for path in paths:
        if path.startswith(TESTED) and path.endswith("_test.cc"):
            name = pathlib.Path(path).name
            if name not in lists:
                faults.append(f"{path}: no CMakeLists.txt names it")
    return faults


def too_long(paths):
    faults = []
    for path in paths:
        if pathlib.Path(path).suffix in OURS:
            lines = (ROOT / path).read_bytes().count(b"\n")
            if lines > MOST_LINES:
                faults.append(f"{path}: {lines} lines, {MOST_LINES} at most")
    return faults


def main():
    paths = files()
    if sum(path.startswith(TESTED) for path in paths) < 100:
        sys.exit("sources_have_tests: the sources are not where they should be")
    faults = untested(paths) + not_registered(paths) + too_long(paths)
    for fault in faults:
        print(fault)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
