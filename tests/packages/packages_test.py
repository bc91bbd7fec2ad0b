"""The installed packages, used as their pages say: the project and its source are the blocks of the page.

Nothing of this repository is on the include path but what was installed."""

import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

SOURCE = pathlib.Path(os.environ["FOTOGAL_SOURCE"])
BUILD = pathlib.Path(os.environ["FOTOGAL_BUILD"])
# Always the same folder, so that ccache finds what it compiled there before.
FOLDER = BUILD / "tests/packages/projects"
COMPARTMENT = "ocid1.compartment.oc1..fotogallocalcompartment"
PATIENCE = 600
CACHE = ["-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []


def run(*command, **options):
    done = subprocess.run(list(map(str, command)), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=PATIENCE, **options)
    if done.returncode != 0:
        raise AssertionError(f"{command} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


def block(page, language):
    """The only block of that language in the page."""
    [found] = re.findall(rf"^```{language}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    return found


def install(component, prefix):
    run("cmake", "--install", BUILD, "--prefix", prefix, "--component", component)
    return prefix


def build(component, prefix):
    """The program of the page of shared/COMPONENT."""
    page = (SOURCE / "shared" / component / "README.md").read_text(encoding="utf-8")
    project = FOLDER / component
    project.mkdir(parents=True)
    (project / "CMakeLists.txt").write_text(block(page, "cmake"), encoding="utf-8")
    (project / "main.cc").write_text(block(page, "cpp"), encoding="utf-8")
    run("cmake", "-S", project, "-B", project / "build", "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={prefix}", *CACHE)
    run("cmake", "--build", project / "build")
    return project / "build/example"


class Cloud:
    """`fotogal up --cloud-only`"""

    def __init__(self, data):
        self.process = subprocess.Popen([BUILD / "bin/fotogal", "up", "--cloud-only", "--data", data],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        found = re.search(r"ready at (http://[\d.:]+)", line)
        if not found:
            self.stop()
            raise AssertionError("fotogal up says: " + line)
        self.url = found[1]
        self.environment = {**os.environ, "OCI_CONFIG_FILE": str(data / "principals/operator/config")}

    def run(self, program):
        return run(program, self.url, COMPARTMENT, env=self.environment)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)
        self.process.stdout.close()


class Packages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True)
        cls.cloud = Cloud(FOLDER / "cloud")

    @classmethod
    def tearDownClass(cls):
        cls.cloud.stop()

    def test_nosql_a_table_is_made_written_read_and_dropped(self):
        program = build("nosql", install("nosql", FOLDER / "prefix_nosql"))
        shown = ['written twice: false', 'row 7: "Ana"', 'found: {"id":7,"name":"Ana"}', 'requests: 9, signatures: 1']
        self.assertEqual(self.cloud.run(program).splitlines(), shown)
        # the table is gone: the same once more
        self.assertEqual(self.cloud.run(program).splitlines(), shown)

    # As somebody who moves what was installed, or gets it from another machine.
    def test_oci_an_object_is_written_and_read_after_the_installation_was_moved(self):
        install("oci", FOLDER / "prefix_oci")
        moved = (FOLDER / "prefix_oci").rename(FOLDER / "prefix_moved")
        self.assertEqual(self.cloud.run(build("oci", moved)).splitlines(), ["read: Hello!", "requests: 6"])

    def test_fdk_a_function_answers_over_its_socket(self):
        program = build("fdk", install("fdk", FOLDER / "prefix_fdk"))
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))  # the socket's path must be short
        listener = folder / "lsnr.sock"
        function = subprocess.Popen([program], env={"FN_LISTENER": f"unix:{listener}", "FN_FORMAT": "http-stream"},
                                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        try:
            while not listener.exists() and function.poll() is None:
                time.sleep(0.01)
            with socket.socket(socket.AF_UNIX) as caller:
                caller.settimeout(PATIENCE)
                caller.connect(str(listener))
                caller.sendall(b"POST /call HTTP/1.1\r\nHost: localhost\r\nFn-Call-Id: 1\r\nContent-Length: 3\r\n"
                               b"Connection: close\r\n\r\nAnn")
                answer = b"".join(iter(lambda: caller.recv(4096), b""))
        finally:
            function.send_signal(signal.SIGTERM)
            self.assertEqual(function.wait(PATIENCE), 0)
        self.assertTrue(answer.startswith(b"HTTP/1.1 200 "), answer)
        self.assertTrue(answer.endswith(b"\r\n\r\nHello, Ann!\n"), answer)


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.prefix = BUILD / "tests/packages/all"
        shutil.rmtree(cls.prefix, ignore_errors=True)
        run("cmake", "--install", BUILD, "--prefix", cls.prefix)
        cls.files = {file.relative_to(cls.prefix): file for file in cls.prefix.rglob("*") if file.is_file()}

    def test_every_header_finds_what_it_includes(self):
        include = self.prefix / "include/fotogal"
        headers = sorted(str(file.relative_to(include)) for file in include.rglob("*.h"))
        for needed in ("nosql/client.h", "oci/object_storage.h", "oci/parallel.h", "fdk/fdk.h"):
            self.assertIn(needed, headers)
        everything = self.prefix / "everything.cc"
        everything.write_text("".join(f'#include "{header}"\n' for header in headers), encoding="utf-8")
        run(os.environ["CXX"], "-std=c++20", "-fsyntax-only", "-I", include, everything)

    def test_internal_and_test_headers_are_not_installed(self):
        for name in self.files:
            self.assertNotRegex(str(name), r"internal|testing|_test|_state|_impl")

    def test_no_path_or_flag_of_this_build_is_told(self):
        texts = [file for name, file in self.files.items() if name.suffix in (".cmake", ".h")]
        self.assertGreater(len(texts), 40)
        for file in texts:
            text = file.read_text(encoding="utf-8")
            for told in (str(BUILD), str(SOURCE), "-Wall", "-Werror", "-ffunction-sections", "CPPHTTPLIB"):
                self.assertNotIn(told, text, file)

    def test_the_version_is_the_projects(self):
        version = re.search(r"project\(fotogal VERSION ([\d.]+)", (SOURCE / "CMakeLists.txt").read_text(encoding="utf-8"))[1]
        found = [file for name, file in self.files.items() if name.name.endswith("ConfigVersion.cmake")]
        self.assertEqual(len(found), 4)
        for file in found:
            self.assertIn(f'set(PACKAGE_VERSION "{version}")', file.read_text(encoding="utf-8"))

    def test_the_terms_of_what_is_in_the_libraries_are_there(self):
        for name in ("LICENSE", "NOTICE", "curl.txt"):
            self.assertIn(pathlib.Path("share/doc/fotogal", name), self.files)


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
