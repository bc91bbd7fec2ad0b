#!/usr/bin/env python3
"""Benchmarks write where they are told, and into the build folder otherwise: never into files of the repository.

Programs that measure are replaced by some that write a word into each file that they are given."""

import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
WRITES = '#!/bin/sh\nfor each; do case $each in *.md) echo measured >"$each" ;; esac; done\necho "| now | x |"\n'
# `up`, and `bench load --out FOLDER`.
FOTOGAL = """#!/bin/sh
[ "$1" != up ] || { echo "FotoGal is ready at http://localhost:1"; exec sleep 60; }
while [ $# -gt 1 ]; do
  [ "$1" != --out ] || { mkdir -p "$2"; printf '# Load\\nmeasured\\n' >"$2/load.md"; echo measured >"$2/load.svg"; }
  shift
done
"""
NOTHING = "#!/bin/sh\necho 1\n"


def program(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


class Copy:
    """A copy of bench/ and a build folder without anything that measures."""

    def __init__(self, folder):
        self.root = pathlib.Path(folder) / "copy"
        shutil.copytree(ROOT / "bench", self.root / "bench")
        for used in ("tests/browser", "tests/lighthouse", "tests/contract"):  # by bench/web
            shutil.copytree(ROOT / used, self.root / used)
        self.build = pathlib.Path(folder) / "build"
        (self.build / "build.ninja").parent.mkdir(parents=True)
        (self.build / "build.ninja").touch()
        for name in ("calls", "fdk", "gateway", "nosql", "photos", "soak", "start", "timing", "units", "work"):
            program(self.build / "bin" / f"bench_{name}", WRITES)
        program(self.build / "bin" / "fotogal", FOTOGAL)
        self.tools = pathlib.Path(folder) / "tools"
        program(self.tools / "python", WRITES)
        for name in ("cmake", "go", "npm", "openssl", "vipsthumbnail"):
            program(self.tools / name, NOTHING)
        program(self.tools / "node", WRITES)

    def run(self, script, *arguments):
        environment = {"PATH": f"{self.tools}:/usr/bin:/bin", "HOME": str(self.root), "PYTHON": str(self.tools / "python")}
        return subprocess.run([script, *arguments], env=environment, cwd=self.root, capture_output=True, text=True, timeout=60)

    def tracked(self):
        return {path: path.read_bytes() for path in sorted((self.root / "bench").rglob("*")) if path.is_file()}


def faults_of(script):
    name = script.parent.name
    faults = []
    with tempfile.TemporaryDirectory(prefix="bench-test-") as folder:
        copy = Copy(folder)
        before = copy.tracked()
        own = copy.root / "bench" / name / "run"
        told = pathlib.Path(folder) / "told"
        for arguments, where in (((str(copy.build),), copy.build / "bench"), (("--out", str(told), str(copy.build)), told)):
            ran = copy.run(str(own), *arguments)
            if ran.returncode != 0:
                faults.append(f"{script}: ended with {ran.returncode}: {ran.stderr}")
            elif not list(where.glob("*.md")):
                faults.append(f"{script}: nothing was written into {where}")
        if copy.run(str(own), "--out").returncode == 0:
            faults.append(f"{script}: takes --out without a folder")
        if copy.tracked() != before:
            faults.append(f"{script}: writes into the repository")
    return faults


def main():
    scripts = sorted(ROOT.glob("bench/*/run"))
    if len(scripts) < 5:
        sys.exit("bench_results: the benchmarks are not where they should be")
    # What measures a build has its own folders and is looked at by nobody here.
    faults = [fault for script in scripts if script.parent.name != "build" for fault in faults_of(script)]
    for fault in faults:
        print(fault)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
