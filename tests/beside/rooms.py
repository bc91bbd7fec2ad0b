#!/usr/bin/env python3
"""The domain (shared/fotogal) stands in rooms, folders each of which includes only its own files and those of rooms above it.

Told, with the file and the line: an include of a room further down, a folder that is no room; in all of shared/, functions/ and
local/, modules and folders that include each other in a circle. A header, its source and its `_impl.h` or `_state.h` are one
module. Tests may include anything: what they test is set up by what rests on it.

How the FDK works (shared/fdk/internal) is its own: an include of that from outside of shared/fdk is told, tests or not, and so is one
in a header that stands beside it, for whoever includes that header would have it.

The rooms and their order stand in docs/architecture.md."""

import argparse
import collections
import os
import pathlib
import re
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOMAIN = "shared/fotogal"
ARCHITECTURE = "docs/architecture.md"
INCLUDE = re.compile(r'^[ \t]*#\s*include\s*"([^"]+)"', re.M)
ANY_INCLUDE = re.compile(r'^[ \t]*#\s*include\s*["<]([^">]+)[">]', re.M)
FDK = "shared/fdk"
INTERNAL = "fdk/internal/"
ALL_CODE = ("shared", "functions", "local", "examples", "bench", "tests")
LEAST = 100  # files of the domain: fewer, and they are not where they should be

# What includes each other in a circle today, outside the domain: modules, and folders. This may only become less.
MODULE_CYCLES = [
    {"local/command/demo", "local/command/demo_play"},
    {"local/import/importer", "local/import/job"},
    {"local/specification/backend_rules", "local/specification/selection_rules"},
    {"local/standin/object_file", "local/standin/object_store"},
    {"local/standin/nosql/access_path", "local/standin/nosql/index_factors"},
    {"local/standin/nosql/eval", "local/standin/nosql/functions"},
]
FOLDER_CYCLES = [
    {"local/command", "local/import"},
    {"local/http", "local/standin"},
]


def is_source(path):
    return path.suffix in (".cc", ".h") and not path.stem.endswith("_test")


def sources(root, folder):
    """Paths below the folder, from the root."""
    return [path.relative_to(root) for path in sorted((root / folder).rglob("*")) if path.is_file() and is_source(path)]


def module_of(path, known):
    """`known`: every path. A header `x_impl.h` or `x_state.h` without a source belongs to the `x` beside it."""
    stem = path.with_suffix("")
    for end in ("_impl", "_state"):
        if path.stem.endswith(end) and stem.with_suffix(".cc") not in known:
            owner = stem.with_name(path.stem[:-len(end)])
            if owner.with_suffix(".cc") in known or owner.with_suffix(".h") in known:
                return str(owner)
    return str(stem)


def resolve(name, file, known):
    """The path that an include means; None: of no file of ours."""
    for way in (pathlib.Path(name), pathlib.Path("shared") / name, file.parent / name):
        path = pathlib.Path(os.path.normpath(way))
        if path in known:
            return path
    return None


def includes(root, known):
    """(file, line, path of what it includes)"""
    for file in known:
        text = (root / file).read_text()
        for found in INCLUDE.finditer(text):
            path = resolve(found[1], file, known)
            if path is not None:
                yield file, text.count("\n", 0, found.start()) + 1, path


def cycles(edges):
    """Sets of nodes that reach each other (Tarjan), larger than one."""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in sorted(edges.get(node, ())):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            at = stack.index(node)
            if len(stack) - at > 1:
                found.append(set(stack[at:]))
            del stack[at:]

    for node in sorted(edges):
        if node not in index:
            visit(node)
    return found


def reaching_inside(root):
    """Includes of the FDK's inner parts where they do not belong."""
    faults = []
    for folder in ALL_CODE:
        for path in sorted((root / folder).rglob("*")):
            file = path.relative_to(root)
            may_use = f"{FDK}/" if path.suffix == ".cc" else f"{FDK}/internal/"
            if path.suffix not in (".cc", ".h") or str(file).startswith(may_use) or "node_modules" in file.parts:
                continue
            text = path.read_text()
            for found in ANY_INCLUDE.finditer(text):
                beside = os.path.normpath(file.parent / found[1])
                if f"/{INTERNAL}" in f"/{os.path.normpath(found[1])}" or beside.startswith("shared/" + INTERNAL):
                    line = text.count("\n", 0, found.start()) + 1
                    faults.append(f"{file}:{line}: includes {found[1]}, which is for {FDK} alone")
    return faults


