#!/usr/bin/env python3
"""Writes what fuzzing of NSON begins with: the recorded requests and answers of Oracle's protocol.

    seeds.py EXCHANGES_JSONL FOLDER

FOLDER/nson gets both, FOLDER/wire the requests; each without the version before it."""

import hashlib
import json
import pathlib
import sys

VERSION = bytes([0, 4])

exchanges, folder = map(pathlib.Path, sys.argv[1:])
for line in exchanges.read_text(encoding="utf-8").splitlines():
    exchange = json.loads(line)
    request = bytes.fromhex(exchange["request"]).removeprefix(VERSION)
    for target, content in (("nson", request), ("nson", bytes.fromhex(exchange["response"])), ("wire", request)):
        file = folder / target / hashlib.sha256(content).hexdigest()[:16]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
