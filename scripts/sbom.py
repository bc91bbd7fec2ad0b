#!/usr/bin/env python3
"""Writes what is in a function's image as SPDX 2.3 JSON: IMAGE_FOLDER/sbom.spdx.json.

    scripts/sbom.py BUILD_FOLDER FUNCTION IMAGE_FOLDER

The files are those that Dockerfile.in copies. What the program is linked of is asked of its link command and of the compiler, which
package and version that is of Debian (for what scripts/setup builds from source packages: of what it wrote down then), and the licences
stand in scripts/licences.py. A document that says the same as the one that is there is not written again, so that its image stays, too.
"""

import datetime
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import urllib.parse
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True
import licences  # noqa: E402

ROOT = licences.ROOT
DEPS = ROOT / ".deps"
# Nothing to link, all in headers; a test compares it with what the compiler has read.
HEADERS_ONLY = ("nlohmann-json3-dev",)
# What a static program is linked of without being asked.
IMPLIED = ("libstdc++.a", "libgcc.a", "libgcc_eh.a", "libc.a", "libm.a")
# Of scripts/setup: where it writes down the version, and where upstream's version stands.
BUILT_HERE = {
    "curl": ("curl/debian-version", "curl/include/curl/curlver.h", r'#define LIBCURL_VERSION "([^"]+)"'),
    "lcms2": ("lcms2/debian-version", "lcms2/include/lcms2.h", r"Version (\d[\d.]+)"),
    "cpp-httplib": ("include/cpp-httplib.debian-version", "include/httplib.h", r'#define CPPHTTPLIB_VERSION "([^"]+)"'),
}
IN_BUILD = {"libhttplib.a": "cpp-httplib"}


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def digest(path, kind):
    return hashlib.new(kind, path.read_bytes()).hexdigest()


def project_version():
    return re.search(r"project\(fotogal VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text())[1]


def source_built_here(name):
    """(version, whether it is Debian's): without a note of scripts/setup only upstream's is known."""
    note, header, pattern = BUILT_HERE[name]
    if (DEPS / note).is_file():
        return (DEPS / note).read_text().strip(), True
    return re.search(pattern, (DEPS / header).read_text())[1], False


def source_of(package):
    """(source package, its version) of an installed Debian package."""
    lines = run("dpkg-query", "-W", "-f=${source:Package} ${source:Version}\n", package).splitlines()
    return tuple(lines[0].split())


def source_version(source):
    """(version, whether it is Debian's) of a source package of which something is linked here."""
    if source in BUILT_HERE:
        return source_built_here(source)
    for line in run("dpkg-query", "-W", "-f=${db:Status-Abbrev} ${source:Package} ${source:Version}\n").splitlines():
        state, name, version = line.split()
        if state == "ii" and name == source:
            return version, True
    return None, False


def linked_files(build, function):
    """Libraries of a function's program: those of its link command, and those that the compiler adds."""
    link = run("ninja", "-C", str(build), "-t", "commands", f"{function}_alone").splitlines()[-1]
    compiler = next(word for word in link.split() if re.search(r"(c\+\+|g\+\+|clang\+\+)[\d.-]*$", word))
    found = [pathlib.Path(build, word) for word in re.findall(r"(?<=\s)(\S+\.a)(?=\s|$)", link)]
    if " -static" in link:
        found += [pathlib.Path(run(compiler, f"-print-file-name={name}").strip()) for name in IMPLIED]
    return list(dict.fromkeys(pathlib.Path(os.path.normpath(file)) for file in found))


def owner_of(library, build):
    """(Debian package or None, source package or None): neither for what is FotoGal's own."""
    if library.is_relative_to(DEPS):
        name = library.relative_to(DEPS).parts[0]
        if name not in BUILT_HERE:
            sys.exit(f"sbom: nobody knows what {library} is of")
        return None, name
    if library.is_relative_to(build):
        return None, IN_BUILD.get(library.name)
    for path in dict.fromkeys([library, library.resolve()]):
        known = subprocess.run(["dpkg", "-S", str(path)], capture_output=True, text=True).stdout
        if known:
            package = known.split(":")[0].split(",")[0]
            return package, source_of(package)[0]
    sys.exit(f"sbom: no Debian package has {library}")


def purl(name, version, **qualifiers):
    quoted = urllib.parse.quote(version, safe=":") if version else None
    ending = "&".join(f"{key}={value}" for key, value in sorted(qualifiers.items()))
    return f"pkg:deb/debian/{name}" + (f"@{quoted}" if quoted else "") + f"?{ending}"


def identifier(*words):
    return "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]+", "-", "-".join(words)).strip("-")


