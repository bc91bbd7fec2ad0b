// API deployments by Oracle's SDK: the stand-in takes our specification, and refuses what breaks the
// service's rules with words that say what and where.
const assert = require("node:assert");
const { test, before, after } = require("node:test");
const fs = require("node:fs");
const path = require("node:path");
const { GatewayClient, DeploymentClient } = require("oci-apigateway");
const { startCloud } = require("./cloud.cjs");

const ours = JSON.parse(
  fs
    .readFileSync(path.join(process.env.FOTOGAL_SOURCE, "api-gateway/deployment.json.in"), "utf8")
    .replaceAll("{{objectstorage.endpoint}}", "https://objectstorage.sa-saopaulo-1.oraclecloud.com")
    .replaceAll(/{{[^}]+}}/g, "filled"),
);

let cloud, compartmentId, deployments, gatewayId;

before(async () => {
  cloud = await startCloud();
  compartmentId = cloud.compartment;
  const provider = cloud.providers["API key"];
  deployments = cloud.client(DeploymentClient, provider);
  const { gateway } = await cloud.client(GatewayClient, provider).createGateway({
    createGatewayDetails: { compartmentId, displayName: "g", endpointType: "PUBLIC", subnetId: "s" },
  });
  gatewayId = gateway.id;
});

after(() => cloud.stop());

const details = (displayName, change = {}) => ({
  createDeploymentDetails: {
    compartmentId, gatewayId, displayName, pathPrefix: "/", specification: ours, ...change,
  },
});

const testdata = (name) =>
  JSON.parse(fs.readFileSync(path.join(process.env.FOTOGAL_SOURCE, "local/specification/testdata", name), "utf8"));

// As local/specification/testing.h expands the table's values.
function expanded(value) {
  if (value?.$times !== undefined) return value.$text + value.$then.repeat(value.$times);
  if (value?.$count === undefined) return value;
  return Array.from({ length: value.$count }, (_, i) =>
    JSON.parse(JSON.stringify(value.$item).replaceAll("#", i)));
}

// The good specification with one thing changed.
function changed({ at, value }) {
  const specification = testdata("good.json");
  const steps = at.split("/").slice(1);
  const last = steps.pop();
  let node = specification;
  for (const step of steps) node = node[step];
  node[last] = expanded(value);
  return specification;
}

// The details' paths begin with "specification"; the table's do not.
const refusal = ({ rule, line }) => (error) =>
  error.statusCode === 400 && error.serviceCode === "InvalidParameter" &&
  error.message.split("\n").map((one) => one.replaceAll("specification.", "")).some((one) =>
    one.startsWith(line.replace("the specification", "specification")) && one.endsWith(`(${rule})`));

test("our specification is taken, when a deployment is made and when it is changed", async () => {
  const { deployment } = await deployments.createDeployment(details("ours"));
  const specification = structuredClone(ours);
  specification.loggingPolicies.executionLog.logLevel = "WARN";
  await deployments.updateDeployment({
    deploymentId: deployment.id,
    updateDeploymentDetails: { specification },
  });
  const now = (await deployments.getDeployment({ deploymentId: deployment.id })).deployment;
  assert.equal(now.specification.loggingPolicies.executionLog.logLevel, "WARN");
  assert.equal(now.specification.routes.length, ours.routes.length);
});

test("what breaks a rule, whichever, is refused by name and place; nothing is made or changed", async () => {
  const { deployment } = await deployments.createDeployment(details("kept"));
  const list = async () =>
    (await deployments.listDeployments({ compartmentId })).deploymentCollection.items.length;
  const count = await list();
  const deploymentId = deployment.id;
  const kept = (await deployments.getDeployment({ deploymentId })).deployment;
  const broken = testdata("broken.json");
  assert.ok(broken.length > 50);
  for (const one of broken) {
    const specification = changed(one);
    await assert.rejects(
      deployments.createDeployment(details("broken", { specification })),
      refusal(one), `create: ${one.rule} at ${one.at}`);
    await assert.rejects(
      deployments.updateDeployment({ deploymentId, updateDeploymentDetails: { specification } }),
      refusal(one), `update: ${one.rule} at ${one.at}`);
  }
  assert.equal(await list(), count);
  assert.deepEqual((await deployments.getDeployment({ deploymentId })).deployment, kept);
});

test("a path prefix that the service does not take", async () => {
  for (const pathPrefix of ["photos", "/photos/", "/" + "a".repeat(255)])
    await assert.rejects(
      deployments.createDeployment(details("prefix", { pathPrefix })),
      (error) => error.statusCode === 400 && error.message.includes("(path-prefix)"));
});
