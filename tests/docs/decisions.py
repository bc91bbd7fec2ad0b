"""Every decision in docs/adr has a date and a status, and stands in the list of docs/adr/README.md under its title."""

import pathlib
import re
import sys


def faults(folder):
    listed = dict(re.findall(r"^\| \[(\d{4})\]\((\S+)\)", (folder / "README.md").read_text(encoding="utf-8"), re.M))
    text = (folder / "README.md").read_text(encoding="utf-8")
    for path in sorted(folder.glob("[0-9]*.md")):
        lines = path.read_text(encoding="utf-8").splitlines()
        title = re.fullmatch(r"# (\d{4})\. (.+)", lines[0])
        if not title or title[1] != path.name[:4]:
            yield f"{path.name}: the title is not '# {path.name[:4]}. ...'"
            continue
        state = re.match(r"Date: \d{4}-\d\d-\d\d\. Status: (accepted|superseded by \d{4})\.", "\n".join(lines[1:4]).strip())
        if not state:
            yield f"{path.name}: no 'Date: YYYY-MM-DD. Status: accepted.' below the title"
        if listed.pop(title[1], None) != path.name or f"| {title[2]} |" not in text:
            yield f"{path.name}: not in docs/adr/README.md as '| [{title[1]}]({path.name}) | {title[2]} |'"
    for name in listed.values():
        yield f"docs/adr/README.md lists {name}, which is not there"


found = list(faults(pathlib.Path(sys.argv[1]) / "docs/adr"))
print("\n".join(found) or "every decision is dated and listed")
sys.exit(1 if found else 0)
