#!/usr/bin/env python3
"""Writes the table of what tests run, by folder.

    coverage_report.py SUMMARY_JSON OUTPUT TEST...

SUMMARY_JSON is of gcovr (--json-summary). Ends with 1 where a top folder has less than WANTED %."""

import collections
import datetime
import json
import pathlib
import platform
import sys

WANTED = 90
TOP = ("shared", "functions")


def folder_of(name):
    """shared/fotogal is divided, the others count as one."""
    parts = pathlib.PurePath(name).parts
    return "/".join(parts[:3] if parts[:2] == ("shared", "fotogal") else parts[:2])


def by_folder(files, name_of):
    lines = collections.defaultdict(lambda: [0, 0])
    for file in files:
        folder = lines[name_of(file["filename"])]
        folder[0] += file["line_covered"]
        folder[1] += file["line_total"]
    return {name: counts for name, counts in sorted(lines.items()) if counts[1]}


def percent(counts):
    return 100 * counts[0] / counts[1]


def row(name, counts):
    return f"| {name} | {counts[0]} | {counts[1]} | {percent(counts):.1f} % |\n"


def report(files, tests):
    """The page, and the top folders that have too little."""
    top = by_folder(files, lambda name: name.split("/")[0])
    short = [name for name in TOP if name not in top or percent(top[name]) < WANTED]
    worst = sorted((file for file in files if file["line_total"] - file["line_covered"] >= 10),
                   key=lambda file: file["line_total"] - file["line_covered"], reverse=True)[:10]
    text = (f"# Lines that tests run\n\n`make coverage`: {datetime.date.today()}, {platform.system()} {platform.release()}, gcov and gcovr. Lines of code in "
            f"`shared/` and\n`functions/` that run in these tests: {', '.join(tests)}.\nEverything that runs in processes of its own is left out. "
            f"Wanted: {WANTED} % of each.\n\n| | lines that run | lines | |\n|---|---|---|---|\n")
    for name in TOP:
        text += row(f"**{name}**", top.get(name, [0, 1]))
    for name, counts in by_folder(files, folder_of).items():
        text += row(name, counts)
    text += "\nMost lines that do not run:\n\n| file | lines that run | lines | |\n|---|---|---|---|\n"
    for file in worst:
        text += row(file["filename"], [file["line_covered"], file["line_total"]])
    return text, short


def main(arguments):
    summary, output, *tests = arguments
    text, short = report(json.loads(pathlib.Path(summary).read_text())["files"], tests)
    pathlib.Path(output).write_text(text)
    print(text)
    for name in short:
        print(f"coverage: less than {WANTED} % of {name}/ is run", file=sys.stderr)
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
