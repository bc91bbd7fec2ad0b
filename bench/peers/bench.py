#!/usr/bin/python3
"""What the original's five endpoints cost as Flask under gunicorn and as FotoGal's functions, and `like` in Go, too, on the same stand-in and
the same rows.

    bench.py FOTOGAL_PROGRAM GO_PROGRAM    prints rows of the tables in bench/results/peers.md

CPU is what the kernel counts for the processes that run the application: gunicorn with its worker, or all of FotoGal's function instances,
those of jobs that a call starts included. One client sends one request after the other."""

import io
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

import PIL.Image

HERE = pathlib.Path(__file__).resolve().parent
ROUNDS = 5
# In each round, so many that the kernel's 10 ms of processor time are little beside what they take.
CALLS = {"login": 8, "upload": 2, "feed": 200, "like": 300, "follow": 200}
WARM = {"login": 3, "upload": 1, "feed": 20, "like": 20, "follow": 20}
AUTHORS = 20
PASSWORD = "correct horse battery"
TICK = 1000 / os.sysconf("SC_CLK_TCK")
BUDGETS = ",".join(f"{kind}=1000000/1000000" for kind in ("signups", "uploads", "reactions", "follows", "sessions"))


def photo():
    """12 megapixels, as noisy as a phone's, so that they take some megabytes."""
    noise = random.Random(1)
    small = PIL.Image.frombytes("RGB", (800, 600), noise.randbytes(800 * 600 * 3))
    out = io.BytesIO()
    small.resize((4000, 3000), PIL.Image.BICUBIC).save(out, "JPEG", quality=80)
    return out.getvalue()


def send(base, method, path, body=None, token=None, kind="application/json"):
    headers = {"Content-Type": kind} if body is not None else {}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = json.dumps(body).encode() if isinstance(body, dict) else body
    request = urllib.request.Request(base + path, data=data, headers=headers, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        text = answer.read()
        return json.loads(text) if text else None


def descendants(pid):
    parents = {}
    for process in pathlib.Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                stat = (process / "stat").read_text()
            except OSError:
                continue
            parents[int(process.name)] = int(stat[stat.rindex(")") + 2:].split()[1])
    found, more = {pid}, True
    while more:
        children = {child for child, parent in parents.items() if parent in found} - found
        found |= children
        more = bool(children)
    return found


def cpu_of(processes):
    total = 0
    for pid in processes:
        try:
            stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            continue
        fields = stat[stat.rindex(")") + 2:].split()
        total += (int(fields[11]) + int(fields[12])) * TICK
    return total


def megabytes(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1]) / 1024


class Fotogal:
    name = "FotoGal"

    def __init__(self, program, folder):
        self.data = folder / "data"
        log = folder / "up.log"
        self.process = subprocess.Popen([program, "up", "--port", "0", "--data", str(self.data)], stdout=log.open("w"),
                                        stderr=subprocess.STDOUT, env={**os.environ, "FOTOGAL_BUDGETS": BUDGETS})
        while not (ready := re.search(r"FotoGal is ready at (\S+)", log.read_text())):
            if self.process.poll() is not None:
                sys.exit(log.read_text())
            time.sleep(0.1)
        self.base = ready[1]
        self.seen, self.ended = {}, threading.Event()
        threading.Thread(target=self.watch, daemon=True).start()

    def watch(self):
        """An instance that is not needed ends after a while, so what each has taken is looked at all the time."""
        while not self.ended.wait(0.05):
            for pid, name in self.instances().items():
                try:
                    self.seen[pid] = (cpu_of([pid]) or self.seen[pid][0], name, megabytes(pid))
                except (OSError, TypeError, KeyError):
                    continue  # it has just ended

    def instances(self):
        found = {}
        for pid in descendants(self.process.pid):
            try:
                name = re.search(rb"(?:^|\0)FN_FN_NAME=([a-z]+)", pathlib.Path(f"/proc/{pid}/environ").read_bytes())
            except OSError:
                continue
            if name:
                found[pid] = name[1].decode()
        return found

    def settled_cpu(self):
        """After the jobs that were started have ended."""
        def total():
            return sum(cpu for cpu, _, _ in list(self.seen.values()))
        before, since = total(), time.monotonic()
        while time.monotonic() - since < 1:
            time.sleep(0.1)
            now = total()
            if now > before:
                before, since = now, time.monotonic()
        return before

    def memory(self):
        """Of the instance of each function that was seen last."""
        return {name: size for _, name, size in self.seen.values()}


