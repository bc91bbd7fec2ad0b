"""Every line of README.md's table, and of the tables in docs/reliability.md, names a test that is there: `path/of/file: words of the
test's name`."""
import pathlib
import re
import sys


def faults_in(root, lines):
    for tried, tests in lines:
        for place in re.findall(r"`([^`]+)`", tests) or [""]:
            path, _, name = place.partition(": ")
            file = root / path
            if not path or not name or not file.is_file():
                yield f"{tried}: no file and test named by {tests.strip()!r}"
            # A name may be broken over two string literals.
            elif name not in re.sub(r'"\s*\n\s*"', "", file.read_text(encoding="utf-8")):
                yield f"{tried}: {path} has no test {name!r}"


def faults(root):
    table = (root / "tests/abuse/README.md").read_text(encoding="utf-8")
    lines = re.findall(r"^\| (?!What is tried)([^|]+) \| ([^|]+) \|$", table, re.MULTILINE)
    # Only tables of tests: others there list something else.
    page = (root / "docs/reliability.md").read_text(encoding="utf-8")
    promises = []
    for rows in re.findall(r"^\| [^|]+ \| Test \([^|]+ \|\n\|---\|---\|\n((?:\|.*\n)+)", page, re.MULTILINE):
        promises += re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", rows, re.MULTILINE)
    yield from faults_in(root, lines + promises)
    if not lines or not promises:
        yield "a table has no line"


found = list(faults(pathlib.Path(sys.argv[1])))
print("\n".join(found) or "every line has its test")
sys.exit(1 if found else 0)
