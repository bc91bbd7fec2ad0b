"""Command blocks of Markdown pages, and what they are allowed to be."""

import json
import re
from dataclasses import dataclass, field

COMMAND_LANGUAGES = {"sh", "bash", "shell", "console"}
BEYOND = "<!-- needs: tenancy, beyond the local cloud -->"  # tests/sdk/guide.test.cjs runs the others against it
NEEDS_TENANCY = ("<!-- needs: tenancy -->", BEYOND)
PRINTS = "<!-- prints -->"


@dataclass
class Block:
    page: str
    line: int  # of the first command
    text: str
    marked: bool  # needs a tenancy, so the page says
    beyond: bool  # and uses services that the local cloud does not have
    prints: str | None = None  # what the page shows as its output

    @property
    def where(self):
        return f"{self.page}:{self.line}"


@dataclass
class Exception_:
    page: str
    starts: str  # how the block begins
    how: str  # make, look or service (see runner.py)
    reason: str
    used: int = field(default=0)

    def is_for(self, block):
        return self.page == block.page and block.text.startswith(self.starts)


def read_exceptions(path):
    with open(path, encoding="utf-8") as file:
        return [Exception_(**entry) for entry in json.load(file)]


def blocks_of(page, text):
    """The command blocks of a page, each with the output that is shown for it."""
    blocks = []
    lines = text.split("\n")
    before = ""  # the last line that was not empty
    number = 0
    while number < len(lines):
        fence = re.match(r"^```(\w*)\s*$", lines[number])
        if not fence:
            before = lines[number].strip() or before
            number += 1
            continue
        end = next((i for i in range(number + 1, len(lines)) if lines[i].startswith("```")), None)
        if end is None:
            raise ValueError(f"{page}:{number + 1}: a block without an end")
        body = "\n".join(lines[number + 1 : end])
        if fence[1] in COMMAND_LANGUAGES:
            blocks.append(Block(page, number + 2, body, before in NEEDS_TENANCY, before == BEYOND))
        elif before == PRINTS:
            if not blocks:
                raise ValueError(f"{page}:{number + 1}: output of no command")
            blocks[-1].prints = body
        before = "```"
        number = end + 1
    return blocks


def logical_lines(text):
    """Commands one by one: continued lines joined, here-documents and comments left out."""
    lines = []
    waiting_for = None
    joined = re.sub(r"\\\n\s*", " ", text)
    for line in joined.split("\n"):
        if waiting_for is not None:
            if line.strip() == waiting_for:
                waiting_for = None
            continue
        document = re.search(r"<<-?\s*'?(\w+)'?", line)
        if document:
            waiting_for = document[1]
        line = re.sub(r"(^|\s)#\s.*$", "", line).strip()
        if line:
            lines.append(line)
    return lines


def mismatch(shown, printed):
    """None, or the first line that a page shows and a command does not print there.

    `...` inside a line stands for anything, a line of its own for any lines.
    """
    patterns = [line.rstrip() for line in shown.strip("\n").split("\n")]
    output = [line.rstrip() for line in printed.strip("\n").split("\n")]

    def matches(pattern, line):
        return re.fullmatch(".*".join(re.escape(part) for part in pattern.split("...")), line)

    at = 0
    skipping = False
    for pattern in patterns:
        if pattern.strip() == "...":
            skipping = True
            continue
        while skipping and at < len(output) and not matches(pattern, output[at]):
            at += 1
        if at >= len(output) or not matches(pattern, output[at]):
            return f"shown: {pattern!r}, printed: {output[at] if at < len(output) else 'nothing more'!r}"
        skipping = False
        at += 1
    if at < len(output) and not skipping:
        return f"printed, but not shown: {output[at]!r}"
    return None