def rooms_of(text):
    """The first column of the table of rooms in docs/architecture.md, in its order."""
    table = text.partition("### Rooms of the domain")[2].partition("\n#")[0]
    return re.findall(r"^\| `(\w+)/` \|", table, re.M)


def arrows(triples, rooms):
    """Includes against the order of rooms. What stands in no room, directly in the folder, is above none and below all."""
    faults = []
    for file, line, path in triples:
        if not (str(file).startswith(DOMAIN + "/") and str(path).startswith(DOMAIN + "/")):
            continue
        own, other = (p.parts[2] if len(p.parts) > 3 else None for p in (file, path))
        if own is not None and (other is None or own in rooms and other in rooms and rooms.index(other) > rooms.index(own)):
            faults.append(f"{file}:{line}: includes {path}: `{own}/` rests on `{other or '.'}/`, which comes after it in {ARCHITECTURE}")
    return faults


def misplaced(paths, rooms):
    folders = {path.parts[2] for path in paths if len(path.parts) > 3}
    faults = [f"{DOMAIN}/{folder}/: is no room of {ARCHITECTURE}" for folder in sorted(folders - set(rooms))]
    return faults + [f"{ARCHITECTURE}: tells of `{room}/`, and there is none" for room in rooms if room not in folders]


def circles(triples, node_of, allowed):
    """Complaints about nodes that include each other; `allowed`: sets of nodes that do so and must all still."""
    edges, where = collections.defaultdict(set), {}
    for file, line, path in triples:
        a, b = node_of(file), node_of(path)
        if a != b:
            edges[a].add(b)
            where.setdefault((a, b), f"{file}:{line}")
    faults = []
    found = cycles(edges)
    for cycle in found:
        if cycle not in allowed:
            told = sorted(f"{where[a, b]} includes {b}" for a in cycle for b in edges[a] if b in cycle)
            faults.append("a cycle of " + ", ".join(sorted(cycle)) + ": " + "; ".join(told))
    # An exception that is not needed any more would hide the next fault.
    return faults + [f"a cycle of {', '.join(sorted(cycle))} is an exception without need" for cycle in allowed if cycle not in found]


def faults_of(root, modules=(), folders=()):
    known = set(sources(root, "shared") + sources(root, "functions") + sources(root, "local"))
    triples = sorted(includes(root, known))
    rooms = rooms_of((root / ARCHITECTURE).read_text())
    domain = [path for path in known if str(path).startswith(DOMAIN + "/")]
    faults = misplaced(domain, rooms) + arrows(triples, rooms) + reaching_inside(root)
    faults += circles(triples, lambda path: module_of(path, known), modules)
    # Rooms are held by their order already.
    between = [triple for triple in triples if not all(str(path).startswith(DOMAIN + "/") for path in (triple[0], triple[2]))]
    return faults + circles(between, lambda path: str(path.parent), folders)


