"""The list of what is in an image: complete, valid, and the same for the same image."""

import copy
import hashlib
import json
import os
import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(os.environ["FOTOGAL_SOURCE"])
BUILD = pathlib.Path(os.environ["FOTOGAL_BUILD"])
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests/supply")]
import licences  # noqa: E402
import sbom  # noqa: E402
import spdx  # noqa: E402

FUNCTION = "like"


def image(folder):
    """What a build leaves for an image; the program alone is not one."""
    files = {FUNCTION: b"program", "etc/passwd": b"fn:x:1000:1000::/tmp:/none\n", "etc/ssl/certs/ca-certificates.crt": b"certificates",
             "licences/curl.txt": b"terms", "Dockerfile": b"FROM scratch\n", "func.yaml": b"name: like\n"}
    for name, content in files.items():
        path = pathlib.Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return pathlib.Path(folder)


SCRATCH = tempfile.TemporaryDirectory()
FOLDER = image(SCRATCH.name)
MADE = sbom.document(BUILD, FUNCTION, FOLDER)


class Written(unittest.TestCase):
    folder, made = FOLDER, MADE

    def package(self, name):
        [found] = [package for package in self.made["packages"] if package["name"] == name]
        return found

    def test_is_what_the_specification_asks(self):
        self.assertEqual(list(spdx.problems(self.made)), [])

    def test_has_everything_that_is_linked_into_functions(self):
        linked, unknown = licences.linked(BUILD)
        self.assertEqual(unknown, [])
        expected = (set(linked) - licences.ONLY_COMMAND) | licences.ONLY_IMAGE
        sources = {package["name"] for package in self.made["packages"] if package["SPDXID"].startswith("SPDXRef-Source-")}
        self.assertEqual(sources, expected)
        data = {package["name"] for package in self.made["packages"] if package["SPDXID"].startswith("SPDXRef-Data-")}
        self.assertEqual(data, set(licences.DATA))

    def test_has_every_file_that_the_image_gets_and_no_other(self):
        names = {file["fileName"] for file in self.made["files"]}
        self.assertEqual(names, {"./function", "./etc/passwd", "./etc/ssl/certs/ca-certificates.crt", "./licences/curl.txt"})
        [program] = [file for file in self.made["files"] if file["fileName"] == "./function"]
        self.assertIn({"algorithm": "SHA256", "checksumValue": hashlib.sha256(b"program").hexdigest()}, program["checksums"])
        copied = [line.split()[1] for line in (ROOT / "Dockerfile.in").read_text().splitlines() if line.startswith("COPY ")]
        self.assertEqual(copied, ["etc", "licences", "sbom.spdx.json", "@name@"], "sbom.files_of_image knows what Dockerfile.in copies")

    def test_says_which_library_of_which_package(self):
        [library] = [package for package in self.made["packages"] if package.get("packageFileName") == "libcrypto.a"]
        self.assertEqual(library["name"], "libssl-dev")
        sum_of_file = hashlib.sha256(pathlib.Path(sbom.run("c++", "-print-file-name=libcrypto.a").strip()).read_bytes()).hexdigest()
        self.assertEqual(library["checksums"], [{"algorithm": "SHA256", "checksumValue": sum_of_file}])
        links = {(link["spdxElementId"], link["relationshipType"], link["relatedSpdxElement"]) for link in self.made["relationships"]}
        self.assertIn(("SPDXRef-File-function", "STATIC_LINK", library["SPDXID"]), links)
        self.assertIn((library["SPDXID"], "GENERATED_FROM", "SPDXRef-Source-openssl"), links)

    def test_versions_are_those_of_dpkg_or_of_the_note_of_setup(self):
        source = self.package("openssl")
        name, version = spdx.package_url(source["externalRefs"][0]["referenceLocator"])
        self.assertEqual((name, version), sbom.source_of("libssl-dev"))
        self.assertEqual(source["versionInfo"], version)
        noted, is_debians = sbom.source_built_here("curl")
        _, version = spdx.package_url(self.package("curl")["externalRefs"][0]["referenceLocator"])
        self.assertEqual(version, noted if is_debians else "")

    def test_licences_are_those_of_the_page(self):
        told = licences.listed()
        for package in self.made["packages"]:
            if package["SPDXID"].startswith(("SPDXRef-Source-", "SPDXRef-Data-")):
                self.assertEqual(package["licenseDeclared"], told[package["name"]])

    def test_is_written_once_for_the_same_image(self):
        sbom.write(BUILD, FUNCTION, self.folder)
        target = self.folder / "sbom.spdx.json"
        old = json.loads(target.read_text()) | {"comment": "the first"}
        target.write_text(json.dumps(old))
        sbom.write(BUILD, FUNCTION, self.folder)
        self.assertEqual(json.loads(target.read_text())["comment"], "the first")
        (self.folder / "etc/passwd").write_text("another\n")
        sbom.write(BUILD, FUNCTION, self.folder)
        self.assertNotIn("comment", json.loads(target.read_text()))
        image(self.folder)

    def test_of_a_noted_version(self):
        with tempfile.TemporaryDirectory() as deps:
            pathlib.Path(deps, "curl").mkdir()
            pathlib.Path(deps, "curl/debian-version").write_text("7.88.1-10+deb12u9\n")
            real, sbom.DEPS = sbom.DEPS, pathlib.Path(deps)
            try:
                self.assertEqual(sbom.source_version("curl"), ("7.88.1-10+deb12u9", True))
            finally:
                sbom.DEPS = real


