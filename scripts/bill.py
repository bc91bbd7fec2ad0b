#!/usr/bin/env python3
"""A million people on paper: what FotoGal costs in a month, by part, and where limits of a tenancy bind.

    scripts/bill.py            writes docs/bill.md
    scripts/bill.py --check    ends with 1 when the page is another one

Change PEOPLE, PERSON or PRICES and run it again. Units of calls are read from bench/results, where the benches wrote them.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/bill.md"
PEOPLE = (1_000, 100_000, 1_000_000)  # who use it on a day
DAYS = 30
SECONDS = 31 * 24 * 3600  # of Oracle's month: a unit of NoSQL is one a second for so long

# What one person does on a day.
PERSON = {
    "pages": (10, "feed pages opened, of 20 photos by 20 people, with a comment below each"),
    "likes": (3, "likes"),
    "photos": (0.3, "photos published"),
    "followers": (100, "followers of who publishes; each gets a row in the feed"),
    "minutes": (10, "minutes of use; the gateway asks `authorize` once in each"),
    "mails": (0.05, "mails sent to the person"),
}
# What is neither counted nor measured by a bench, and where it is from.
ASSUMED = {
    "seconds": (0.05, "of a call, most of it waiting for NoSQL (look up `duration_ms` in your logs)"),
    "upload_seconds": (0.3, "of an upload of 12 megapixels (bench/results/photos.md: 0.26 on two busy cores)"),
    "memory_gb": (0.25, "of a function (functions/CMakeLists.txt); `upload` has 1"),
    "stored_mb": (3.9, "of a photo with its renditions (docs/running.md)"),
    "loaded_kb": (99.7, "of the rendition that a feed page loads, `medium` (ADR 0022)"),
    "loads": (0.5, "of a page's photos are loaded; the others are in the browser's cache of a day, or were not scrolled to"),
    "log_kb": (0.5, "of a call's line in the log"),
    "feed_row_kb": (0.15, "of a row of the feed with its key; they live 90 days"),
    "image_row_kb": (1.5, "of a photo's rows"),
    "reaction_row_kb": (0.4, "of a like's rows and indexes"),
    "peak": (3, "times the mean, in the evening"),
    "month": (12, "the month after the opening for which is reckoned: photos, likes and texts stay"),
}
# Of Oracle, in USD: price, for how many, how many are free in a month, where it was read, and when.
LIST = "[price list as data](https://apexapps.oracle.com/pls/apex/cetools/api/v1/products/), part {}, of {}"
PRICES = {
    "calls": (0.20, 1_000_000, 2_000_000, "[price list](https://www.oracle.com/cloud/price-list/), Functions, read 2026-09-20"),
    "gb_seconds": (0.1417, 10_000, 400_000, "the same"),
    "gateway": (3, 1_000_000, 0, LIST.format("B92072", "2026-01-05")),
    "reads": (0.16, 1, 0, LIST.format("B93711", "2026-01-05")),
    "writes": (3.135, 1, 0, LIST.format("B93710", "2026-01-05") + "; the same in the example of [Oracle's page](https://www.oracle.com/database/nosql/pricing/)"),
    "reserved_reads": (0.0064, 1, 0, LIST.format("B89738", "2026-01-05")),
    "reserved_writes": (0.1254, 1, 0, LIST.format("B89737", "2026-01-05")),
    "table_gb": (0.066, 1, 0, LIST.format("B89739", "2026-01-05")),
    "photo_gb": (0.0255, 1, 10, LIST.format("B91628", "2026-09-09")),
    "object_requests": (0.0034, 10_000, 50_000, LIST.format("B91627", "2026-09-09")),
    "outbound_gb": (0.0085, 1, 10_240, LIST.format("B88327", "2026-01-02") + ": from regions of North America and Europe; from Asia and South America part B93455, whose price was not found: *look up*"),
    "log_gb": (0.05, 1, 10, LIST.format("B92593", "2026")),
    "mails": (0.085, 1_000, 0, "example in Oracle's Universal Credits Service Descriptions, of 2022-12-08"),
}
# Limits of a tenancy as it is opened, and where they were read.
LIMITS = {
    "function_gb": (60, "[service limits](https://docs.oracle.com/en-us/iaas/Content/General/service-limits/default.htm) of Functions, "
                        "`total-concurrency-mb`, read 2026-09-20; 180 in regions of three availability domains"),
    "tables": (30, "[limits of NoSQL](https://docs.oracle.com/en/cloud/paas/nosql-cloud/dtddt/oracle-nosql-database-cloud-service-limits.html), stored copy without a date"),
    "table_reads": (40_000, "the same, a second and table"),
    "table_writes": (20_000, "the same, a second and table"),
    "tenancy_reads": (100_000, "[limits of a subscription](https://docs.oracle.com/iaas/nosql-database/doc/oracle-nosql-database-cloud-service-subscription1.html), stored copy without a date"),
    "tenancy_writes": (40_000, "the same"),
    "tables_gb": (5_000, "the same"),
    "mails": (200, "docs/operate.md: mails a day of a new tenancy"),
}


def of(table, name):
    return table[name][0]


def row_of(page, label):
    """Numbers of a row of a page in bench/results."""
    text = (ROOT / "bench/results" / page).read_text()
    return [float(cell.replace(",", "")) for cell in re.search(rf"^\| {re.escape(label)} \|(.*)\|$", text, re.MULTILINE)[1].split("|")]


def units():
    """(read, write) units of what a person does, as the benches counted them."""
    feed = row_of("units.md", "the same, and with a comment below each")[2]
    text = (ROOT / "bench/results/feed.md").read_text()
    like = re.search(r"## one like\n.*?\n\| 1000 \| (\d+) \| (\d+) \|", text, re.DOTALL)
    many = re.search(r"## one publication\n.*?\n\| 1000 \| (\d+) \| (\d+) \|", text, re.DOTALL)
    none = re.search(r"## one publication, pulled\n.*?\n\| 1000 \| (\d+) \| (\d+) \|", text, re.DOTALL)
    reads, writes, base_reads, base_writes = (int(n) for n in (*many.groups(), *none.groups()))
    return {
        "page": (feed, 0), "like": tuple(map(int, like.groups())),
        # The object, its row and its count, which cost the same for everybody, are in docs/running.md.
        "publication": (base_reads + 12, base_writes + 7),
        "delivery": ((reads - base_reads) / 1000, (writes - base_writes) / 1000),
        "minute": (2, 0), "day": (6, 4)}  # docs/running.md


def used(people):
    """What so many people use in a month."""
    person = {name: value for name, (value, _) in PERSON.items()}
    assumed = {name: value for name, (value, _) in ASSUMED.items()}
    cost = units()
    times = {"page": person["pages"], "like": person["likes"], "publication": person["photos"],
             "delivery": person["photos"] * person["followers"], "minute": person["minutes"], "day": 1}
    reads, writes = (sum(times[what] * cost[what][kind] for what in times) * people * DAYS for kind in (0, 1))
    asked = people * DAYS * (person["pages"] + person["likes"] + person["photos"])
    uploads = people * DAYS * person["photos"]
    calls = asked + people * DAYS * person["minutes"] + uploads  # each upload starts fanout, too
    loads = people * DAYS * person["pages"] * 20 * assumed["loads"]
    photos = uploads * assumed["month"]
    tables_gb = (people * person["photos"] * person["followers"] * 90 * assumed["feed_row_kb"] + photos * assumed["image_row_kb"]
                 + people * DAYS * person["likes"] * assumed["month"] * assumed["reaction_row_kb"]) / 1e6
    return {"calls": calls, "gb_seconds": (calls - uploads) * assumed["seconds"] * assumed["memory_gb"] + uploads * assumed["upload_seconds"],
            "gateway": asked, "reads": reads / SECONDS, "writes": writes / SECONDS, "table_gb": max(tables_gb, 24),
            "photo_gb": photos * assumed["stored_mb"] / 1000, "object_requests": loads + uploads * 4,
            "outbound_gb": loads * assumed["loaded_kb"] / 1e6, "log_gb": calls * assumed["log_kb"] / 1e6,
            "mails": people * DAYS * person["mails"]}


def price(what, amount):
    each, for_how_many, free, *_ = PRICES[what]
    return max(amount - free, 0) / for_how_many * each


PARTS = {"Functions": ("calls", "gb_seconds"), "API Gateway": ("gateway",), "NoSQL, reads on demand": ("reads",),
         "NoSQL, writes on demand": ("writes",), "NoSQL, storage": ("table_gb",), "Object Storage, photos kept": ("photo_gb",),
         "Object Storage, requests": ("object_requests",), "data leaving OCI": ("outbound_gb",), "Logging": ("log_gb",),
         "Email Delivery": ("mails",)}


def bill(people):
    """{part: USD a month}."""
    amounts = used(people)
    return {part: sum(price(what, amounts[what]) for what in whats) for part, whats in PARTS.items()}


def reserved(people):
    """USD a month for reads and writes with units reserved for the evening instead of on demand."""
    amounts = used(people)
    peak = of(ASSUMED, "peak") * SECONDS / (DAYS * 86400)
    return price("reserved_reads", amounts["reads"] * peak), price("reserved_writes", amounts["writes"] * peak)


def at_peak(people):
    """What is needed in a second of the evening."""
    amounts, peak = used(people), of(ASSUMED, "peak")
    seconds = DAYS * 86400
    busy = amounts["gb_seconds"] / seconds * peak  # GB of functions that run at the same time
    return {"calls": amounts["calls"] / seconds * peak, "gateway": amounts["gateway"] / seconds * peak, "function_gb": busy,
            "reads": amounts["reads"] * SECONDS / seconds * peak, "writes": amounts["writes"] * SECONDS / seconds * peak,
            "loads": amounts["object_requests"] / seconds * peak, "mails": amounts["mails"] / DAYS, "tables_gb": amounts["table_gb"]}


def number(value):
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}" if value else "0"


def table(head, rows):
    lines = [head, *rows]
    return "".join("| " + " | ".join(cells) + " |\n" + ("|---" * len(head) + "|\n" if lines.index(cells) == 0 else "") for cells in lines)


def share(needed, limit):
    return f"{number(needed)} ({100 * needed / limit:.0f} %)"


def limits_table():
    needs = [at_peak(people) for people in PEOPLE]
    rows = []
    for what, need, limit in [
            ("GB of functions at work at once", "function_gb", "function_gb"), ("NoSQL, read units a second", "reads", "tenancy_reads"),
            ("NoSQL, write units a second", "writes", "tenancy_writes"), ("NoSQL, GB in tables", "tables_gb", "tables_gb"),
            ("mails a day", "mails", "mails")]:
        most = of(LIMITS, limit)
        rows.append([what, number(most), *[share(needed[need], most) for needed in needs]])
    for what, need in [("calls of functions a second", "calls"), ("calls of the gateway a second", "gateway"), ("requests to Object Storage a second", "loads")]:
        rows.append([what, "none published", *[number(needed[need]) for needed in needs]])
    return table(["In the evening", "limit", *[f"{people:,} people" for people in PEOPLE]], rows)


def bill_table():
    bills = [bill(people) for people in PEOPLE]
    rows = [[part, *[number(of_people[part]) for of_people in bills]] for part in PARTS]
    rows.append(["**together**", *[f"**{number(sum(of_people.values()))}**" for of_people in bills]])
    rows.append(["for each person who comes on a day", *[f"{sum(each.values()) / people:.4f}" for each, people in zip(bills, PEOPLE)]])
    rows.append(["reads and writes with units reserved for the evening instead", *[number(sum(reserved(people))) for people in PEOPLE]])
    return table(["USD a month", *[f"{people:,} people a day" for people in PEOPLE]], rows)


def used_table():
    names = {"calls": "calls of functions", "gb_seconds": "GB-seconds of functions", "gateway": "calls of the gateway",
             "reads": "read units over the month", "writes": "write units over the month", "table_gb": "GB in tables",
             "photo_gb": "GB of photos", "object_requests": "requests to Object Storage", "outbound_gb": "GB leaving OCI",
             "log_gb": "GB of logs", "mails": "mails"}
    amounts = [used(people) for people in PEOPLE]
    rows = [[name, *[number(each[what]) for each in amounts], f"{of(PRICES, what):g} for {PRICES[what][1]:,}"
             + (f", {PRICES[what][2]:,} free" if PRICES[what][2] else "")] for what, name in names.items()]
    return table(["In a month", *[f"{people:,} people" for people in PEOPLE], "USD"], rows)


TEXT = """# A million people on paper