class Server:
    """A program that listens on a port, in the environment of FotoGal's functions."""

    def __init__(self, name, fotogal, log, command):
        self.name = name
        running = json.loads((fotogal.data / "run.json").read_text())
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.base = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(command(port), cwd=HERE / "flask", env={**os.environ, **running["function_config"]}, stderr=log.open("w"))
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            except OSError:
                if self.process.poll() is not None:
                    sys.exit(log.read_text())
                time.sleep(0.1)

    def settled_cpu(self):
        return cpu_of(descendants(self.process.pid))

    def memory(self):
        workers = descendants(self.process.pid) - {self.process.pid} or {self.process.pid}
        return {"worker": max(megabytes(pid) for pid in workers)}


def people(base):
    def sign_up(name):
        return send(base, "POST", "/v1/users", {"username": name, "email": f"{name}@example.com", "full_name": name, "password": PASSWORD})["token"]
    reader = sign_up("reader")
    image = None
    for number in range(AUTHORS):
        token = sign_up(f"author{number}")
        small = io.BytesIO()
        PIL.Image.new("RGB", (400, 300), (number * 10, 80, 120)).save(small, "JPEG")
        image = send(base, "POST", "/v1/images", small.getvalue(), token, "image/jpeg")["id"]
        send(base, "PUT", f"/v1/users/author{number}/follow", None, reader)
    while len(send(base, "GET", "/v1/feed?limit=20", None, reader)["items"]) < AUTHORS:
        time.sleep(0.1)
    return reader, image


def work(base, reader, image, picture):
    def turn(path):
        return lambda number: send(base, "PUT" if number % 2 == 0 else "DELETE", path, None, reader)
    return {
        "login": lambda _: send(base, "POST", "/v1/login", {"login": "reader", "password": PASSWORD}),
        "upload": lambda number: send(base, "POST", "/v1/images", picture + bytes([number]), reader, "image/jpeg"),
        "feed": lambda _: send(base, "GET", "/v1/feed?limit=20", None, reader),
        "like": turn(f"/v1/images/{image}/like"),
        "follow": turn("/v1/users/author0/follow"),
    }


def one_round(service, calls, name):
    """Milliseconds of CPU a call, and what the client waits for one."""
    before = service.settled_cpu()
    times = []
    for number in range(CALLS[name]):
        begun = time.monotonic()
        calls[name](number)
        times.append((time.monotonic() - begun) * 1000)
    return (service.settled_cpu() - before) / CALLS[name], statistics.median(times)


def spread(values, digits):
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def compare(ours, other, name, work_of):
    """A row of the table."""
    sides = [(service, work_of(service)) for service in (ours, other)]
    for _, calls in sides:
        for number in range(WARM[name]):
            calls[name](number)
    rounds = [[one_round(service, calls, name) for service, calls in sides] for _ in range(ROUNDS)]
    cells = [spread([each[side][what] for each in rounds], 2 - what) for what in (0, 1) for side in (0, 1)]
    times = spread([theirs[0] / own[0] for own, theirs in rounds], 1)
    return f"| {name} | {other.name} | {CALLS[name] * ROUNDS} | {cells[0]} | {cells[1]} | {times} | {cells[2]} | {cells[3]} |"


def gunicorn(port):
    return ["/usr/bin/python3", "-m", "gunicorn", "-w", "1", "-k", "gthread", "--threads", "4", "-b", f"127.0.0.1:{port}", "app:app"]


def in_go(program):
    return lambda port: [program, str(port)]


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="fotogal-peers-"))
    fotogal = Fotogal(sys.argv[1], folder)
    others = []
    try:
        reader, image = people(fotogal.base)
        for name, command in (("Flask", gunicorn), ("Go", in_go(sys.argv[2]))):
            others.append(Server(name, fotogal, folder / f"{name}.log", command))
        picture = photo()
        for other, names in zip(others, (CALLS, ["like"])):
            for name in names:
                print(compare(fotogal, other, name, lambda service: work(service.base, reader, image, picture)))
        print()
        for service in (fotogal, *others):
            for name, size in sorted(service.memory().items()):
                print(f"- {service.name}, {name}: {size:.1f} MB")
    except urllib.error.HTTPError as error:
        sys.exit(f"{error.url}: {error.code} {error.read().decode()}\n" + "".join(log.read_text() for log in folder.glob("*.log")))
    finally:
        fotogal.ended.set()
        for service in (*others, fotogal):
            service.process.send_signal(signal.SIGTERM)
            service.process.wait()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
