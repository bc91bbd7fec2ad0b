"""What makes a program harder to take over, read back from it by readelf.

    hardening.py PROGRAM...    ends with 1 and says what is missing
"""

import re
import subprocess
import sys


def readelf(program, *options):
    return subprocess.run(["readelf", "--wide", *options, str(program)], check=True, capture_output=True, text=True).stdout


def segments(program):
    """[(type, start, size in memory, flags)]."""
    found = []
    for line in readelf(program, "--segments").splitlines():
        match = re.match(r"\s+([A-Z_]+)\s+0x\S+ (0x\S+) 0x\S+ 0x\S+ (0x\S+) ([RWE ]{3}) ", line)
        if match:
            found.append((match[1], int(match[2], 16), int(match[3], 16), match[4]))
    return found


def writable_tables(program, protected):
    """Tables of addresses that the code jumps by and that can be written while it runs."""
    for line in readelf(program, "--sections").splitlines():
        match = re.match(r"\s*\[\s*\d+\] (\.got\S*|\.init_array|\.fini_array|\.data\.rel\.ro|\.dynamic)\s+\S+\s+([0-9a-f]+) [0-9a-f]+ ([0-9a-f]+)", line)
        if match and not any(start <= int(match[2], 16) and int(match[2], 16) + int(match[3], 16) <= start + size for start, size in protected):
            yield match[1]


def problems(program):
    if "DYN (Position-Independent Executable" not in readelf(program, "--file-header"):
        yield "it is not position-independent: its addresses can be known before"
    parts = segments(program)
    if any(kind == "INTERP" for kind, *_ in parts):
        yield "it is not static: it loads code of its surroundings"
    stacks = [flags for kind, _, _, flags in parts if kind == "GNU_STACK"]
    if not stacks or "E" in stacks[0]:
        yield "its stack can be executed"
    if any(kind == "LOAD" and "W" in flags and "E" in flags for kind, _, _, flags in parts):
        yield "it has memory that can be written and executed"
    dynamic = readelf(program, "--dynamic")
    if "BIND_NOW" not in dynamic and not re.search(r"FLAGS_1.*\bNOW\b", dynamic):
        yield "it is not bound at its start"
    tables = sorted(writable_tables(program, [(start, size) for kind, start, size, _ in parts if kind == "GNU_RELRO"]))
    if tables:
        yield f"not read-only after its start: {', '.join(tables)}"
    if re.search(r"\((RPATH|RUNPATH)\)", dynamic):
        yield "it names folders to load libraries from"
    if re.search(r"\(TEXTREL\)|FLAGS\).*TEXTREL", dynamic):
        yield "its code is written to at its start"


def symbols(program):
    return {line.split()[7].partition("@")[0] for line in readelf(program, "--syms").splitlines() if len(line.split()) > 7}


if __name__ == "__main__":
    found = [f"{program}: {line}" for program in sys.argv[1:] for line in problems(program)]
    print("\n".join(found) or f"{len(sys.argv) - 1} programs are hardened")
    sys.exit(1 if found else 0)
