#!/usr/bin/env python3
"""The table of lines that tests run (scripts/coverage_report.py)."""

import json
import os
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(os.environ["FOTOGAL_SOURCE"]) / "scripts"))
import coverage_report  # noqa: E402


def file(name, covered, total):
    return {"filename": name, "line_covered": covered, "line_total": total}


FILES = [file("shared/oci/a.cc", 90, 100), file("shared/fotogal/people/b.cc", 45, 50), file("shared/fotogal/feed/c.cc", 0, 0),
         file("functions/feed/d.cc", 95, 100)]


class CoverageReport(unittest.TestCase):
    def test_folders_are_added_up(self):
        text, short = coverage_report.report(FILES, ["a_test"])
        self.assertEqual(short, [])
        self.assertIn("| **shared** | 135 | 150 | 90.0 % |", text)
        self.assertIn("| shared/fotogal/people | 45 | 50 | 90.0 % |", text)
        self.assertIn("| functions/feed | 95 | 100 | 95.0 % |", text)
        self.assertNotIn("shared/fotogal/feed", text)
        self.assertIn("| shared/oci/a.cc | 90 | 100 | 90.0 % |", text)  # ten lines that do not run
        self.assertNotIn("d.cc", text)

    def test_too_little_of_a_top_folder_fails(self):
        with tempfile.TemporaryDirectory() as folder:
            summary, output = pathlib.Path(folder) / "summary.json", pathlib.Path(folder) / "coverage.md"
            for files, code in ((FILES, 0), (FILES + [file("shared/oci/e.cc", 0, 10)], 1), (FILES[:3], 1)):
                summary.write_text(json.dumps({"files": files}))
                self.assertEqual(coverage_report.main([str(summary), str(output), "a_test"]), code)
                self.assertIn("a_test", output.read_text())


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
