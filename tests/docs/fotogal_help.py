"""What sub-commands and flags `fotogal` has, asked of itself."""

import re
import shlex
import subprocess

from pages import logical_lines


class Help:
    def __init__(self, program):
        self.program = program
        self.known = {}

    def of(self, *names):
        if names not in self.known:
            run = subprocess.run([self.program, *names, "--help"], capture_output=True, text=True, timeout=60)
            self.known[names] = run.stdout if run.returncode == 0 else ""
        return self.known[names]

    def subcommands(self, *names):
        listed = self.of(*names).partition("Subcommands:")[2]
        return re.findall(r"^  ([\w-]+)\s", listed, re.MULTILINE)

    def flags(self, *names):
        return set(re.findall(r"(?<![\w-])(--?[a-zA-Z][\w-]*)", self.of(*names))) | {"--help"}

    def problems(self, block):
        """Of each call of fotogal in a block: sub-commands and flags that it does not have."""
        found = []
        for line in logical_lines(block.text):
            for call in re.findall(r"(?:^|[;&|(])\s*(?:\w+=\S*\s+)*(?:[^\s=]*/)?fotogal\s+([^;&|<>)]*)", line):
                found += [f"{block.where}: {problem}" for problem in self.of_call(call)]
        return found

    def of_call(self, call):
        try:
            words = shlex.split(call)
        except ValueError:
            words = call.split()
        names = []
        while words and words[0] in self.subcommands(*names):
            names.append(words.pop(0))
        if not names:
            return [f"fotogal has no sub-command {words[0] if words else '(none)'}"]
        flags = [word.partition("=")[0] for word in words if re.match(r"--?[a-zA-Z]", word)]
        return [f"fotogal {' '.join(names)} has no flag {flag}" for flag in flags if flag not in self.flags(*names)]
