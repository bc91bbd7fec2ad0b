"""Every command block of the pages runs, or is listed as an exception with its reason."""

import fnmatch
import json
import os
import re
import subprocess
import sys
import unittest

from fotogal_help import Help
from pages import Exception_, blocks_of, mismatch, read_exceptions
from runner import Page

REPOSITORY = os.environ["FOTOGAL_SOURCE"]
BUILD = os.environ["FOTOGAL_BUILD"]
READMES = ["README.md", "README.pt-BR.md"]
PAGES = [*READMES, "docs/architecture.md", "docs/functions.md", "docs/operate.md", "docs/running.md"]
HELP = Help(os.path.join(BUILD, "bin", "fotogal"))


def read(page):
    with open(os.path.join(REPOSITORY, page), encoding="utf-8") as file:
        return file.read()


def problems(text, exceptions=(), page="page.md"):
    return Page(REPOSITORY, BUILD, HELP, list(exceptions)).problems(page, text)


class Pages(unittest.TestCase):
    maxDiff = None
    exceptions = read_exceptions(os.path.join(os.path.dirname(__file__), "exceptions.json"))

    def page(self, name):
        page = Page(REPOSITORY, BUILD, HELP, self.exceptions)
        self.assertEqual(page.problems(name, read(name)), [])
        self.assertGreater(page.ran + page.looked, 0)

    def test_every_exception_is_of_one_block_and_has_a_reason(self):
        blocks = [block for page in PAGES for block in blocks_of(page, read(page))]
        self.assertGreater(len(blocks), 20)
        for exception in self.exceptions:
            self.assertEqual(sum(exception.is_for(block) for block in blocks), 1, exception.starts)
            self.assertGreater(len(exception.reason), 20)

    def test_blocks_beyond_the_local_cloud_are_those_of_the_services_that_it_lacks(self):
        names = subprocess.run(["git", "ls-files", "*.md"], cwd=REPOSITORY, capture_output=True, text=True, check=True)
        seen = 0
        for name in names.stdout.split():
            for block in blocks_of(name, read(name)):
                services = set(re.findall(r"(?:^|[\s;&|('\"])oci ([\w-]+)", block.text, re.MULTILINE))
                lacking = services & {"monitoring", "ons", "resource-manager"}
                self.assertEqual(bool(lacking), block.beyond, block.where)
                self.assertTrue(not block.beyond or services == lacking, block.where)
                seen += len(services)
        self.assertGreater(seen, 20)

    def test_every_sub_command_is_in_both_readmes(self):
        for page in READMES:
            for name in HELP.subcommands():
                self.assertRegex(read(page), rf"\n\| `{name}[ `]", f"{page}: {name}")

    def test_every_flag_of_the_readmes_table_is_there(self):
        for page in READMES:
            rows = re.findall(r"^\| `([a-z][^`]*)` \|", re.split(r"^## .* `fotogal`.*$", read(page), flags=re.MULTILINE)[1],
                              re.MULTILINE)
            self.assertGreater(len(rows), 10)
            for row in rows:
                self.assertEqual(HELP.of_call(re.sub(r"[\[\]<>']", " ", row)), [], f"{page}: {row}")

    def test_both_readmes_have_the_same_parts_in_the_same_order(self):
        def parts(page):
            text = read(page)
            found = re.findall(r"^(#+ |```\w*$|- |\| `[^`]*`|!\[|\d\. )|\]\(([^)]*)\)", text, re.MULTILINE)
            return [re.sub(r"-(en|pt)\.webp$|^README(\.pt-BR)?\.md$", "", "".join(part)) for part in found]
        english, portuguese = map(parts, READMES)
        self.assertGreater(len(english), 60)
        self.assertEqual(english, portuguese)

    def test_both_readmes_run_the_same_commands(self):
        def commands(page):
            return [re.sub(r"#.*", "", block.text) for block in blocks_of(page, read(page))]
        self.assertEqual(*map(commands, READMES))

    def test_a_readme_begins_with_what_everything_else_needs(self):
        for page in READMES:
            blocks = blocks_of(page, read(page))
            self.assertEqual(blocks[0].text, "make up", page)
            before = read(page).split("```sh")[0]
            for picture in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", before):
                self.assertLess(os.path.getsize(os.path.join(REPOSITORY, picture)), 300 * 1024, picture)
            self.assertIn("![", before)

    def test_the_guide_has_every_member_of_the_settings_file(self):
        members = re.findall(r'(?:\{|members\.\w+\()"([a-z_]+)",?\s', read("operate/provision/settings.cc"))
        self.assertGreater(len(members), 10)
        for member in members:
            self.assertRegex(read("docs/operate.md"), rf'`{member}`|"{member}":', member)

    def test_the_numbers_in_the_guide_are_right(self):
        tables = json.loads(read("deploy/terraform/tables.json"))
        functions = json.loads(read("deploy/terraform/functions.json"))
        routes = json.loads(read("api-gateway/deployment.json.in"))["routes"]
        indexes = sum(len(table["indexes"]) for table in tables)
        for numbers in (f"{len(routes)} routes", f"{len(functions)} functions, one image each", f"{len(tables)} tables",
                        f"{len(functions)} repositories", f"{len(tables)} tables and {indexes} indexes"):
            self.assertIn(numbers, read("docs/operate.md"))

    def test_there_is_one_version(self):
        version = re.search(r"project\(fotogal VERSION ([\d.]+)", read("CMakeLists.txt"))[1]
        for file in ("web/package.json", "web/package-lock.json"):
            self.assertEqual(json.loads(read(file))["version"], version, file)
        self.assertEqual(re.findall(r"^## (\S+?),? ", read("CHANGELOG.md"), re.MULTILINE)[0], version)
        told = subprocess.run([HELP.program, "--version"], capture_output=True, text=True, check=True).stdout
        self.assertTrue(told.startswith(f"fotogal {version} "), told)

    def test_the_contracts_name_files_and_tests_that_are_there(self):
        files = subprocess.run(["git", "ls-files"], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout.split()
        folders = {os.path.dirname(file) for file in files}
        tops = {file.partition("/")[0] for file in files if "/" in file}
        looked = 0
        for name in re.findall(r"`([\w./*{},-]+)`", read("docs/contracts/README.md")):
            is_path = name.partition("/")[0] in tops and "/" in name
            if not is_path and not name.endswith("_test"):
                continue
            looked += 1
            pattern = re.sub(r"\{(\w+),\w+\}", r"\1", name) if is_path else f"*/{name}.cc"
            self.assertTrue(any(fnmatch.fnmatch(each, pattern) or fnmatch.fnmatch(each, pattern + ".cc")
                                for each in [*files, *folders]), name)
        self.assertGreater(looked, 40)

    def test_links_lead_somewhere(self):
        pages = subprocess.run(["git", "ls-files", "*.md"], cwd=REPOSITORY, capture_output=True, text=True, check=True)
        for page in pages.stdout.split():
            prose = re.sub(r"^```.*?^```$", "", read(page), flags=re.MULTILINE | re.DOTALL)
            for target, anchor in re.findall(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", prose):
                path = os.path.normpath(os.path.join(os.path.dirname(page), target)) if target else page
                self.assertTrue(os.path.exists(os.path.join(REPOSITORY, path)), f"{page}: {target}")
                if anchor:
                    headings = re.findall(r"^#+ (.*)$", read(path), re.MULTILINE)
                    slugs = [re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings]
                    self.assertIn(anchor, slugs, page)


for name in PAGES:
    method = "test_the_commands_of_" + re.sub(r"\W", "_", name)
    setattr(Pages, method, lambda self, name=name: self.page(name))


# [what the page says, exceptions, the complaint]
SHELL = "```sh\n{}\n```\n"
TENANCY = "<!-- needs: tenancy -->\n" + SHELL
SERVICE = Exception_("page.md", "build/release/bin/fotogal up", "service", "stays")
BROKEN = {
    "a command that fails": (SHELL.format("true\nfalse\ntrue"), [], r"page.md:2: ended with 1"),
    "a command in a pipe that fails": (SHELL.format("false | cat"), [], r"ended with 1"),
    "a request that is refused": (
        SHELL.format("build/release/bin/fotogal up --port 8080 --data .data")
        + SHELL.format("curl -s http://localhost:8080/v1/feed"), [SERVICE], r"ended with 22"),
    "another output": (SHELL.format("echo 5") + "<!-- prints -->\n```text\n6\n```\n", [], r"shown: '6', printed: '5'"),
    "a block that does not parse": (TENANCY.format("oci os ns get 'x"), [], r"unexpected EOF"),
    "a sub-command that is not there": (
        TENANCY.format("fotogal provisoin --config fotogal.json"), [], r"no sub-command provisoin"),
    "a flag that is not there": (
        TENANCY.format("oci x\nbuild/release/bin/fotogal up \\\n  --prot 5"), [], r"fotogal up has no flag --prot"),
    "a block that could run": (TENANCY.format("echo 5"), [], r"nothing here needs a tenancy"),
    "a target that is not there": (
        SHELL.format("make nonsense"), [Exception_("page.md", "make", "make", "r")], r"No rule to make target"),
    "a script that is not there": (
        SHELL.format("cd web && npm run nonsense"), [Exception_("page.md", "cd", "look", "r")], r"no such script"),
    "a block that nobody knows how to look at": (
        SHELL.format("reboot"), [Exception_("page.md", "reboot", "look", "r")], r"does not know how to look"),
}


class Broken(unittest.TestCase):
    def test_unshown_output_is_noticed(self):
        self.assertIsNone(mismatch("a\n...\nx ... z", "a\nb\nc\nx yy z"))
        self.assertIsNone(mismatch("a\n...", "a\nb"))
        self.assertRegex(mismatch("a", "a\nb"), "not shown: 'b'")
        self.assertRegex(mismatch("a\nb", "a"), "nothing more")
        self.assertRegex(mismatch("a\n...\nd", "a\nb\nc"), "nothing more")


for what, (text, exceptions, complaint) in BROKEN.items():
    def broken(self, text=text, exceptions=exceptions, complaint=complaint):
        self.assertRegex("\n".join(problems(text, exceptions)), complaint)
    setattr(Broken, "test_" + what.replace(" ", "_"), broken)

if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
