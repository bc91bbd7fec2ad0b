"""`make function`: what it writes builds, answers and passes, in a copy of the tree; what it cannot write changes nothing.

FOTOGAL_BUILD: a build folder with tests, whose commands compile and link what was written.
"""
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ["FOTOGAL_BUILD"])
COPIED = ("CMakeLists.txt", "Makefile", "api-gateway", "cmake", "deploy", "examples", "functions", "scripts")
FUNCTIONS = {"hello": "GET /v1/hello", "wave": "POST /v1/users/{username}/wave"}


class Copy(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        for name in COPIED:
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, self.root / name)

    def make(self, name, route):
        return subprocess.run(["make", "function", f"NAME={name}", f"ROUTE={route}"], cwd=self.root, capture_output=True,
                              text=True)

    def read(self, path):
        return (self.root / path).read_text()


class Written(Copy):
    def setUp(self):
        super().setUp()
        for name, route in FUNCTIONS.items():
            done = self.make(name, route)
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_every_list_of_functions_has_it(self):
        for name, route in FUNCTIONS.items():
            path = route.partition(" ")[2]
            self.assertIn(f"\nadd_fotogal_function({name})\n", self.read("functions/CMakeLists.txt"))
            self.assertIn(f"\n  {path}:\n", self.read("api-gateway/openapi.yaml"))
            self.assertIn(name, json.loads(self.read("deploy/terraform/functions.json")))
            for file in ("api-gateway/deployment.json.in", "deploy/terraform/deployment.json"):
                [route] = [each for each in json.loads(self.read(file))["routes"] if each["path"] == path]
                self.assertEqual(route["backend"]["functionId"], f"{{{{function.{name}}}}}")

    def test_the_list_for_the_build_stays_in_order(self):
        names = re.findall(r"^add_fotogal_function\((\w+)", self.read("functions/CMakeLists.txt"), re.MULTILINE)
        self.assertEqual(names, sorted(names))

    def test_it_builds_answers_and_passes(self):
        objects = []
        for name in FUNCTIONS:
            for source, target in (("handler.cc", "handlers"), ("handler_test.cc", "functions_test")):
                objects.append(self.compile(f"functions/{name}/{source}", target))
            self.compile(f"functions/{name}/main.cc", "handlers")
        program = self.root / "test"
        subprocess.run(self.linked(objects, program), cwd=BUILD, check=True)
        done = subprocess.run([program, "--warn", "NoAssertions"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn(f"in {len(FUNCTIONS)} test cases", done.stdout)

    def compile(self, source, target):
        """As the files of that target are compiled, but for what it includes of the copy."""
        commands = json.loads((BUILD / "compile_commands.json").read_text())
        command = next(shlex.split(each["command"]) for each in commands if f"CMakeFiles/{target}.dir/" in each["command"])
        made = str(self.root / source) + ".o"
        command[command.index("-o") + 1] = made
        command[command.index("-c") + 1] = str(self.root / source)
        first = next(place for place, word in enumerate(command) if word.startswith("-I"))
        command.insert(first, f"-I{self.root}")
        subprocess.run(command, cwd=BUILD, check=True)
        return made

    def linked(self, objects, program):
        """As functions_test is linked, of other objects."""
        said = subprocess.run(["ninja", "-t", "commands", "bin/functions_test"], cwd=BUILD, check=True, capture_output=True,
                              text=True).stdout.splitlines()[-1]
        words = [word for word in shlex.split(re.search(r"&& (.*?) &&", said)[1]) if not word.endswith(".o")]
        words[words.index("-o") + 1] = str(program)
        return words[:words.index("-o")] + objects + words[words.index("-o"):]


class Refused(Copy):
    def test_what_cannot_be_written_is_told_and_changes_nothing(self):
        def everything():
            return {path: path.read_bytes() for path in sorted(self.root.rglob("*")) if path.is_file()}

        before = everything()
        for name, route, told in (
                ("", "GET /v1/x", "NAME is ''"),
                ("Hello", "GET /v1/x", "NAME is 'Hello'"),
                ("../x", "GET /v1/x", "NAME is '../x'"),
                ("delete", "GET /v1/x", "a word of C++"),
                ("service", "GET /v1/x", "a target of the build"),
                ("like", "GET /v1/x", "functions/like is there already"),
                ("x", "", "ROUTE begins with ''"),
                ("x", "FETCH /v1/x", "ROUTE begins with 'FETCH'"),
                ("x", "GET /x", "ROUTE has the path '/x'"),
                ("x", "GET /v1/x/", "ROUTE has the path '/v1/x/'"),
                ("x", "GET /v1/feed", "/v1/feed is feed's")):
            with self.subTest(name=name, route=route):
                done = self.make(name, route)
                self.assertNotEqual(done.returncode, 0)
                self.assertIn(told, done.stderr)
                self.assertEqual(everything(), before)


if __name__ == "__main__":
    sys.exit(unittest.main())
