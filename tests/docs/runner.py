"""Runs the command blocks of a page as somebody who reads it would."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading

from pages import blocks_of, logical_lines, mismatch

BLOCK_SECONDS = 300
READY_SECONDS = 120
# What the pages use of the repository; the rest of the scratch folder is theirs.
USED = [".deps", "Makefile", "api-gateway", "bench", "deploy", "docs", "examples", "scripts", "shared", "web"]
TENANCY = re.compile(r"(^|[\s;&|('])(oci|fn|podman|docker|skopeo)\s|--config fotogal\.json|--environment|\bgit pull\b")
# A call that is refused fails the block; scripts that a block starts see the real curl.
PRELUDE = 'curl() { command curl --fail-with-body "$@"; }\n'


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Service:
    """`fotogal up` in the foreground of a terminal of its own."""

    def __init__(self, command, folder):
        self.process = subprocess.Popen(
            ["bash", "-c", f"exec {command}"], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, start_new_session=True)
        self.url = None
        self.output = []
        self.ready = threading.Event()
        self.reader = threading.Thread(target=self.read)
        self.reader.start()
        self.ready.wait(READY_SECONDS)
        if not self.url:
            self.stop()
            raise RuntimeError("did not get ready: " + "".join(self.output))

    def read(self):
        for line in self.process.stdout:
            self.output.append(line)
            found = re.search(r"ready at (http://\S+)", line)
            if found:
                self.url = found[1]
                self.ready.set()
        self.ready.set()  # it has ended

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        self.reader.join()
        self.process.stdout.close()


class Page:
    """One page, from its first block to its last, in a scratch folder."""

    def __init__(self, repository, build, helper, exceptions):
        self.repository = repository
        self.build = build
        self.helper = helper
        self.exceptions = exceptions
        self.service = None
        self.ports = {}
        self.ran = 0
        self.looked = 0

    def problems(self, name, text):
        found = []
        self.folder = tempfile.mkdtemp(prefix="fotogal-docs-")
        try:
            for used in USED:
                os.symlink(os.path.join(self.repository, used), os.path.join(self.folder, used))
            os.makedirs(os.path.join(self.folder, "build"))
            os.symlink(self.build, os.path.join(self.folder, "build", "release"))
            for block in blocks_of(name, text):
                found += self.helper.problems(block) + self.of_block(block)
        finally:
            if self.service:
                self.service.stop()
            shutil.rmtree(self.folder)
        return found

    def of_block(self, block):
        parses = subprocess.run(["bash", "-n"], input=block.text, capture_output=True, text=True, timeout=60)
        if parses.returncode != 0:
            return [f"{block.where}: {parses.stderr.strip()}"]
        matching = [each for each in self.exceptions if each.is_for(block)]
        for each in matching:
            each.used += 1
        if matching:
            return [f"{block.where}: {problem}" for problem in getattr(self, f"how_{matching[0].how}")(block)]
        if block.marked:
            needs = TENANCY.search(block.text)
            return [] if needs else [f"{block.where}: nothing here needs a tenancy: it must run"]
        return [f"{block.where}: {problem}" for problem in self.run(block)]

    # The block's targets of make are there; whoever runs this test came by them.
    def how_make(self, block):
        for line in logical_lines(block.text):
            run = subprocess.run(["make", "-n", *line.split()[1:]], cwd=self.repository, capture_output=True, text=True)
            if not line.startswith("make ") or run.returncode != 0:
                yield f"{line}: {run.stderr.strip()}"
        if "make up" in block.text:
            self.start("build/release/bin/fotogal up --port 0 --data .data")

    # Stays in the foreground: runs beside the blocks after it.
    def how_service(self, block):
        [command] = logical_lines(block.text)
        self.start(re.sub(r"--port \d+", "--port 0", command))
        return []

    # Not run, but what it names is there: scripts of npm, targets of ninja, labels of ctest.
    def how_look(self, block):
        self.looked += 1
        for line in logical_lines(block.text):
            for command in re.split(r"\s*&&\s*", line):
                problem = self.look(command)
                if problem:
                    yield f"{command}: {problem}"

    def look(self, command):
        if script := re.fullmatch(r"npm run (\w+)", command):
            with open(os.path.join(self.repository, "web/package.json"), encoding="utf-8") as file:
                return None if script[1] in json.load(file)["scripts"] else "there is no such script"
        if folder := re.fullmatch(r"cd (\S+)", command):
            return None if os.path.isdir(os.path.join(self.repository, folder[1])) else "there is no such folder"
        if target := re.fullmatch(r"ninja -C build/release (\w+)", command):
            run = subprocess.run(["ninja", "-C", self.build, "-n", target[1]], capture_output=True, text=True)
            return None if run.returncode == 0 else run.stdout.strip()
        if file := re.fullmatch(r"podman build --file (\S+) --output build/deploy \.", command):
            return None if os.path.isfile(os.path.join(self.repository, file[1])) else "there is no such file"
        if label := re.fullmatch(r"ctest --preset release -L (\w+)", command):
            run = subprocess.run(["ctest", "-N", "-L", label[1]], cwd=self.build, capture_output=True, text=True)
            return None if re.search(r"Total Tests: [1-9]", run.stdout) else "there is no such test"
        return None if command == "npm ci" else "this test does not know how to look at it"

    def start(self, command):
        if self.service:
            self.service.stop()
        self.service = Service(command, self.folder)

    def run(self, block):
        self.ran += 1
        process = subprocess.Popen(
            ["bash", "-euo", "pipefail", "-c", PRELUDE + self.here(block.text)], cwd=self.folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
        try:
            # A block may leave a process behind that keeps its output open: the group goes with the shell.
            waiter = threading.Timer(BLOCK_SECONDS, self.end_group, [process])
            waiter.start()
            ender = threading.Thread(target=lambda: (process.wait(), self.end_group(process)))
            ender.start()
            output = process.stdout.read()
            ender.join()
        finally:
            waiter.cancel()
            process.stdout.close()
        output = self.there(output)
        if process.returncode != 0:
            return [f"ended with {process.returncode}: {output[-2000:]}"]
        wrong = mismatch(block.prints, output) if block.prints is not None else None
        return [wrong] if wrong else []

    @staticmethod
    def end_group(process):
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    # Ports that the pages name are taken by others on this machine, perhaps.
    def here(self, text):
        if self.service:
            text = text.replace("http://localhost:8080", self.service.url)
        for port in set(re.findall(r"127\.0\.0\.1:(\d+)", text)):
            if not self.service or not self.service.url.endswith(f":{port}"):
                self.ports[port] = self.ports.get(port) or free_port()
                text = text.replace(f"127.0.0.1:{port}", f"127.0.0.1:{self.ports[port]}")
        awaited = r"\1\nuntil (: <>/dev/tcp/127.0.0.1/\2) 2>/dev/null; do sleep 0.05; done"
        return re.sub(r"^(.*127\.0\.0\.1:(\d+).* &)$", awaited, text, flags=re.MULTILINE)

    def there(self, text):
        if self.service:
            text = text.replace(self.service.url, "http://localhost:8080")
        for port, used in self.ports.items():
            text = text.replace(f"127.0.0.1:{used}", f"127.0.0.1:{port}")
        return text
