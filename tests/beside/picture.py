#!/usr/bin/env python3
"""Draws which folder includes files of which, from the #include lines of the tree, as Mermaid graphs in docs/architecture.md (GitHub
shows those as pictures). Without --write it only compares, and fails when the document shows something else.

An arrow that other arrows imply (a -> c beside a -> b -> c) is left out: with them nobody could read the picture."""

import argparse
import collections
import os
import pathlib
import re
import sys

import rooms

COMMAND = "python3 tests/beside/picture.py --write"
FENCE = re.compile(r"^```mermaid\n.*?^```\n", re.M | re.S)


def top_folder(path):
    """The folder, and of shared/ and operate/ the one inside."""
    return "/".join(path.parts[:2]) if path.parts[0] in ("shared", "operate") and len(path.parts) > 2 else path.parts[0]


def room_in(house):
    """A function that gives the folder of a file in this house, as a path; for a file directly in the house, the file without its
    extension; None for other files."""
    def name(path):
        if not str(path).startswith(house + "/"):
            return None
        return f"{house}/{rooms.room_of(path, house) or path.stem}"
    return name


# Heading in docs/architecture.md -> what a file belongs to in its picture, as a function of the path.
PICTURES = {"## Where things are": top_folder} | {heading: room_in(house) for house, heading in rooms.ORDERED.items()}


def edges_between(triples, node_of):
    edges = collections.defaultdict(set)
    for file, _, path in triples:
        a, b = node_of(file), node_of(path)
        if a is not None and b is not None and a != b:
            edges[a].add(b)
    return edges


def reaches(edges, start, goal, without):
    seen, rest = {without}, [start]
    while rest:
        node = rest.pop()
        if node == goal:
            return True
        if node not in seen:
            seen.add(node)
            rest += edges.get(node, ())
    return False


def direct(edges):
    """The edges that no way over other nodes replaces."""
    return sorted((a, b) for a in edges for b in edges[a] if not any(reaches(edges, c, b, a) for c in edges[a] - {b}))


def drawn(nodes, edges):
    """A node's id is its path with underscores. It is shown without what all nodes of the picture begin with."""
    ids = {node: node.replace("/", "_") for node in nodes}
    common = os.path.commonpath(nodes) if nodes else ""
    lines = [f'  {ids[node]}["{os.path.relpath(node, common or None)}"]' for node in sorted(nodes)]
    lines += [f"  {ids[a]} --> {ids[b]}" for a, b in direct(edges)]
    return "\n".join(["```mermaid", "flowchart TD", *lines, "```", ""])


def picture(known, triples, node_of):
    return drawn({node_of(path) for path in known} - {None}, edges_between(triples, node_of))


def section(text, heading):
    """(begin, end) of what stands under the heading, up to the next one outside of fences."""
    begin = text.find(heading + "\n")
    if begin < 0:
        return None
    begin += len(heading) + 1
    following = re.search(r"^#+ ", text[begin:], re.M)
    return begin, begin + following.start() if following else len(text)


def redrawn(root):
    """(the document with the pictures of this tree, complaints about places that have none)"""
    known = {path for folder in rooms.FOLDERS for path in rooms.sources(root, folder)}
    triples = sorted(rooms.includes(root, known))
    text, faults = (root / rooms.ARCHITECTURE).read_text(), []
    for heading, node_of in PICTURES.items():
        where = section(text, heading)
        found = FENCE.findall(text[where[0]:where[1]]) if where else []
        if len(found) != 1:
            faults.append(f"{rooms.ARCHITECTURE}: {len(found)} pictures (```mermaid) under '{heading}', not one")
            continue
        begin, end = where
        text = text[:begin] + text[begin:end].replace(found[0], picture(known, triples, node_of)) + text[end:]
    return text, faults


