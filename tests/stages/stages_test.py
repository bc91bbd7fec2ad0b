"""scripts/stages, which `make up` and `make build` run: a line a stage on a terminal and in a pipe.

A copy of it runs in a folder where scripts/setup, cmake and npm are stand-ins, which wait for the test where it says so.
"""
import os
import pathlib
import pty
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SETUP = "#!/bin/sh\necho packages of somebody\n"
# Says what ninja says, and goes on when the test has seen it.
CMAKE = """#!/bin/sh
case "$*" in
  --preset*) mkdir -p build/release && touch build/release/build.ninja; exit;;
  *programs*) printf '[12/24] Building CXX object a.cc.o\\n'; . ./compiler;;
esac
"""


class Stages(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        (self.root / "scripts").mkdir()
        shutil.copy(ROOT / "scripts/stages", self.root / "scripts/stages")
        (self.root / "CMakePresets.json").write_text("{}")
        self.program("scripts/setup", SETUP)
        self.program("bin/cmake", CMAKE)
        self.compiler("")

    def program(self, path, text):
        file = self.root / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
        file.chmod(file.stat().st_mode | stat.S_IXUSR)

    def compiler(self, text):
        (self.root / "compiler").write_text(text)

    def environment(self):
        return os.environ | {"PATH": f"{self.root}/bin:{os.environ['PATH']}"}

    def in_pipe(self):
        return subprocess.run([self.root / "scripts/stages"], env=self.environment(), capture_output=True, text=True)

    def test_a_pipe_gets_a_line_a_stage_and_nothing_of_a_terminal(self):
        done = self.in_pipe()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual([line.split()[0] for line in done.stdout.splitlines()],
                         ["packages", "libraries", "compile", "web"])
        for line in done.stdout.splitlines():
            self.assertTrue(line.endswith("[####################] nothing to do"), line)
        self.assertNotIn("\r", done.stdout)
        self.assertNotIn("\x1b", done.stdout)

    def test_what_a_stage_prints_is_in_its_log(self):
        self.in_pipe()
        self.assertEqual((self.root / "build/log/packages.log").read_text(), "packages of somebody\n")

    def test_a_stage_that_fails_shows_its_log_and_ends_the_rest(self):
        self.compiler("echo 'a.cc:3: error: no such name'; exit 1\n")
        done = self.in_pipe()
        self.assertEqual(done.returncode, 1)
        self.assertIn("compile    [....................] failed: build/log/compile.log", done.stdout)
        self.assertIn("a.cc:3: error: no such name", done.stdout)
        self.assertNotIn("web", done.stdout)

    def test_presets_that_changed_configure_anew(self):
        self.in_pipe()
        configured = self.root / "build/release/build.ninja"
        os.utime(configured, ns=(0, 0))
        self.in_pipe()
        self.assertGreater(configured.stat().st_mtime_ns, 0)

    def test_a_terminal_shows_how_far_a_stage_is_and_how_long_it_usually_takes(self):
        os.mkfifo(self.root / "go_on")
        self.compiler("read answer < go_on\n")
        pid, terminal = pty.fork()
        if pid == 0:
            os.execve(self.root / "scripts/stages", ["stages"], self.environment())
        seen = b""
        while b"compile    [##########..........] usually " not in seen:
            seen += os.read(terminal, 4096)
        (self.root / "go_on").write_text("\n")
        try:
            while piece := os.read(terminal, 4096):
                seen += piece
        except OSError:  # Linux' way to say that nobody writes to it any more
            pass
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 0)
        self.assertIn(b"web        [####################]", seen)


if __name__ == "__main__":
    sys.exit(unittest.main())