class Document:
    def __init__(self, function, version):
        self.function, self.version = function, version
        self.packages, self.files, self.relationships = {}, [], []

    def relate(self, one, kind, other, comment=None):
        line = {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other}
        self.relationships.append(line | ({"comment": comment} if comment else {}))

    def package(self, key, **fields):
        if key not in self.packages:
            self.packages[key] = {"SPDXID": key, "downloadLocation": "NOASSERTION", "filesAnalyzed": False,
                                  "licenseConcluded": "NOASSERTION", "licenseDeclared": "NOASSERTION",
                                  "copyrightText": "NOASSERTION"} | fields
        return key

    def source(self, name):
        """The source package, with its terms; once, whatever is linked of it."""
        version, is_debians = source_version(name)
        reference = purl(name, version if is_debians else None, arch="source", distro="debian-12")
        declared = licences.COMPONENTS[name][1]
        note = "" if is_debians else " Debian's revision was not written down when it was built."
        return self.package(
            identifier("Source", name), name=name, versionInfo=version, licenseDeclared=declared, licenseConcluded=declared,
            comment=f"Copyright and terms: /licences/{name}.txt of the image.{note}", primaryPackagePurpose="SOURCE",
            supplier="Organization: Debian",
            externalRefs=[{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": reference}])

    def linked(self, program, library, package, source):
        """A static library, or what has only headers, and the source package that it is of."""
        name = package or f"{source} (built by scripts/setup)"
        declared = licences.COMPONENTS[source][1]
        fields = {"name": name, "licenseDeclared": declared, "licenseConcluded": declared, "primaryPackagePurpose": "LIBRARY"}
        if package:
            version = run("dpkg-query", "-W", "-f=${Version} ${Architecture}\n", package).splitlines()[0].split()
            fields |= {"versionInfo": version[0], "supplier": "Organization: Debian", "externalRefs": [
                {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                 "referenceLocator": purl(package, version[0], arch=version[1], distro="debian-12")}]}
        else:
            fields["versionInfo"] = source_version(source)[0]
        if library:
            fields |= {"packageFileName": library.name,
                       "checksums": [{"algorithm": "SHA256", "checksumValue": digest(library, "sha256")}]}
        key = self.package(identifier("Linked", package or source, library.name if library else "headers"), **fields)
        self.relate(program, "STATIC_LINK", key, None if library else "of its headers")
        self.relate(key, "GENERATED_FROM", self.source(source))

    def add_file(self, path, name):
        key = identifier("File", name)
        self.files.append({
            "SPDXID": key, "fileName": f"./{name}", "licenseConcluded": "NOASSERTION", "licenseInfoInFiles": ["NOASSERTION"],
            "copyrightText": "NOASSERTION",
            "checksums": [{"algorithm": kind.upper(), "checksumValue": digest(path, kind)} for kind in ("sha1", "sha256")]})
        return key

    def whole(self):
        """All of it, with what depends on everything else."""
        # Clause 7.9: SHA-1 of the sorted SHA-1s.
        sums = sorted(file["checksums"][0]["checksumValue"] for file in self.files)
        image = self.packages["SPDXRef-Image"]
        image["packageVerificationCode"] = {
            "packageVerificationCodeValue": hashlib.sha1("".join(sums).encode()).hexdigest(),
            "packageVerificationCodeExcludedFiles": ["./sbom.spdx.json"]}
        body = {"packages": list(self.packages.values()), "files": self.files, "relationships": self.relationships}
        content = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
        name = f"fotogal-{self.function}-{self.version}"
        return {"spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": name,
                "documentNamespace": f"https://spdx.org/spdxdocs/{name}-{uuid.uuid5(uuid.NAMESPACE_URL, content)}",
                "creationInfo": {"created": now(), "creators": [f"Tool: fotogal-sbom-{self.version}"]}} | body


def now():
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    time = datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc) if seconds else datetime.datetime.now(datetime.timezone.utc)
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def files_of_image(function, folder):
    """[(file, its name in the image)], as Dockerfile.in copies them."""
    yield folder / function, "function"
    for part in ("etc", "licences"):
        for path in sorted((folder / part).rglob("*")):
            if path.is_file():
                yield path, str(path.relative_to(folder))


def document(build, function, folder):
    build, folder = pathlib.Path(build).resolve(), pathlib.Path(folder)
    made = Document(function, project_version())
    image = made.package("SPDXRef-Image", name=f"fotogal/{function}", versionInfo=made.version, filesAnalyzed=True,
                         licenseDeclared="Apache-2.0", licenseInfoFromFiles=["NOASSERTION"], primaryPackagePurpose="CONTAINER",
                         comment="licenseDeclared is of FotoGal itself; what is linked has its own terms, each in its package")
    made.relate("SPDXRef-DOCUMENT", "DESCRIBES", image)
    for path, name in files_of_image(function, folder):
        made.relate(image, "CONTAINS", made.add_file(path, name))
    program = identifier("File", "function")
    for library in linked_files(build, function):
        package, source = owner_of(library, build)
        if source:
            made.linked(program, library, package, source)
    for package in HEADERS_ONLY:
        made.linked(program, None, package, source_of(package)[0])
    made.relate(identifier("File", "etc/ssl/certs/ca-certificates.crt"), "GENERATED_FROM", made.source("ca-certificates"))
    for name, (called, version, licence, _) in sorted(licences.DATA.items()):
        key = made.package(identifier("Data", name), name=name, versionInfo=version, licenseDeclared=licence, licenseConcluded=licence,
                           summary=called, primaryPackagePurpose="SOURCE")
        made.relate(program, "CONTAINS", key, "as data")
    return made.whole()


def write(build, function, folder):
    target = pathlib.Path(folder) / "sbom.spdx.json"
    made = document(build, function, folder)
    if target.is_file():
        try:
            there = json.loads(target.read_text())
        except ValueError:
            there = {}
        if there.get("documentNamespace") == made["documentNamespace"]:
            return
    target.write_text(json.dumps(made, indent=1) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    write(*sys.argv[1:])