# What the check must tell, as files of a tree and a word of each complaint.
TABLE = "### Rooms of the domain\n\n| Room | |\n|---|---|\n| `base/` | x |\n| `feed/` | x |\n\n## Next\n\n| `other/` | x |\n"
GOOD = {
    ARCHITECTURE: TABLE,
    f"{DOMAIN}/base/ids.h": "#pragma once\n",
    f"{DOMAIN}/base/ids.cc": '#include "fotogal/base/ids.h"\n#include "oci/call.h"\n',
    f"{DOMAIN}/base/ids_test.cc": '#include "fotogal/feed/feed.h"\n',
    f"{DOMAIN}/feed/feed.h": '#include "fotogal/base/ids.h"\n#include "fotogal/feed/feed_impl.h"\n',
    f"{DOMAIN}/feed/feed_impl.h": '#include "fotogal/feed/feed.h"\n',
    f"{DOMAIN}/all.cc": '#include "fotogal/feed/feed.h"\n',
    f"{FDK}/fdk.h": '#include "common/headers.h"\n',
    f"{FDK}/contract_test.cc": '#include "fdk/internal/call.h"\n',
    f"{FDK}/testing/call.cc": '#include "fdk/internal/call.h"\n',
    f"{FDK}/internal/call.h": '#include "fdk/internal/reply.h"\n',
    f"{FDK}/internal/reply.h": "",
    "examples/hello/main.cc": '#include "fdk/fdk.h"\n#include "other/internal/call.h"\n',
}
PLANTED = [
    ({f"{DOMAIN}/base/text.cc": '#include <string>\n#include "fotogal/feed/feed.h"\n'},
     [f"{DOMAIN}/base/text.cc:2", f"{DOMAIN}/feed/feed.h", "`base/` rests on `feed/`"]),
    ({f"{DOMAIN}/base/text.cc": '\n  # include "shared/fotogal/feed/feed.h"\n'}, [f"{DOMAIN}/base/text.cc:2"]),
    ({f"{DOMAIN}/base/text.cc": '#include "../feed/feed.h"\n'}, [f"{DOMAIN}/base/text.cc:1"]),
    ({f"{DOMAIN}/all.h": "", f"{DOMAIN}/feed/late.cc": '#include "fotogal/all.h"\n'}, [f"{DOMAIN}/feed/late.cc:1", "`./`"]),
    ({f"{DOMAIN}/base/a.h": '#include "fotogal/base/b.h"\n', f"{DOMAIN}/base/b.h": "", f"{DOMAIN}/base/b.cc": '#include "fotogal/base/c.h"\n',
      f"{DOMAIN}/base/c.h": '#include "fotogal/base/a.h"\n'},
     ["a cycle of", f"{DOMAIN}/base/b.cc:1 includes {DOMAIN}/base/c", f"{DOMAIN}/base/c.h:1"]),
    ({f"{DOMAIN}/feed/rows_state.h": "", f"{DOMAIN}/feed/rows_state.cc": '#include "fotogal/feed/rows.h"\n',
      f"{DOMAIN}/feed/rows.h": '#include "fotogal/feed/rows_state.h"\n'}, ["a cycle of"]),  # a module of its own: it has a source
    ({"local/a/x.h": '#include "local/b/y.h"\n', "local/b/y.h": "", "local/b/z.cc": '#include "local/a/w.h"\n', "local/a/w.h": ""},
     ["a cycle of local/a, local/b", "local/b/z.cc:1"]),  # of folders, not of modules
    ({"functions/x/handler_test.cc": '\n#include "fdk/internal/call.h"\n'},
     ["functions/x/handler_test.cc:2: includes fdk/internal/call.h", "for shared/fdk alone"]),
    ({"examples/x/main.cc": "#include <fdk/internal/call.h>\n"}, ["examples/x/main.cc:1"]),
    ({"tests/x/y.h": '#include "shared/fdk/./internal/call.h"\n'}, ["tests/x/y.h:1"]),
    ({"shared/near/x.cc": '#include "../fdk/internal/call.h"\n'}, ["shared/near/x.cc:1"]),
    ({f"{FDK}/testing/call.h": '#include "fdk/internal/call.h"\n'}, [f"{FDK}/testing/call.h:1"]),
    ({f"{FDK}/more.h": '#include "internal/call.h"\n'}, [f"{FDK}/more.h:1"]),  # public, and so would its include be
    ({f"{DOMAIN}/attic/x.h": ""}, ["attic", "is no room"]),
    ({ARCHITECTURE: TABLE.replace("| `feed/`", "| `jobs/` | x |\n| `feed/`")}, ["`jobs/`", "there is none"]),
]


def complaints(files):
    with tempfile.TemporaryDirectory(prefix="rooms-test-") as folder:
        root = pathlib.Path(folder)
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        return faults_of(root)


def check_itself():
    faults = [f"rooms: complains of a good tree: {told}" for told in complaints(GOOD)]
    for planted, words in PLANTED:
        told = complaints(GOOD | planted)
        if len(told) != 1 or not all(word in told[0] for word in words):
            faults.append(f"rooms: of {sorted(planted)} it tells {told}, not once with {words}")
    told = circles([], str, [{"a", "b"}])
    if len(told) != 1 or "without need" not in told[0]:
        faults.append(f"rooms: of an exception without need it tells {told}")
    return faults


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", nargs="?", type=pathlib.Path, default=ROOT)
    root = parser.parse_args().root
    if len(sources(root, DOMAIN)) < LEAST:
        sys.exit("rooms: the domain is not where it should be")
    faults = check_itself() + faults_of(root, MODULE_CYCLES, FOLDER_CYCLES)
    for fault in faults:
        print(fault)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
