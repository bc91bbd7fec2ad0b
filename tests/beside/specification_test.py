"""The gateway's specification is what api-gateway/routes.json says; who adds a route there gets it in both files."""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
IDENTITY = ["X-FotoGal-User-Id", "X-FotoGal-Session-Id", "X-FotoGal-Via", "X-FotoGal-Suspended"]


def run(root, *arguments):
    return subprocess.run([root / "api-gateway/specification.py", *arguments], capture_output=True, text=True)


class Specification(unittest.TestCase):
    def test_what_is_here_is_what_would_be_written(self):
        done = run(ROOT, "--check")
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)


class Added(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        shutil.copytree(ROOT / "api-gateway", self.root / "api-gateway")
        shutil.copytree(ROOT / "deploy/terraform", self.root / "deploy/terraform")
        self.table = self.root / "api-gateway/routes.json"
        added = [{"path": "/v1/new", "methods": ["GET"], "function": "new", "who": "logged_in"},
                 {"path": "/v1/open", "methods": ["ANY"], "function": "new", "who": "anybody"}]
        self.table.write_text(json.dumps(added + json.loads(self.table.read_text())))

    def routes(self, file):
        return {entry["path"]: entry for entry in json.loads((self.root / file).read_text())["routes"]}

    def test_a_table_that_is_ahead_is_told_and_nothing_is_written(self):
        before = (self.root / "api-gateway/deployment.json.in").read_text()
        done = run(self.root, "--check")
        self.assertEqual(done.returncode, 1)
        for name in ("api-gateway/deployment.json.in", "deploy/terraform/deployment.json"):
            self.assertIn(name + " is not what routes.json says", done.stdout)
        self.assertEqual((self.root / "api-gateway/deployment.json.in").read_text(), before)

    def test_a_new_route_is_in_both_files_and_nobody_can_pretend_to_be_somebody(self):
        self.assertEqual(run(self.root).returncode, 0)
        self.assertEqual(run(self.root, "--check").returncode, 0)
        for file in ("api-gateway/deployment.json.in", "deploy/terraform/deployment.json"):
            routes = self.routes(file)
            self.assertEqual(routes["/v1/new"]["backend"]["functionId"], "{{function.new}}")
            headers = routes["/v1/new"]["requestPolicies"]["headerTransformations"]["setHeaders"]["items"]
            self.assertEqual([(item["name"], item["ifExists"]) for item in headers], [(name, "OVERWRITE") for name in IDENTITY])
            policies = routes["/v1/open"]["requestPolicies"]
            self.assertEqual(policies["authorization"], {"type": "ANONYMOUS"})
            self.assertEqual(policies["headerTransformations"]["filterHeaders"],
                             {"type": "BLOCK", "items": [{"name": name} for name in IDENTITY]})


if __name__ == "__main__":
    sys.exit(unittest.main())
