"""What SPDX 2.3 asks of a document in JSON, by the clauses of the specification (https://spdx.github.io/spdx-spec/v2.3/)."""

import hashlib
import json
import pathlib
import re
import sys
import urllib.parse

# Members and which of them must be there: schemas/spdx-schema.json of spdx/spdx-spec at v2.3, as far as our documents need it.
DOCUMENT = ({"SPDXID", "creationInfo", "dataLicense", "name", "spdxVersion", "documentNamespace"},
            {"comment", "packages", "files", "relationships"})
PACKAGE = ({"SPDXID", "downloadLocation", "name"},
           {"checksums", "comment", "copyrightText", "description", "externalRefs", "filesAnalyzed", "homepage", "licenseComments",
            "licenseConcluded", "licenseDeclared", "licenseInfoFromFiles", "originator", "packageFileName", "packageVerificationCode",
            "primaryPackagePurpose", "sourceInfo", "summary", "supplier", "versionInfo"})
FILE = ({"SPDXID", "checksums", "fileName"},
        {"comment", "copyrightText", "fileTypes", "licenseComments", "licenseConcluded", "licenseInfoInFiles", "noticeText"})
RELATIONSHIP = ({"spdxElementId", "relatedSpdxElement", "relationshipType"}, {"comment"})
PURPOSES = {"APPLICATION", "FRAMEWORK", "LIBRARY", "CONTAINER", "OPERATING-SYSTEM", "DEVICE", "FIRMWARE", "SOURCE", "ARCHIVE", "FILE",
            "INSTALL", "OTHER"}  # 7.24
KINDS = {"DESCRIBES", "CONTAINS", "STATIC_LINK", "DYNAMIC_LINK", "GENERATED_FROM", "DEPENDS_ON", "DATA_FILE_OF", "OTHER"}  # of 11.1
LENGTHS = {"SHA1": 40, "SHA256": 64}  # of 8.4 and 7.10
# Of the SPDX License List: those that are used here.
LICENCES = {"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "blessing", "curl", "GPL-3.0-or-later", "IJG", "ISC", "LGPL-2.1-or-later",
            "libpng-2.0", "MIT", "MPL-2.0", "Unicode-DFS-2015", "Zlib"}
EXCEPTIONS = {"GCC-exception-3.1"}


def members(what, entry, rule):
    needed, allowed = rule
    for name in sorted(needed - set(entry)):
        yield f"{what} has no {name}"
    for name in sorted(set(entry) - needed - allowed):
        yield f"{what} has {name}, which the schema does not know"


def expression(text):
    """Annex D, without parentheses."""
    if text in ("NOASSERTION", "NONE"):
        return True
    for term in re.split(r" AND | OR ", text):
        licence, _, exception = term.partition(" WITH ")
        if licence not in LICENCES or (exception and exception not in EXCEPTIONS):
            return False
    return True


def checksums(what, entries, needed):
    for entry in entries:
        kind, value = entry.get("algorithm"), entry.get("checksumValue", "")
        if kind not in LENGTHS or not re.fullmatch("[0-9a-f]{%d}" % LENGTHS.get(kind, 0), value):
            yield f"{what}: {kind} {value!r} is no checksum"
    if needed not in [entry.get("algorithm") for entry in entries]:
        yield f"{what} has no {needed}"


def package_url(locator):
    """pkg:type/namespace/name@version?qualifiers: the specification of package-url."""
    match = re.fullmatch(r"pkg:deb/debian/([a-z0-9][a-z0-9+.-]+)(?:@([A-Za-z0-9.:_~%-]+))?\?((?:[a-z]+=[a-z0-9.-]+&?)+)", locator)
    if not match:
        return None
    keys = [pair.partition("=")[0] for pair in match[3].split("&")]
    return (match[1], urllib.parse.unquote(match[2] or "")) if keys == sorted(set(keys)) else None


def of_creation(document):
    info = document.get("creationInfo", {})
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", info.get("created", "")):
        yield "6.9: created is no time in UTC to the second"
    if not info.get("creators") or not all(re.match(r"(Tool|Person|Organization): ", who) for who in info["creators"]):
        yield "6.8: no creators"


