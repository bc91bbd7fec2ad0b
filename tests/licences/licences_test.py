"""What is linked into anything that goes out is listed in docs/licences.md with its terms, and its text is in licences/."""

import os
import pathlib
import sys
import unittest

ROOT = pathlib.Path(os.environ["FOTOGAL_SOURCE"])
BUILD = pathlib.Path(os.environ["FOTOGAL_BUILD"])
sys.path.insert(0, str(ROOT / "scripts"))
import licences  # noqa: E402

PAGE = (ROOT / "docs/licences.md").read_text()


def complaints(**options):
    return "\n".join(licences.problems(BUILD, **options))


class Listed(unittest.TestCase):
    def test_everything_that_is_linked(self):
        self.assertEqual(complaints(), "")

    def test_what_is_linked_is_found_at_all(self):
        found, _ = licences.linked(BUILD)
        for name in ("curl", "openssl", "lcms2", "libwebp", "libsodium"):  # by their libraries
            self.assertIn(name, found)
        for name in ("cpp-httplib", "nlohmann-json3", "cli11", "gcc-12", "glibc"):  # by their headers
            self.assertIn(name, found)
        self.assertEqual(set(licences.web_packages()), {"preact", "blurhash", "uqr"})

    def test_the_folder_is_with_every_image(self):
        self.assertIn("COPY licences /licences\n", (ROOT / "Dockerfile.in").read_text())
        self.assertIn("docs/licences.md", (ROOT / "NOTICE").read_text())


LINK = "c++ -static-pie x.o -o bin/x "
# [what was done, options, the complaint]
BROKEN = {
    "a library of another package": ({"commands": LINK + "/usr/lib/x86_64-linux-gnu/libCatch2.a"} if not
                                     os.path.exists("/usr/lib/libCatch2.a") else {"commands": LINK + "/usr/lib/libCatch2.a"},
                                     r"catch2 is linked, and scripts/licences.py does not know its licence"),
    "a library of the command in a function": (
        {"commands": LINK + "/usr/lib/x86_64-linux-gnu/libsqlite3.a"}, r"sqlite3 is linked into a function"),
    "a library of no package": ({"commands": LINK + "/opt/codec/libcodec.a"}, r"/opt/codec/libcodec.a: of no Debian package"),
    "a new folder in .deps": ({"commands": LINK + f"{ROOT}/.deps/heif/lib/libheif.a"}, r"heif/lib/libheif.a: of no Debian package"),
    "a line that was taken out": (
        {"page": "".join(line + "\n" for line in PAGE.splitlines() if "libwebp" not in line)}, r"lists libwebp as None"),
    "a library that is linked no more": (
        {"page": PAGE + "| [old](../licences/old.txt) | 1 | MIT | images | |\n"}, r"lists old, which is not linked any more"),
    "another licence": ({"page": PAGE.replace("| curl |", "| MIT |")}, r"lists curl as MIT, not curl"),
}


class Broken(unittest.TestCase):
    pass


for what, (options, complaint) in BROKEN.items():
    def broken(self, options=options, complaint=complaint):
        self.assertRegex(complaints(**options), complaint)
    setattr(Broken, "test_" + what.replace(" ", "_"), broken)

if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
