// Invocations by Oracle's SDK: at the functions' own address, and at the one that only describes them.
const assert = require("node:assert");
const { test, before, after } = require("node:test");
const { spawn, spawnSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const readline = require("node:readline");
const common = require("oci-common");
const { FunctionsInvokeClient, FunctionsManagementClient } = require("oci-functions");
const { refusal, text } = require("./cloud.cjs");

const compartmentId = "ocid1.compartment.oc1..fotogallocalcompartment";
let folder, up, running, provider;

before(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "sdk-functions-"));
  const data = path.join(folder, "data");
  // No web client is looked at here.
  fs.writeFileSync(path.join(folder, "index.html"), "");
  fs.writeFileSync(path.join(folder, "publish.json"), "[]");
  up = spawn(process.env.FOTOGAL, ["up", "--port", "0", "--data", data, "--web", folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise((resolve, reject) => {
    readline.createInterface({ input: up.stdout }).on("line", (line) => {
      if (line.startsWith("FotoGal is ready")) resolve();
    });
    up.once("exit", (code) => reject(new Error("fotogal up ended with " + code)));
  });
  running = JSON.parse(fs.readFileSync(path.join(data, "run.json"), "utf8"));
  const settings = path.join(folder, "settings.json");
  fs.writeFileSync(settings, JSON.stringify({ data, image_prefix: "gru.ocir.io/ns/fotogal", image_tag: "1" }));
  const provisioned = spawnSync(process.env.FOTOGAL, ["provision", "--yes", "--config", settings], {
    encoding: "utf8",
  });
  assert.equal(provisioned.status, 0, provisioned.stderr);
  const config = path.join(data, "principals", "operator", "config");
  provider = new common.ConfigFileAuthenticationDetailsProvider(config, "DEFAULT");
});

after(async () => {
  const ended = new Promise((resolve) => up.once("exit", resolve));
  up.kill("SIGTERM");
  await ended;
  fs.rmSync(folder, { recursive: true });
});

const client = (Client, endpoint) => {
  const made = new Client(
    { authenticationDetailsProvider: provider },
    { retryConfiguration: common.NoRetryConfigurationDetails },
  );
  made.endpoint = endpoint;
  return made;
};
const functionId = "ocid1.fnfunc.oc1..fotogal.reconcile";
const invoke = (endpoint, request) =>
  client(FunctionsInvokeClient, endpoint).invokeFunction({ functionId, invokeFunctionBody: "[]", ...request });

test("a function names the address that the agent answers at", async () => {
  const functions = client(FunctionsManagementClient, running.standin_url);
  const { items } = await functions.listApplications({ compartmentId, displayName: "fotogal" });
  const listed = (await functions.listFunctions({ applicationId: items[0].id, limit: 50 })).items;
  assert.ok(listed.length > 15);
  for (const { id, invokeEndpoint } of listed) {
    assert.equal(invokeEndpoint, running.functions_url);
    assert.equal((await functions.getFunction({ functionId: id })).function.invokeEndpoint, invokeEndpoint);
  }
});

test("invoked there it answers, whatever intent it is invoked with", async () => {
  for (const fnIntent of [undefined, "httprequest", "cloudevent"]) {
    const { value } = await invoke(running.functions_url, { fnInvokeType: "sync", fnIntent });
    assert.equal(JSON.parse(await text(value)).code, "bad_event");
  }
  assert.equal(await text((await invoke(running.functions_url, { fnInvokeType: "detached" })).value), "");
});

test("a dry run runs nothing", async () => {
  const { value } = await invoke(running.functions_url, { isDryRun: true });
  assert.equal(await text(value), "");
  await assert.rejects(
    invoke(running.functions_url, { isDryRun: true, functionId: "ocid1.fnfunc.oc1..none" }),
    refusal(404, "NotAuthorizedOrNotFound"),
  );
});

test("an invocation at the management address is refused as OCI refuses it", async () => {
  for (const request of [{}, { fnInvokeType: "detached" }, { isDryRun: true }]) {
    await assert.rejects(invoke(running.standin_url, request), (error) => {
      assert.match(error.message, /You're trying to invoke a function without setting the invoke endpoint/);
      return refusal(404, "NotAuthorizedOrNotFound")(error);
    });
  }
});
