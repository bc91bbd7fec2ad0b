"""Which holes of Debian's tracker are in which versions. Its data here are made up, in the form of data/json."""

import contextlib
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(os.environ["FOTOGAL_SOURCE"])
BUILD = os.environ["FOTOGAL_BUILD"]
sys.path.insert(0, str(ROOT / "scripts"))
import audit  # noqa: E402
import licences  # noqa: E402

FILE = ROOT / "tests/supply/data/tracker.json"
DATA = json.loads(FILE.read_text())
SAFE = {"curl": "7.88.1-10+deb12u9", "openssl": "3.0.19-1~deb12u2", "zlib": "1:1.2.13.dfsg-1", "libwebp": "1.2.4-0.2+deb12u1"}


def found(**versions):
    return {issue: (state, urgency) for _, _, issue, state, urgency, _, _ in audit.holes(DATA, SAFE | versions)}


def printed(*arguments):
    out, complaints = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(complaints):
        code = audit.main([str(argument) for argument in arguments])
    return code, out.getvalue() + complaints.getvalue()


def sbom_of(folder, name, **versions):
    packages = [{"name": source, "versionInfo": version, "externalRefs": [
        {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
         "referenceLocator": f"pkg:deb/debian/{source}{'@' + version.replace('+', '%2B') if version else ''}?arch=source&distro=debian-12"}]}
        for source, version in versions.items()]
    target = pathlib.Path(folder, name)
    target.write_text(json.dumps({"packages": packages}))
    return target


class Matching(unittest.TestCase):
    def test_what_is_open_or_not_known_yet_is_found_and_nothing_else(self):
        self.assertEqual(found(), {
            "CVE-2099-0401": ("open", "high"), "CVE-2099-0102": ("open", "low"), "CVE-2099-0301": ("open", "unimportant"),
            "CVE-2099-0203": ("undetermined", "medium")})

    def test_an_older_version_has_what_newer_ones_mend(self):
        self.assertEqual(found(curl="7.88.1-10+deb12u8")["CVE-2099-0101"], ("fixed", "medium"))
        self.assertNotIn("CVE-2099-0101", found(curl="7.88.1-10+deb12u10"))  # 10 is more than 9, as numbers

    def test_versions_are_ordered_as_dpkg_does(self):
        self.assertEqual(found(openssl="3.0.19-1~deb11u9")["CVE-2099-0202"], ("fixed", "medium"))
        self.assertNotIn("CVE-2099-0202", found(openssl="3.0.19-1"))  # `~` is before the end
        self.assertEqual(found(zlib="1.3.1-1")["CVE-2099-0302"], ("fixed", "low"))  # without the epoch it is older than 1:
        for one, other in [("1.0~rc1", "1.0"), ("1.9", "1.10"), ("9.9", "1:0.1"), ("1.0-1", "1.0-1+deb12u1"), ("2.36-9+deb12u9", "2.36-9+deb12u14")]:
            self.assertTrue(audit.older(one, other), one)
            self.assertFalse(audit.older(other, one), one)
        self.assertFalse(audit.older("1.0", "1.0"))

    def test_what_was_never_in_the_release_is_no_hole_in_any_version(self):
        self.assertNotIn("CVE-2099-0201", found(openssl="0.9.8"))
        self.assertNotIn("CVE-2099-0204", found(openssl="0.9.8"))

    def test_a_hole_that_is_open_in_the_release_and_mended_in_this_version(self):
        entry = {"status": "open", "fixed_version": "2.0-1"}
        self.assertIsNone(audit.judged(entry, "2.0-1"))
        self.assertEqual(audit.judged(entry, "1.9-1"), "open")

    def test_urgencies(self):
        for entry, urgency in [({"urgency": "high**"}, "high"), ({"urgency": "not yet assigned"}, "medium"), ({}, "medium"),
                               ({"urgency": "not yet assigned", "nodsa": "Minor issue"}, "low"), ({"urgency": "high", "nodsa": "x"}, "high"),
                               ({"urgency": "end-of-life"}, "medium"), ({"urgency": "unimportant"}, "unimportant")]:
            self.assertEqual(audit.urgency_of(entry), urgency, entry)


class Program(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = scratch.name

    def test_of_sboms_by_urgency(self):
        one = sbom_of(self.folder, "one.json", **SAFE)
        for urgency, code, count in [("high", 1, 1), ("medium", 1, 1), ("low", 1, 2), ("unimportant", 1, 3)]:
            self.assertEqual(printed("--data", FILE, "--urgency", urgency, one)[0], code)
            self.assertIn(f"{count} open issues of urgency {urgency}", printed("--data", FILE, "--urgency", urgency, one)[1])
        harmless = sbom_of(self.folder, "harmless.json", zlib=SAFE["zlib"], curl=SAFE["curl"])
        code, text = printed("--data", FILE, harmless)
        self.assertEqual(code, 0, text)
        self.assertRegex(text, r"(?m)^  low         curl .*CVE-2099-0102  open in Debian")

    def test_the_oldest_of_several_images_counts(self):
        documents = [sbom_of(self.folder, "a.json", curl="7.88.1-10+deb12u9"), sbom_of(self.folder, "b.json", curl="7.88.1-10+deb12u2")]
        for order in (documents, documents[::-1]):
            code, text = printed("--data", FILE, *order)
            self.assertEqual(code, 1)
            self.assertIn("! medium      curl 7.88.1-10+deb12u2  CVE-2099-0101  mended in 7.88.1-10+deb12u9", text)

    def test_what_could_not_be_compared_is_told(self):
        code, text = printed("--data", FILE, sbom_of(self.folder, "a.json", curl="", openssl=SAFE["openssl"], jemalloc="5.3.0-1"))
        self.assertEqual(code, 0)
        self.assertIn("? curl: could not be compared", text)
        self.assertIn("? jemalloc 5.3.0-1: the tracker knows no issue of it", text)
        self.assertIn("does not know yet whether it has them: CVE-2099-0203 (openssl)", text)
        self.assertIn("2 source packages compared, 1 not; 0 open", text)

    def test_without_data_nothing_passes(self):
        one = sbom_of(self.folder, "one.json", **SAFE)
        for content in (None, "", "{", "[]", "{}"):
            file = pathlib.Path(self.folder, "data")
            file.unlink(missing_ok=True)
            if content is not None:
                file.write_text(content)
            code, text = printed("--data", file, one)
            self.assertEqual(code, 2, content)
            self.assertIn("nothing was compared", text)
        self.assertEqual(printed("--data", FILE, sbom_of(self.folder, "none.json"))[0], 2)

    def test_of_a_build_all_that_it_links_is_compared_or_named(self):
        known, unclear = audit.linked_here(BUILD)
        linked, _ = licences.linked(BUILD)
        self.assertEqual(set(known) | set(unclear), set(linked) | {"ca-certificates"})
        self.assertIn("sqlite3", known)  # of the command alone
        self.assertEqual(known["glibc"], subprocess.run(["dpkg-query", "-W", "-f=${source:Version}", "libc6-dev"],
                                                        capture_output=True, text=True, check=True).stdout)
        code, text = printed("--data", FILE, "--build", BUILD)
        self.assertEqual(code, 1)
        self.assertIn("CVE-2099-0401", text)


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
