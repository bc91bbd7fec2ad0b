"""docs/bill.md is what scripts/bill.py reckons, from what the benches counted, and the reckoning is right."""

import os
import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(os.environ["FOTOGAL_SOURCE"])
sys.path.insert(0, str(ROOT / "scripts"))
import bill  # noqa: E402


class Page(unittest.TestCase):
    def test_is_what_the_script_writes(self):
        done = subprocess.run([sys.executable, ROOT / "scripts/bill.py", "--check"], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_every_price_and_limit_names_where_it_was_read_and_when(self):
        for name, (*_, where) in [*bill.PRICES.items(), *bill.LIMITS.items()]:
            self.assertRegex(where, r"20\d\d|the same|without a date|docs/operate.md", name)


class Reckoning(unittest.TestCase):
    def test_units_are_those_of_the_benches(self):
        units = bill.units()
        self.assertEqual(units["page"][0], bill.row_of("units.md", "the same, and with a comment below each")[2])
        feed = (ROOT / "bench/results/feed.md").read_text()
        like = re.search(r"## one like.*?\| 10000 \| (\d+) \| (\d+) \|", feed, re.DOTALL)
        self.assertEqual(units["like"], (int(like[1]), int(like[2])))  # the same however many there are
        # F followers: 24 + 2 F reads and 12 + F writes, as docs/running.md says
        for kind, (base, each) in enumerate([(24, 2), (12, 1)]):
            self.assertAlmostEqual(units["publication"][kind], base, delta=1)
            self.assertAlmostEqual(units["delivery"][kind], each, delta=0.02)

    def test_of_one_person_by_hand(self):
        used = bill.used(1)
        self.assertEqual(used["gateway"], 30 * (10 + 3 + 0.3))
        self.assertEqual(used["calls"], used["gateway"] + 30 * (10 + 0.3))
        self.assertAlmostEqual(used["object_requests"], 30 * (10 * 20 * 0.5 + 0.3 * 4))
        self.assertAlmostEqual(used["photo_gb"], 12 * 30 * 0.3 * 3.9 / 1000)
        units = bill.units()
        reads = 10 * units["page"][0] + 3 * units["like"][0] + 0.3 * units["publication"][0] + 30 * units["delivery"][0] + 10 * 2 + 6
        self.assertAlmostEqual(used["reads"], 30 * reads / 2_678_400)

    def test_what_is_free_costs_nothing_and_the_rest_its_price(self):
        self.assertEqual(bill.price("calls", 2_000_000), 0)
        self.assertAlmostEqual(bill.price("calls", 3_000_000), 0.2)
        self.assertAlmostEqual(bill.price("gb_seconds", 410_000), 0.1417)
        self.assertAlmostEqual(bill.price("writes", 3_720_000 / 2_678_400), 4.35, places=2)  # Oracle's own example
        self.assertAlmostEqual(bill.price("outbound_gb", 10_340), 0.85)

    def test_ten_times_the_people_are_ten_times_the_use(self):
        one, ten = bill.used(100_000), bill.used(1_000_000)
        for name in one:
            self.assertAlmostEqual(ten[name] / one[name], 10, places=6, msg=name)
        self.assertGreater(sum(bill.bill(1_000_000).values()), 10 * sum(bill.bill(100_000).values()))  # what is free stays the same

    def test_every_use_is_in_the_bill(self):
        self.assertEqual({what for whats in bill.PARTS.values() for what in whats}, set(bill.used(1)))


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
