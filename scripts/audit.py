#!/usr/bin/env python3
"""Compares what is linked statically into FotoGal with the holes that Debian's security tracker knows.

    scripts/audit.py [--data FILE] [--urgency URGENCY] (--build BUILD_FOLDER | SBOM...)

--build: what that build links, functions and command, with the versions that are installed here. SBOM: what images have, by the
sbom.spdx.json of each, for what was built earlier.
--data: the tracker's data as a file (its data/json); without it they are downloaded.
--urgency: from which on a hole ends the audit with 1: unimportant, low, medium (default) or high. What the tracker has not rated counts
as medium, and as low when Debian thinks it too small for an advisory ("nodsa").

Ends with 0 when nothing of that urgency is open, 1 when something is, 2 when nothing could be compared.
"""

import argparse
import functools
import json
import pathlib
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True
import licences  # noqa: E402
import sbom  # noqa: E402

TRACKER = "https://security-tracker.debian.org/tracker/data/json"
RELEASE = "bookworm"
URGENCIES = ("unimportant", "low", "medium", "high")


@functools.cache
def older(one, other):
    """As Debian orders versions: epochs, `~` before nothing, digits as numbers."""
    return subprocess.run(["dpkg", "--compare-versions", one, "lt", other], check=False).returncode == 0


def urgency_of(entry):
    told = entry.get("urgency", "").rstrip("*")  # **: rated by a machine
    if told in URGENCIES:
        return told
    return "low" if entry.get("nodsa") else "medium"


def judged(entry, version):
    """'open', 'fixed' (a newer package has it mended), 'undetermined' or None: no hole here. entry: of one issue in one release."""
    if entry["status"] == "undetermined":
        return "undetermined"
    fixed = entry.get("fixed_version")
    if fixed == "0":  # never was in a package of this release
        return None
    if fixed and not older(version, fixed):
        return None
    if entry["status"] == "open":
        return "open"
    return "fixed" if fixed else None


def holes(data, sources):
    """Of {source package: version}: [(source, version, issue, state, urgency, what mends it, words)], worst first."""
    found = []
    for source, version in sources.items():
        for issue, about in data.get(source, {}).items():
            entry = about.get("releases", {}).get(RELEASE)
            state = judged(entry, version) if entry else None
            if state:
                found.append((source, version, issue, state, urgency_of(entry), entry.get("fixed_version"), about.get("description", "")))
    return sorted(found, key=lambda hole: (-URGENCIES.index(hole[4]), hole[0], hole[2]))


def linked_here(build):
    """({source: Debian's version}, {source: why it cannot be compared})."""
    found, unknown = licences.linked(build)
    known, unclear = {}, {file: "of no Debian package" for file in unknown}
    for source in sorted({*found, "ca-certificates"}):
        version, is_debians = sbom.source_version(source)
        if is_debians:
            known[source] = version
        else:
            unclear[source] = f"{version or 'a version'} of upstream; scripts/setup wrote down no version of Debian when it was built " \
                              "(remove it from .deps, then make setup)"
    return known, unclear


def listed_in(documents):
    """The same of SBOMs. A source in two versions is compared in the older one."""
    known, unclear = {}, {}
    for document in documents:
        for package in document["packages"]:
            for reference in package.get("externalRefs", []):
                url = urllib.parse.urlsplit(reference["referenceLocator"])
                if "arch=source" not in url.query:
                    continue
                name, _, version = url.path.removeprefix("deb/debian/").partition("@")
                version = urllib.parse.unquote(version)
                if not version:
                    unclear[name] = f"{package.get('versionInfo')} of upstream; the list has no version of Debian"
                elif name not in known or older(version, known[name]):
                    known[name] = version
    return known, unclear


def tracker_data(file):
    if file:
        return json.loads(pathlib.Path(file).read_text())
    with urllib.request.urlopen(TRACKER, timeout=60) as answer:
        return json.load(answer)


def report(data, known, unclear, least):
    """Prints it; returns how many holes of that urgency are open."""
    bad = 0
    undetermined = []
    for source, version, issue, state, urgency, fixed, words in holes(data, known):
        if state == "undetermined":
            undetermined.append(f"{issue} ({source})")
            continue
        counts = URGENCIES.index(urgency) >= URGENCIES.index(least)
        bad += counts
        mended = f"mended in {fixed}: install it, build again" if state == "fixed" else "open in Debian"
        print(f"{'!' if counts else ' '} {urgency:<11} {source} {version}  {issue}  {mended}  {words[:90]}".rstrip())
    for source in sorted(set(known) - set(data)):
        print(f"? {source} {known[source]}: the tracker knows no issue of it, ever")
    for source, why in sorted(unclear.items()):
        print(f"? {source}: could not be compared: {why}")
    if undetermined:
        print(f"? Debian does not know yet whether it has them: {', '.join(sorted(undetermined))}")
    print(f"{len(known)} source packages compared, {len(unclear)} not; {bad} open issues of urgency {least} or more")
    return bad


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data")
    parser.add_argument("--urgency", choices=URGENCIES, default="medium")
    parser.add_argument("--build")
    parser.add_argument("sboms", nargs="*", metavar="SBOM")
    options = parser.parse_args(arguments)
    if bool(options.build) == bool(options.sboms):
        parser.error("either --build or SBOMs")
    try:
        data = tracker_data(options.data)
        if not isinstance(data, dict) or not data:
            raise ValueError("no object with packages")
    except (OSError, ValueError, urllib.error.URLError) as why:
        print(f"audit: nothing was compared: no data of the tracker ({options.data or TRACKER}: {why}).\n"
              "Get them on a machine that reaches it, and give the file with --data (make audit DATA=FILE).", file=sys.stderr)
        return 2
    if options.build:
        known, unclear = linked_here(options.build)
    else:
        known, unclear = listed_in([json.loads(pathlib.Path(name).read_text()) for name in options.sboms])
    if not known:
        print("audit: nothing to compare", file=sys.stderr)
        return 2
    return 1 if report(data, known, unclear, options.urgency) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
