// What `fotogal provision` has made in an empty tenancy, as Oracle's SDK finds it.
const assert = require("node:assert");
const { test, before, after } = require("node:test");
const { spawn, spawnSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const readline = require("node:readline");
const common = require("oci-common");
const { IdentityClient } = require("oci-identity");
const { ObjectStorageClient } = require("oci-objectstorage");
const { NosqlClient } = require("oci-nosql");
const { LoggingManagementClient } = require("oci-logging");
const { ArtifactsClient } = require("oci-artifacts");
const { FunctionsManagementClient } = require("oci-functions");
const { GatewayClient, DeploymentClient } = require("oci-apigateway");
const { ScheduleClient } = require("oci-resourcescheduler");

const compartmentId = "ocid1.compartment.oc1..fotogallocalcompartment";
const imagePrefix = "gru.ocir.io/fotogal/photos";
const functionNames = JSON.parse(
  fs.readFileSync(path.join(path.dirname(process.env.FOTOGAL), "functions/manifest.json"), "utf8"),
);

let folder, up, url, provider;

before(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "sdk-provision-"));
  const data = path.join(folder, "data");
  up = spawn(process.env.FOTOGAL, ["up", "--cloud-only", "--data", data], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const line = await new Promise((resolve, reject) => {
    readline.createInterface({ input: up.stdout }).once("line", resolve);
    up.once("exit", (code) => reject(new Error("fotogal up ended with " + code)));
  });
  url = /http:\/\/[\d.:]+/.exec(line)[0];
  fs.writeFileSync(
    path.join(folder, "settings.json"),
    JSON.stringify({ data, image_prefix: imagePrefix, image_tag: "0.1.0" }),
  );
  const provisioned = spawnSync(
    process.env.FOTOGAL,
    ["provision", "--yes", "--config", path.join(folder, "settings.json")],
    { encoding: "utf8" },
  );
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

const client = (Client) => {
  const made = new Client(
    { authenticationDetailsProvider: provider },
    { retryConfiguration: common.NoRetryConfigurationDetails },
  );
  made.endpoint = url;
  return made;
};

test("the compartment, the buckets: one private, one whose objects anybody reads", async () => {
  const { compartment } = await client(IdentityClient).getCompartment({ compartmentId });
  assert.equal(compartment.lifecycleState, "ACTIVE");
  const objects = client(ObjectStorageClient);
  const namespaceName = (await objects.getNamespace({})).value;
  const access = async (bucketName) =>
    (await objects.getBucket({ namespaceName, bucketName })).bucket.publicAccessType;
  assert.equal(await access("fotogal"), "NoPublicAccess");
  assert.equal(await access("fotogal-web"), "ObjectReadWithoutList");
});

test("the tables, on demand, with their indexes", async () => {
  const nosql = client(NosqlClient);
  const { tableCollection } = await nosql.listTables({ compartmentId });
  const names = tableCollection.items.map((table) => table.name);
  for (const name of ["users", "images", "follows", "feed", "jobs"])
    assert.ok(names.includes("fotogal_ntable_" + name), name);
  for (const tableNameOrId of names) {
    const { table } = await nosql.getTable({ tableNameOrId, compartmentId });
    assert.equal(table.lifecycleState, "ACTIVE");
    assert.equal(table.tableLimits.capacityMode, "ON_DEMAND");
  }
  const { indexCollection } = await nosql.listIndexes({
    tableNameOrId: "fotogal_ntable_follows",
    compartmentId,
  });
  assert.deepEqual(indexCollection.items.map((index) => index.name).sort(), [
    "delivery_idx",
    "followee_idx",
  ]);
});

test("the log in its group", async () => {
  const logging = client(LoggingManagementClient);
  const groups = await logging.listLogGroups({ compartmentId, displayName: "fotogal" });
  assert.equal(groups.items.length, 1);
  const logs = await logging.listLogs({ logGroupId: groups.items[0].id, displayName: "fotogal" });
  assert.equal(logs.items.length, 1);
});

test("a private repository for every function's image", async () => {
  const { containerRepositoryCollection } = await client(ArtifactsClient).listContainerRepositories({
    compartmentId,
  });
  assert.deepEqual(
    containerRepositoryCollection.items.map((repository) => repository.displayName).sort(),
    functionNames.map(({ name }) => "photos/" + name).sort(),
  );
  assert.ok(containerRepositoryCollection.items.every((repository) => repository.isPublic === false));
});

test("the application with its configuration, and every function as its manifest says", async () => {
  const functions = client(FunctionsManagementClient);
  const applications = await functions.listApplications({ compartmentId, displayName: "fotogal" });
  const applicationId = applications.items[0].id;
  const { application } = await functions.getApplication({ applicationId });
  const list = (await functions.listFunctions({ applicationId, limit: 50 })).items;
  assert.equal(list.length, functionNames.length);
  for (const { name, memory_mb, timeout_s } of functionNames) {
    const found = list.find((candidate) => candidate.displayName === name);
    const answer = await functions.getFunction({ functionId: found.id });
    const it = answer.function;
    assert.equal(it.image, `${imagePrefix}/${name}:0.1.0`);
    assert.equal(it.memoryInMBs, memory_mb);
    assert.equal(it.timeoutInSeconds, timeout_s);
  }
  const idOf = (name) => list.find((candidate) => candidate.displayName === name).id;
  assert.equal(application.config.FOTOGAL_FANOUT_FUNCTION_ID, idOf("fanout"));
  assert.equal(application.config.FOTOGAL_BUCKET, "fotogal");
  assert.match(application.config.FOTOGAL_CURSOR_KEY, /^[0-9a-f]{64}$/);
  assert.match(application.config.FOTOGAL_PUSH_KEY, /^[0-9a-f]{64}$/);
  const bytes = Object.entries(application.config).flat().join("").length;
  assert.ok(bytes < 4096, `${bytes} bytes of configuration`);
});

test("the gateway, and a deployment whose routes lead to these functions", async () => {
  const gateways = await client(GatewayClient).listGateways({ compartmentId, displayName: "fotogal" });
  assert.equal(gateways.gatewayCollection.items.length, 1);
  const deployments = client(DeploymentClient);
  const list = await deployments.listDeployments({ compartmentId, displayName: "fotogal" });
  const { deployment } = await deployments.getDeployment({
    deploymentId: list.deploymentCollection.items[0].id,
  });
  assert.equal(deployment.gatewayId, gateways.gatewayCollection.items[0].id);
  assert.equal(deployment.pathPrefix, "/");
  const { routes, requestPolicies } = deployment.specification;
  assert.ok(routes.length > 20);
  const upload = routes.find((route) => route.path === "/v1/images");
  assert.match(upload.backend.functionId, /^ocid1\.fnfunc\./);
  assert.match(requestPolicies.authentication.functionId, /^ocid1\.fnfunc\./);
  assert.ok(!JSON.stringify(deployment.specification).includes("{{"));
});

test("the schedule that starts the sweep", async () => {
  const schedules = client(ScheduleClient);
  const { scheduleCollection } = await schedules.listSchedules({ compartmentId });
  assert.equal(scheduleCollection.items.length, 1);
  const { schedule } = await schedules.getSchedule({ scheduleId: scheduleCollection.items[0].id });
  assert.equal(schedule.action, "START_RESOURCE");
  assert.equal(schedule.recurrenceType, "CRON");
  assert.match(schedule.resources[0].id, /^ocid1\.fnfunc\./);
});
