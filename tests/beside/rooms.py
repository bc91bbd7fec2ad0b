#!/usr/bin/env python3
"""Checks which folder includes files of which.

The domain (shared/fotogal) and the local cloud (local/) are divided into folders, called rooms. A room includes only its own files and
those of rooms above it in the tables of docs/architecture.md. This check reads the tables and the #include lines and prints, with file
and line:
- an include of a room further down in the table, and a folder that is in no table;
- an include of a top folder that the including top folder must not use (RESTS_ON);
- modules or folders that include each other in a circle. A header, its source and its `_impl.h` or `_state.h` are one module;
- an include of shared/fdk/internal from outside of shared/fdk, in tests too, or from a public header of the FDK, because everybody who
  includes that header would get the internal one with it.
Apart from the last rule, tests may include anything: to test a module they often have to use modules that are above it.

picture.py draws the same includes into docs/architecture.md."""

import argparse
import collections
import os
import pathlib
import re
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOMAIN = "shared/fotogal"
# What stands in rooms, and under which heading of docs/architecture.md their order is.
ORDERED = {DOMAIN: "### Rooms of the domain", "local": "### The local cloud"}
ARCHITECTURE = "docs/architecture.md"
# What each of the top folders may include besides its own files. Of local/ operators need what is said here and no more.
RESTS_ON = {
    "shared": (),
    "functions": ("shared",),
    "local": ("shared",),
    "operate": ("shared", "local/agent", "local/demo", "local/running", "local/specification", "local/standin"),
    "command": ("shared", "local", "operate"),
}
FOLDERS = tuple(RESTS_ON)
INCLUDE = re.compile(r'^[ \t]*#\s*include\s*"([^"]+)"', re.M)
ANY_INCLUDE = re.compile(r'^[ \t]*#\s*include\s*["<]([^">]+)[">]', re.M)
FDK = "shared/fdk"
INTERNAL = "fdk/internal/"
ALL_CODE = FOLDERS + ("examples", "bench", "tests")
LEAST = 100  # files of the domain: fewer, and they are not where they should be

# What includes each other in a circle today, outside the domain: modules, and folders. This may only become less.
MODULE_CYCLES = []
FOLDER_CYCLES = []


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


def rooms_of(text, heading):
    """The first column of the table of rooms in docs/architecture.md, in its order."""
    table = text.partition(heading)[2].partition("\n#")[0]
    return re.findall(r"^\| `(\w+)/` \|", table, re.M)


def room_of(path, house):
    """The folder below the house that a path is in; None: it stands directly in it."""
    inner = path.parts[len(pathlib.Path(house).parts):]
    return inner[0] if len(inner) > 1 else None


def arrows(triples, house, rooms):
    """Includes against the order of rooms. What stands in no room, directly in the folder, is above none and below all."""
    faults = []
    for file, line, path in triples:
        if not (str(file).startswith(house + "/") and str(path).startswith(house + "/")):
            continue
        own, other = room_of(file, house), room_of(path, house)
        if own is not None and (other is None or own in rooms and other in rooms and rooms.index(other) > rooms.index(own)):
            faults.append(f"{file}:{line}: includes {path}: `{own}/` rests on `{other or '.'}/`, which comes after it in {ARCHITECTURE}")
    return faults


def trespasses(triples):
    """Includes of a top folder that the including one does not rest on."""
    faults = []
    for file, line, path in triples:
        own = file.parts[0]
        if path.parts[0] != own and not any(str(path).startswith(folder + "/") for folder in RESTS_ON[own]):
            faults.append(f"{file}:{line}: includes {path}: `{own}/` rests on {', '.join(RESTS_ON[own]) or 'nothing'}")
    return faults


def misplaced(paths, house, rooms):
    folders = {room_of(path, house) for path in paths} - {None}
    faults = [f"{house}/{folder}/: is no room of {ARCHITECTURE}" for folder in sorted(folders - set(rooms))]
    return faults + [f"{ARCHITECTURE}: tells of `{room}/`, and there is none" for room in rooms if room not in folders]


def disorder(triples, known, text):
    """What is wrong with the rooms, and what they include against their order."""
    faults = []
    for house, heading in ORDERED.items():
        rooms = rooms_of(text, heading)
        paths = [path for path in known if str(path).startswith(house + "/")]
        faults += misplaced(paths, house, rooms) + arrows(triples, house, rooms)
    return faults


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
    known = {path for folder in FOLDERS for path in sources(root, folder)}
    triples = sorted(includes(root, known))
    faults = disorder(triples, known, (root / ARCHITECTURE).read_text()) + trespasses(triples) + reaching_inside(root)
    faults += circles(triples, lambda path: module_of(path, known), modules)
    # The domain's rooms are held by their order already.
    between = [triple for triple in triples if not all(str(path).startswith(DOMAIN + "/") for path in (triple[0], triple[2]))]
    return faults + circles(between, lambda path: str(path.parent), folders)


# What the check must tell, as files of a tree and a word of each complaint.
TABLE = ("### Rooms of the domain\n\n| Room | |\n|---|---|\n| `base/` | x |\n| `feed/` | x |\n\n"
         "### The local cloud\n\n| `running/` | x |\n| `command/` | x |\n\n## Next\n\n| `other/` | x |\n")
GOOD = {
    "operate/up.cc": '#include "local/running/x.h"\n#include "oci/call.h"\n',
    "local/running/x.h": "",
    "shared/oci/call.h": "",
    "command/main.cc": '#include "local/command/up.h"\n#include "operate/y.h"\n#include "bench/z.h"\n',
    "local/command/up.h": "",
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
    ({"functions/a/x.h": '#include "functions/b/y.h"\n', "functions/b/y.h": "", "functions/b/z.cc": '#include "functions/a/w.h"\n',
      "functions/a/w.h": ""}, ["a cycle of functions/a, functions/b", "functions/b/z.cc:1"]),  # of folders, not of modules
    ({"local/running/y.h": '#include "local/command/up.h"\n'}, ["local/running/y.h:1", "`running/` rests on `command/`"]),
    ({"local/attic/y.h": ""}, ["local/attic", "is no room"]),
    ({"local/command/y.h": '#include "operate/y.h"\n', "operate/y.h": ""}, ["local/command/y.h:1", "operate/y.h", "`local/` rests on shared"]),
    ({"operate/y.h": '\n#include "local/command/up.h"\n'}, ["operate/y.h:2", "local/running"]),
    ({"shared/oci/x.h": '#include "functions/y.h"\n', "functions/y.h": ""}, ["shared/oci/x.h:1", "rests on nothing"]),
    ({"functions/y.h": '#include "local/x.h"\n', "local/x.h": ""}, ["functions/y.h:1"]),
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


def complaints(files, faults_of=faults_of):
    """What a check tells of a tree of these files."""
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