def broken(change):
    document = copy.deepcopy(MADE)
    change(document)
    return "\n".join(spdx.problems(document))


# [what was done, to the document, the complaint]
BROKEN = [
    ("another version", lambda it: it.update(spdxVersion="SPDX-2.2"), "spdxVersion is not SPDX-2.3"),
    ("no namespace", lambda it: it.pop("documentNamespace"), "has no documentNamespace"),
    ("a namespace with fragment", lambda it: it.update(documentNamespace="https://spdx.org/a#b"), "6.5"),
    ("a local time", lambda it: it["creationInfo"].update(created="2026-11-30T10:00:00-03:00"), "6.9"),
    ("an unknown member", lambda it: it.update(author="x"), "the schema does not know"),
    ("a package twice", lambda it: it["packages"].append(it["packages"][1]), "is not unique"),
    ("an identifier of letters that none has", lambda it: it["files"][0].update(SPDXID="SPDXRef-a_b"), "is no identifier"),
    ("a package without download location", lambda it: it["packages"][2].pop("downloadLocation"), "has no downloadLocation"),
    ("an unknown licence", lambda it: it["packages"][2].update(licenseDeclared="OpenSSL license"), "no expression of licences"),
    ("a package URL without type", lambda it: it["packages"][2]["externalRefs"][0].update(referenceLocator="openssl@3"), "no package URL"),
    ("a link to nothing", lambda it: it["relationships"][-1].update(relatedSpdxElement="SPDXRef-x"), "related and not there"),
    ("a made up relationship", lambda it: it["relationships"][-1].update(relationshipType="LINKED"), "is no relationship"),
    ("a file without SHA-1", lambda it: it["files"][0]["checksums"].pop(0), "has no SHA1"),
    ("a file that is left out", lambda it: it.update(relationships=[
        link for link in it["relationships"] if link["relatedSpdxElement"] != "SPDXRef-File-etc-passwd"]), "not that of its files"),
    ("an absolute name", lambda it: it["files"][0].update(fileName="/function"), "not relative"),
]


class Broken(unittest.TestCase):
    """The rules find what is wrong."""


for what, change, complaint in BROKEN:
    def one(self, change=change, complaint=complaint):
        self.assertIn(complaint, broken(change))
    setattr(Broken, "test_" + what.replace(" ", "_"), one)

if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