def of_document(document):
    yield from members("the document", document, DOCUMENT)
    for name, value in (("spdxVersion", "SPDX-2.3"), ("dataLicense", "CC0-1.0"), ("SPDXID", "SPDXRef-DOCUMENT")):  # 6.1 to 6.3
        if document.get(name) != value:
            yield f"{name} is not {value}"
    space = urllib.parse.urlsplit(document.get("documentNamespace", ""))
    if not space.scheme or not space.netloc or "#" in document.get("documentNamespace", ""):
        yield "6.5: documentNamespace is no URI, or has a fragment"
    yield from of_creation(document)


def of_package(package, contained):
    what = package.get("SPDXID", "a package")
    yield from members(what, package, PACKAGE)
    if package.get("primaryPackagePurpose", "OTHER") not in PURPOSES:
        yield f"7.24: {what} is for nothing"
    for name in ("licenseConcluded", "licenseDeclared"):
        if not expression(package.get(name, "NOASSERTION")):
            yield f"7.13, 7.15: {what}: {package[name]!r} is no expression of licences"
    if "checksums" in package:
        yield from checksums(what, package["checksums"], "SHA256")
    for reference in package.get("externalRefs", []):
        if reference.get("referenceCategory") != "PACKAGE-MANAGER" or reference.get("referenceType") != "purl" \
                or not package_url(reference.get("referenceLocator", "")):
            yield f"7.21: {what}: {reference} is no package URL"
    if package.get("filesAnalyzed", True) is False and (contained or "packageVerificationCode" in package):
        yield f"7.8, 7.9: {what} was not analysed, and has files"
    if package.get("filesAnalyzed", True):
        sums = sorted(one["checksumValue"] for file in contained for one in file.get("checksums", []) if one.get("algorithm") == "SHA1")
        code = package.get("packageVerificationCode", {}).get("packageVerificationCodeValue")
        if code != hashlib.sha1("".join(sums).encode()).hexdigest():
            yield f"7.9: {what}: the verification code is not that of its files"


def of_file(file):
    what = file.get("SPDXID", "a file")
    yield from members(what, file, FILE)
    if not file.get("fileName", "").startswith("./"):
        yield f"8.1: {what}: the name is not relative"
    yield from checksums(f"8.4: {what}", file.get("checksums", []), "SHA1")


def problems(document):
    yield from of_document(document)
    elements = document.get("packages", []) + document.get("files", [])
    ids = ["SPDXRef-DOCUMENT"] + [element.get("SPDXID", "") for element in elements]
    for one in sorted({one for one in ids if ids.count(one) > 1}):
        yield f"7.2, 8.2: {one} is not unique"
    for one in ids:
        if not re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", one):
            yield f"7.2, 8.2: {one!r} is no identifier"
    links = document.get("relationships", [])
    for link in links:
        yield from members("a relationship", link, RELATIONSHIP)
        if link.get("relationshipType") not in KINDS:
            yield f"11.1: {link.get('relationshipType')} is no relationship"
        for end in ("spdxElementId", "relatedSpdxElement"):
            if link.get(end) not in ids:
                yield f"11.1: {link.get(end)} is related and not there"
    if not any(link.get("relationshipType") == "DESCRIBES" for link in links):
        yield "11.1: the document describes nothing"
    files = {file.get("SPDXID"): file for file in document.get("files", [])}
    for package in document.get("packages", []):
        contained = [files[link["relatedSpdxElement"]] for link in links if link.get("relationshipType") == "CONTAINS"
                     and link.get("spdxElementId") == package.get("SPDXID") and link.get("relatedSpdxElement") in files]
        yield from of_package(package, contained)
    for file in files.values():
        yield from of_file(file)


if __name__ == "__main__":
    found = [f"{name}: {line}" for name in sys.argv[1:] for line in problems(json.loads(pathlib.Path(name).read_text()))]
    print("\n".join(found) or f"{len(sys.argv) - 1} documents are as SPDX 2.3 asks")
    sys.exit(1 if found else 0)