What FotoGal would cost in a month, by part, if so many people used it on a day. Reckoned by `scripts/bill.py`, which writes this page;
nobody has run FotoGal for a million people. Units of NoSQL are those that the benches counted ([feed](../bench/results/feed.md),
[units](../bench/results/units.md)), prices and limits are Oracle's, in USD, read in stored copies of the pages that are [named below](#prices), with
their dates. They change: look all of them up before you rely on them. Taxes and discounts are left out.

## What a person does on a day

{person}
Taken for granted beside that:

{assumed}
## The bill

{bill}
The month is the {month}th: photos stay, so that part grows by the same amount every month. Of the bill for a million people,
keeping and sending photos is {photos_share:.0f} %, NoSQL {nosql_share:.0f} %, functions and gateway {calls_share:.0f} %.

## What is used

{used}
## Where limits bind

{limits}
What an operator then does:

- **Functions.** In the evening {running} GB of functions run at once for a million people, while a call takes {seconds} s. When NoSQL answers slowly they
  run longer: the 60 GB are used up when a call takes {slow_million:.1f} s, for 100,000 people {slow_less:.1f} s; then OCI answers 429. So the limit binds on bad days
  first. Ask for a higher `total-concurrency-mb` in time; an alarm on throttling is in [running](running.md#alarms).
- **NoSQL, units.** A table has 40,000 read units a second and a tenancy 100,000, by default. For a million people the evening's {peak_reads} are
  over what one table may have, if most of them are in one: `fotogal_ntable_images` and `_feed` bind first. Ask for higher limits, and reserve units
  (`table_limits`): reserved for the evening they cost {reserved_share:.0f} % of what they cost on demand.
- **NoSQL, tables.** A region has 30 tables; FotoGal has 24. How many may have on-demand capacity a tenancy tells by itself:
  `fotogal provision --plan` looks. Too few: reserve units for those that are left.
- **NoSQL, storage.** The tables' GB are reserved and paid whether they are used or not: `storage_gb` is for each table, 25 by default, so a new
  service pays for 600 GB ({default_storage:.0f} USD) until it lowers that; the bill above has only what is used.
- **API Gateway.** Oracle publishes no rate. One gateway takes one deployment of FotoGal; the rate limit of 200 a second is for each
  address. More: a second gateway before the same functions, behind one name.
- **Object Storage.** No rate is published. Photos are loaded by pre-authenticated requests of their author's own, so they are spread over many
  prefixes. After keeping photos and NoSQL, data that leave OCI and requests are the largest parts: a content network before the bucket is what would
  lower them, and FotoGal has none.
- **Email Delivery.** A new tenancy sends 200 mails a day, which binds at {mail_people:,.0f} people. Oracle raises it on request.

## Prices

{prices}
{limit_sources}"""


def slow(people):
    """How long calls may take in the evening until the functions' memory is used up."""
    return of(ASSUMED, "seconds") * of(LIMITS, "function_gb") / at_peak(people)["function_gb"]


def part(*names):
    """Percent of the bill for the most people."""
    whole = bill(PEOPLE[-1])
    return 100 * sum(whole[name] for name in names) / sum(whole.values())


def page():
    evening = at_peak(PEOPLE[-1])
    on_demand = bill(PEOPLE[-1])
    both = on_demand["NoSQL, reads on demand"] + on_demand["NoSQL, writes on demand"]
    return TEXT.format(
        person=table(["How often", "What"], [[f"{value:g}", words] for value, words in PERSON.values()]),
        assumed=table(["", ""], [[f"{value:g}", f"{name.replace('_', ' ')}: {words}"] for name, (value, words) in ASSUMED.items()]),
        bill=bill_table(), used=used_table(), limits=limits_table(), month=of(ASSUMED, "month"), running=number(evening["function_gb"]),
        seconds=of(ASSUMED, "seconds"), slow_million=slow(PEOPLE[-1]), slow_less=slow(100_000),
        photos_share=part("Object Storage, photos kept", "Object Storage, requests", "data leaving OCI"),
        nosql_share=part(*[name for name in PARTS if name.startswith("NoSQL")]), calls_share=part("Functions", "API Gateway"),
        peak_reads=number(evening["reads"]), reserved_share=100 * sum(reserved(PEOPLE[-1])) / both,
        default_storage=price("table_gb", 24 * 25), mail_people=of(LIMITS, "mails") / of(PERSON, "mails"),
        prices=table(["What", "USD", "Read in"], [[what.replace("_", " "), f"{each:g} for {many:,}" + (f", {free:,} a month free" if free else ""), where]
                                                  for what, (each, many, free, where) in PRICES.items()]),
        limit_sources=table(["Limit", "", "Read in"], [[what.replace("_", " "), f"{most:,}", where] for what, (most, where) in LIMITS.items()]))


if __name__ == "__main__":
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__)
    if sys.argv[1:]:
        sys.exit(0 if PAGE.is_file() and PAGE.read_text() == page() else "docs/bill.md is not what scripts/bill.py writes: run it")
    PAGE.write_text(page())
