// Every `oci` command of the pages, run in their order against the local cloud as somebody who reads them would run it: by
// bash, with an `oci` that sends the same requests (oci.cjs). Blocks that are marked as beyond the local cloud are refused,
// each of their commands by the name of its service.
const assert = require("node:assert");
const { test, before, after } = require("node:test");
const { spawn, spawnSync } = require("node:child_process");
const fs = require("node:fs");
const http = require("node:http");
const os = require("node:os");
const path = require("node:path");
const readline = require("node:readline");
const common = require("oci-common");
const { FunctionsManagementClient } = require("oci-functions");
const { LoggingClient } = require("oci-loggingingestion");
const { run } = require("./oci.cjs");

const SOURCE = process.env.FOTOGAL_SOURCE;
// In the order in which they lean on each other.
const PAGES = [...new Set([
  "docs/operate.md", "docs/running.md",
  ...fs.readdirSync(path.join(SOURCE, "docs")).filter((name) => name.endsWith(".md")).map((name) => "docs/" + name),
  "README.md", "README.pt-BR.md",
])];
const BEYOND = "<!-- needs: tenancy, beyond the local cloud -->";
const NAMES = JSON.parse(
  fs.readFileSync(path.join(path.dirname(process.env.FOTOGAL), "functions/manifest.json"), "utf8"),
).map(({ name }) => name);

let folder, up, server, place;
const calls = []; // {words, refusal}

const page = (name) => fs.readFileSync(path.join(SOURCE, name), "utf8");

// The blocks of commands in which `oci` is called: {where, text, beyond}.
function blocksOf(name) {
  const blocks = [];
  for (const found of page(name).matchAll(/(?:^(<!-- needs: [^\n]*)\n)?^```sh\n(.*?)^```$/gms)) {
    const line = page(name).slice(0, found.index).split("\n").length;
    const [, mark, text] = found;
    if (/(^|[\s;&|('"])oci\s/m.test(text)) blocks.push({ where: `${name}:${line}`, text, beyond: mark === BEYOND });
  }
  return blocks;
}

// `fn` as far as the pages need it, over the application of that name.
async function fn(words) {
  const functions = place.clientFor(FunctionsManagementClient);
  const application = async () =>
    (await functions.listApplications({ compartmentId: place.compartment(), displayName: "fotogal" })).items[0];
  if (words[0] === "deploy") {
    const applicationId = (await application()).id;
    for (const displayName of NAMES)
      await functions.createFunction({
        createFunctionDetails: { applicationId, displayName, memoryInMBs: 256, image: `gru.ocir.io/n/fotogal/${displayName}:1` },
      });
  } else if (words[0] === "inspect") {
    const applicationId = (await application()).id;
    const { items } = await functions.listFunctions({ applicationId, displayName: words[3] });
    return JSON.stringify(items[0].id) + "\n";
  } else if (words[0] === "config") {
    const { id, config } = await application();
    await functions.updateApplication({
      applicationId: id,
      updateApplicationDetails: { config: { ...config, [words[3]]: words[4] } },
    });
  } else {
    assert.match(words.slice(0, 2).join(" "), /^(create|use|update) context$/);
  }
  return "";
}

// Runs what the stubs in bin/ are called with, one command at a time.
async function answer(request, response) {
  let body = "";
  for await (const chunk of request) body += chunk;
  const { program, words, cwd } = JSON.parse(body);
  let status = 0, stdout = "", stderr = "";
  try {
    stdout = program === "fn" ? await fn(words) : await run(words, { ...place, folder: cwd });
    if (program === "oci") calls.push({ words });
  } catch (refusal) {
    calls.push({ words, refusal });
    status = 1;
    stderr = `${program} ${words.join(" ")}: ${refusal.statusCode ?? ""} ${refusal.message}\n`;
  }
  response.end(JSON.stringify({ status, stdout, stderr }));
}

// Programs that the blocks call: those of other services do nothing.
function writePrograms(port) {
  const bin = path.join(folder, "bin");
  fs.mkdirSync(bin);
  const write = (file, text) => fs.writeFileSync(file, text, { mode: 0o755 });
  for (const program of ["oci", "fn"])
    write(path.join(bin, program), `#!/usr/bin/env node
const body = JSON.stringify({ program: "${program}", words: process.argv.slice(2), cwd: process.cwd() });
const request = require("node:http").request({ host: "127.0.0.1", port: ${port}, method: "POST", agent: false }, (response) => {
  let text = "";
  response.on("data", (chunk) => (text += chunk));
  response.on("end", () => {
    const { status, stdout, stderr } = JSON.parse(text);
    process.stderr.write(stderr);
    process.stdout.write(stdout, () => process.exit(status));
  });
});
request.end(body);
`);
  for (const program of ["podman", "sleep", "zip"]) write(path.join(bin, program), "#!/bin/sh\n");
  fs.mkdirSync(path.join(folder, "build/release/bin"), { recursive: true });
  write(path.join(folder, "build/release/bin/fotogal"), "#!/bin/sh\n");
  return bin;
}

// The folder in which the blocks run, with what they read of the repository.
function lay() {
  for (const used of ["api-gateway", "deploy"]) fs.symlinkSync(path.join(SOURCE, used), path.join(folder, used));
  for (const name of NAMES) fs.mkdirSync(path.join(folder, "build/deploy", name), { recursive: true });
  fs.mkdirSync(path.join(folder, "build/web/dist"), { recursive: true });
  fs.writeFileSync(path.join(folder, "build/web/dist/index.html"), "<!doctype html>");
  fs.writeFileSync(path.join(folder, "build/web/dist/publish.json"), JSON.stringify([
    { name: "index.html", file: "index.html", content_type: "text/html", cache_control: "no-cache" },
    { name: "app.js", file: "index.html", content_type: "text/javascript", cache_control: "max-age=1", content_encoding: "gzip" },
  ]));
  const made = spawnSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=photos.example.com",
    "-keyout", path.join(folder, "privkey.pem"), "-out", path.join(folder, "fullchain.pem")]);
  assert.equal(made.status, 0, String(made.stderr));
}

before(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "sdk-guide-"));
  const data = path.join(folder, "data");
  up = spawn(process.env.FOTOGAL, ["up", "--cloud-only", "--data", data], { stdio: ["ignore", "pipe", "inherit"] });
  const line = await new Promise((resolve, reject) => {
    readline.createInterface({ input: up.stdout }).once("line", resolve);
    up.once("exit", (code) => reject(new Error("fotogal up ended with " + code)));
  });
  const url = /http:\/\/[\d.:]+/.exec(line)[0];
  const config = path.join(data, "principals/operator/config");
  const authenticationDetailsProvider = new common.ConfigFileAuthenticationDetailsProvider(config, "DEFAULT");
  place = {
    tenancy: authenticationDetailsProvider.getTenantId(),
    compartment: () => /^declare -\S+ COMPARTMENT="(.*)"$/m.exec(fs.readFileSync(path.join(folder, "variables"), "utf8"))[1],
    clientFor: (Client) => {
      const client = new Client({ authenticationDetailsProvider }, { retryConfiguration: common.NoRetryConfigurationDetails });
      client.endpoint = url;
      return client;
    },
  };
  fs.mkdirSync(path.join(folder, ".oci"));
  fs.copyFileSync(config, path.join(folder, ".oci/config"));
  fs.writeFileSync(path.join(folder, "variables"), "");
  server = http.createServer((request, response) => void answer(request, response));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  lay();
  place.bin = writePrograms(server.address().port);
});

