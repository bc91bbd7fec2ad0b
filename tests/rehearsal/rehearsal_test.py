"""A tenancy rehearsed whole: provisioned, deployed, used. What serves is what was provisioned, and nothing else."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.request

SOURCE = os.environ["FOTOGAL_SOURCE"]
FOTOGAL = os.path.join(os.environ["FOTOGAL_BIN"], "fotogal")
PATIENCE = 120


class Tenancy:
    """`fotogal up --cloud-only` over a folder, and the operator's commands against it."""

    def __init__(self, folder, *arguments):
        self.folder = folder
        self.settings = {"data": folder, "bucket": "rehearsal", "image_prefix": "gru.ocir.io/rehearsal/fotogal",
                         "image_tag": "0.1.0"}
        self.process = subprocess.Popen(
            [FOTOGAL, "up", "--cloud-only", "--data", folder, *arguments], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        line = self.process.stdout.readline()
        assert "An empty tenancy is ready at" in line, line
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def operator(self, command, *arguments, **more):
        """(exit code, output) of `fotogal COMMAND --config ...`"""
        path = os.path.join(self.folder, "settings.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump({**self.settings, **more}, file)
        run = subprocess.run([FOTOGAL, command, "--config", path, *arguments], stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300)
        return run.returncode, run.stdout

    def url(self):
        return re.search(r"^FotoGal is at (http://\S+?)/?$", self.operator("status")[1], re.MULTILINE)[1]

    def log(self, function):
        try:
            with open(os.path.join(self.folder, "logs", f"{function}.log"), encoding="utf-8") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


def eventually(holds):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.1)
    return holds()


def ask(url):
    with urllib.request.urlopen(url, timeout=60) as answer:
        return answer.status, json.load(answer)


class Rehearsal(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="fotogal-rehearsal-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def up(self, *arguments):
        tenancy = Tenancy(self.folder, *arguments)
        self.addCleanup(lambda: tenancy.process.poll() is None and tenancy.stop())
        return tenancy

    def succeed(self, outcome):
        code, output = outcome
        self.assertEqual(code, 0, output)
        return output

    def test_a_tenancy_is_provisioned_deployed_and_used(self):
        tenancy = self.up()
        tenancy.settings["sweep_every"] = "* * * * *"
        plan = self.succeed(tenancy.operator("provision", "--plan"))
        self.assertIn("+ deployment fotogal", plan)
        self.assertIn("1 as they should be", plan)
        self.succeed(tenancy.operator("provision", "--yes"))
        deployed = self.succeed(tenancy.operator("deploy", "--skip-push"))
        self.assertIn("FotoGal 0.1.0 is at " + tenancy.url(), deployed)
        self.assertEqual(ask(tenancy.url() + "/v1/health")[1]["status"], "ok")

        tour = subprocess.run([os.path.join(SOURCE, "examples", "tour.sh"), tenancy.url()], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300)
        self.assertEqual(tour.returncode, 0, tour.stdout[-4000:])
        for job in ("fanout", "deletion", "export"):
            self.assertIn('"status":200', tenancy.log(job), job)
        self.assertTrue(eventually(lambda: '"status":200' in tenancy.log("sweep")), "the schedule started no sweep")
        code, status = tenancy.operator("status")
        self.assertEqual(code, 0, status)
        self.assertNotIn("differs", status)

        self.assertEqual(tenancy.stop(), 0)

    def test_addresses_that_changed_are_mended_and_what_was_stored_is_there(self):
        tenancy = self.up()
        self.succeed(tenancy.operator("provision", "--yes"))
        self.assertEqual(ask(tenancy.url() + "/v1/health")[0], 200)
        self.assertEqual(tenancy.stop(), 0)
        again = self.up()  # on other ports
        self.assertEqual(ask(again.url() + "/v1/health")[0], 200)
        code, status = again.operator("status")
        self.assertEqual(code, 2, status)
        self.assertRegex(status, r"differs   configuration fotogal: FOTOGAL_\w+_INVOKE_ENDPOINT is")
        self.succeed(again.operator("provision", "--yes"))
        self.assertEqual(again.operator("status")[0], 0)
        self.assertEqual(again.stop(), 0)

    def test_a_tenancy_that_allows_three_tables_with_on_demand_capacity(self):
        tenancy = self.up("--on-demand-tables", "3")
        for command in (["provision", "--plan"], ["provision", "--yes"], ["deploy", "--skip-push"]):
            code, output = tenancy.operator(*command)
            self.assertEqual(code, 1, output)
            self.assertRegex(output, r"! tables with on-demand capacity: this tenancy may have 3, has 0")
            self.assertIn('"table_limits": {"read_units": 50, "write_units": 25, "storage_gb": 1}', output)
        self.assertIn("74 to make", tenancy.operator("provision", "--plan")[1])  # nothing was made
        tenancy.settings["table_limits"] = {"read_units": 50, "write_units": 25, "storage_gb": 1}
        self.succeed(tenancy.operator("provision", "--yes"))
        self.assertEqual(tenancy.operator("status")[0], 0)
        self.assertEqual(tenancy.stop(), 0)


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
