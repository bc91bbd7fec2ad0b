"""Programs of functions are hardened, and a program that is not is noticed."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(os.environ["FOTOGAL_SOURCE"])
BUILD = pathlib.Path(os.environ["FOTOGAL_BUILD"])
sys.path.insert(0, str(ROOT / "tests/supply"))
import hardening  # noqa: E402

# Linked as those of the images are: add_function_program. tests/images/run looks at those themselves.
PROGRAM = BUILD / "bin/functions/all_functions"
GOOD = ["-fPIE", "-static-pie", "-Wl,-z,relro,-z,now,-z,noexecstack,-z,text"]
SOURCE = "#include <stdio.h>\nint main(int count, char** words) { return printf(\"%d %s\", count, words[0]) == 0; }\n"
# What is done to it, to its options and its source, the complaint.
BAD = {
    "at a fixed address": (["-static", "-no-pie"], "", "not position-independent"),
    "not static": (["-fPIE", "-pie", "-Wl,-z,now"], "", "not static"),
    "with a stack that can be executed": ([*GOOD, "-Wl,-z,execstack"], "", "its stack can be executed"),
    "of memory that can be written and executed": (GOOD, "asm(\".section both,\\\"awx\\\"\\n.byte 0\\n.text\\n\");\n", "written and executed"),
    "bound when it is called": (["-fPIE", "-static-pie", "-Wl,-z,lazy"], "", "not bound at its start"),
    "with tables that can be written": (["-fPIE", "-static-pie", "-Wl,-z,norelro,-z,now"], "", "not read-only after its start: .*got"),
    "with a folder of libraries": (["-fPIE", "-pie", "-Wl,-rpath,/tmp"], "", "names folders"),
    "with code that is written to": (["-fPIE", "-static-pie", "-Wl,-z,notext,-z,now"], "asm(\".text\\n.quad main\\n\");\n", "written to at its start"),
}


class Hardened(unittest.TestCase):
    def test_programs_of_functions(self):
        self.assertEqual(list(hardening.problems(PROGRAM)), [])

    def test_libraries_from_debian_guard_their_stacks(self):
        found = hardening.symbols(PROGRAM)
        self.assertIn("__stack_chk_fail", found)
        self.assertIn("__memcpy_chk", found)


# Libraries of ours that are in every function.
OURS = ["shared/common/libcommon.a", "shared/fdk/libfdk.a", "shared/oci/liboci.a", "shared/nosql/libnosql.a",
        "shared/fotogal/libfotogal_domain.a", "functions/libfunction_support.a", "functions/libhandlers.a"]
# Flags that leave no symbol behind.
FLAGS = ["-fstack-clash-protection", "-D_FORTIFY_SOURCE=2"]


class Compiled(unittest.TestCase):
    def needed(self, library):
        return subprocess.run(["nm", "--undefined-only", BUILD / library], check=True, capture_output=True, text=True).stdout

    def test_our_own_code_guards_its_stacks(self):
        for library in OURS:
            self.assertIn("__stack_chk_fail", self.needed(library), library)

    def test_our_own_code_checks_indexes_and_empty_values(self):
        for library in ("shared/fotogal/libfotogal_domain.a", "functions/libhandlers.a"):
            self.assertIn("__glibcxx_assert_fail", self.needed(library), library)

    def test_every_source_of_a_release_is_compiled_so(self):
        commands = json.loads((BUILD / "compile_commands.json").read_text())
        self.assertGreater(len(commands), 50)
        for command in commands:
            for flag in FLAGS:
                self.assertIn(f" {flag} ", command["command"] + " ", command["file"])


class Noticed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = pathlib.Path(scratch.name)

    def made(self, options, more=""):
        (self.folder / "program.c").write_text(SOURCE + more)
        subprocess.run(["gcc", self.folder / "program.c", "-o", self.folder / "program", *options], check=True, capture_output=True)
        return "\n".join(hardening.problems(self.folder / "program"))

    def test_a_good_one(self):
        self.assertEqual(self.made(GOOD), "")


for what, (options, more, complaint) in BAD.items():
    def one(self, options=options, more=more, complaint=complaint):
        self.assertRegex(self.made(options, more), complaint)
    setattr(Noticed, "test_one_" + what.replace(" ", "_"), one)

if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