after(async () => {
  server.close();
  const ended = new Promise((resolve) => up.once("exit", resolve));
  up.kill("SIGTERM");
  await ended;
  fs.rmSync(folder, { recursive: true });
});

// Runs a block with the variables of those before it.
async function runBlock(block) {
  const names = [...new Set(PAGES.flatMap((name) => [...page(name).matchAll(/(?:^|\s)([A-Z][A-Z_]+)=/gm)].map((m) => m[1])))];
  const script = `. ./variables
trap '{ declare -p ${names.join(" ")} || true; } > ${folder}/variables 2>/dev/null' EXIT
${block.text}`;
  const shell = spawn("bash", [block.beyond ? "-u" : "-eu", "-o", "pipefail", "-c", script], {
    cwd: folder,
    env: { PATH: `${place.bin}:${process.env.PATH}`, HOME: folder, TOPIC: "none", STACK: "none" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "", stderr = "";
  shell.stdout.on("data", (chunk) => (stdout += chunk));
  shell.stderr.on("data", (chunk) => (stderr += chunk));
  const status = await new Promise((resolve) => shell.once("close", resolve));
  return { status, stdout, stderr };
}

test("every block of the guide that calls oci runs, or is refused by the name of its service", async (t) => {
  const blocks = PAGES.flatMap(blocksOf);
  assert.ok(blocks.length > 18, `${blocks.length} blocks`);
  assert.ok(blocks.some(({ beyond }) => beyond));
  for (const block of blocks) {
    await t.test(block.where, async () => {
      calls.length = 0;
      if (block.text.includes("search-logs")) await put('{"status":503,"function":"feed"}');
      const ran = await runBlock(block);
      if (!block.beyond) {
        assert.equal(ran.status, 0, ran.stderr);
        assert.equal(ran.stderr, "");
        if (block.text.includes("search-logs")) assert.match(ran.stdout, /"status":503,|"status":503}/);
        return;
      }
      assert.ok(calls.length > 0);
      for (const { words, refusal } of calls) {
        const service = { ons: "Notifications", monitoring: "Monitoring", "resource-manager": "Resource Manager" }[words[0]];
        assert.equal(refusal?.statusCode, 501, words.join(" "));
        assert.ok(refusal.message.startsWith(service) && refusal.message.includes("beyond the local cloud"), refusal.message);
      }
    });
  }
});

async function put(data) {
  const [log] = JSON.parse(await run(
    ["logging", "log", "list", "--log-group-id", variable("GROUP"), "--query", "data"], { ...place, folder }));
  const now = new Date(Date.now() - 60_000); // the block searches up to the second in which it runs
  await place.clientFor(LoggingClient).putLogs({
    logId: log.id,
    putLogsDetails: {
      specversion: "1.0",
      logEntryBatches: [{ entries: [{ data, id: "1", time: now }], source: "test", type: "t", defaultlogentrytime: now }],
    },
  });
}

const variable = (name) =>
  new RegExp(`^declare -\\S+ ${name}="(.*)"$`, "m").exec(fs.readFileSync(path.join(folder, "variables"), "utf8"))[1];

test("commands in the text of the pages run, too", async () => {
  const found = PAGES
    .flatMap((name) => [...page(name).matchAll(/`(oci [^`]+)`/g)].map((match) => match[1]))
    .filter((text) => !text.endsWith("..."));
  assert.ok(found.length >= 3, found.join("; "));
  for (const text of found) {
    const ran = await runBlock({ text });
    assert.equal(ran.status, 0, text + ": " + ran.stderr);
  }
});

test("an option that oci does not have is refused, so the pages have none", async () => {
  await assert.rejects(run(["fn", "function", "update", "--function-id", "f", "--provisioned-concurrency-config", "{}"],
    { ...place, folder }), /no such option: --provisioned-concurrency-config/);
  await assert.rejects(run(["iam", "compartment", "burn"], { ...place, folder }), /no such command/);
});