def faults_of(root):
    text, faults = redrawn(root)
    if text != (root / rooms.ARCHITECTURE).read_text():
        faults.append(f"{rooms.ARCHITECTURE}: a picture differs from what the files include; {COMMAND} draws it anew")
    return faults


# A tree that is drawn as it should be, and what must be told about others.
GOOD_PICTURES = {
    "## Where things are": ['functions["functions"]', 'local["local"]', 'shared_fotogal["shared/fotogal"]', 'shared_oci["shared/oci"]',
                            "functions --> shared_fotogal", "shared_fotogal --> shared_oci"],
    "### Rooms of the domain": ['shared_fotogal_all["all"]', 'shared_fotogal_base["base"]', 'shared_fotogal_feed["feed"]',
                                "shared_fotogal_all --> shared_fotogal_feed", "shared_fotogal_feed --> shared_fotogal_base"],
    "### The local cloud": ['local_command["command"]', 'local_http["http"]', "local_command --> local_http"],
}


def document(pictures):
    parts = (f"{heading}\n\nx\n\n```mermaid\nflowchart TD\n" + "".join(f"  {line}\n" for line in lines) + "```\n\n"
             for heading, lines in pictures.items())
    return "# X\n\n" + "".join(parts) + "## Next\n\n```mermaid\nanother\n```\n"


GOOD = {
    rooms.ARCHITECTURE: document(GOOD_PICTURES),
    "functions/x.cc": '#include "fotogal/all.h"\n#include "oci/call.h"\n',
    "shared/fotogal/all.h": '#include "fotogal/base/ids.h"\n#include "fotogal/feed/feed.h"\n',
    "shared/fotogal/base/ids.h": '#include "oci/call.h"\n',
    "shared/fotogal/base/ids_test.cc": '#include "fotogal/feed/feed.h"\n',
    "shared/fotogal/feed/feed.h": '#include "fotogal/base/ids.h"\n#include "oci/call.h"\n',
    "shared/oci/call.h": "",
    "local/command/up.cc": '#include "local/http/server.h"\n',
    "local/http/server.h": "",
}
WITHOUT_ONE = {heading: lines for heading, lines in GOOD_PICTURES.items() if heading != "### The local cloud"}
PLANTED = [
    ({"local/command/down.cc": '#include "oci/call.h"\n'}, ["a picture differs", COMMAND]),  # an arrow that is not drawn yet
    ({"functions/x.cc": '#include "oci/call.h"\n'}, ["a picture differs"]),  # an arrow that is drawn and there no more
    ({"shared/fotogal/attic/x.h": ""}, ["a picture differs"]),  # a room that is not drawn yet
    ({rooms.ARCHITECTURE: document(GOOD_PICTURES).replace("  functions -->", "  functions --> shared_oci\n  functions -->")},
     ["a picture differs"]),  # an arrow that others imply
    ({rooms.ARCHITECTURE: document(WITHOUT_ONE)}, ["0 pictures", "'### The local cloud'"]),
    ({rooms.ARCHITECTURE: document(GOOD_PICTURES).replace("## Next\n", "")}, ["2 pictures", "'### The local cloud'"]),
]


def check_itself():
    faults = [f"picture: complains of a good tree: {told}" for told in rooms.complaints(GOOD, faults_of)]
    for planted, words in PLANTED:
        told = rooms.complaints(GOOD | planted, faults_of)
        if len(told) != 1 or not all(word in told[0] for word in words):
            faults.append(f"picture: of {sorted(planted)} it tells {told}, not once with {words}")
    return faults


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", nargs="?", type=pathlib.Path, default=rooms.ROOT)
    parser.add_argument("--write", action="store_true", help="draw the pictures anew in docs/architecture.md")
    arguments = parser.parse_args()
    if arguments.write:
        (arguments.root / rooms.ARCHITECTURE).write_text(redrawn(arguments.root)[0])
    faults = check_itself() + faults_of(arguments.root)
    for fault in faults:
        print(fault)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
