// Compartments, regions and networks by Oracle's SDK and its waiters; a new compartment with every service.
const assert = require("node:assert");
const { test, before, after } = require("node:test");
const { IdentityClient, models } = require("oci-identity");
const { VirtualNetworkClient, models: core } = require("oci-core");
const { ObjectStorageClient } = require("oci-objectstorage");
const { NosqlClient } = require("oci-nosql");
const { LoggingManagementClient } = require("oci-logging");
const { FunctionsManagementClient } = require("oci-functions");
const { GatewayClient, DeploymentClient, ApiGatewayClient, WorkRequestsClient } = require("oci-apigateway");
const { ScheduleClient } = require("oci-resourcescheduler");
const { ArtifactsClient } = require("oci-artifacts");
const { MonitoringClient } = require("oci-monitoring");
const { NotificationControlPlaneClient, NotificationDataPlaneClient } = require("oci-ons");
const { ResourceManagerClient } = require("oci-resourcemanager");
const { startCloud, refusal, isTime } = require("./cloud.cjs");

let cloud, tenancyId;
before(async () => {
  cloud = await startCloud();
  tenancyId = cloud.providers["API key"].getTenantId();
});
after(() => cloud.stop());

async function newCompartment(name, compartmentId = tenancyId) {
  const identity = cloud.client(IdentityClient);
  const { compartment } = await identity.createCompartment({
    createCompartmentDetails: { compartmentId, name, description: name },
  });
  assert.equal(compartment.lifecycleState, "CREATING");
  const waited = await identity
    .createWaiters({ delayStrategy: { delay: () => 0 } })
    .forCompartment({ compartmentId: compartment.id }, models.Compartment.LifecycleState.Active);
  assert.equal(waited.compartment.id, compartment.id);
  return waited.compartment;
}

test("a compartment is created, found by name, and lists its own compartments", async () => {
  const identity = cloud.client(IdentityClient);
  const made = await newCompartment("fotogal");
  assert.equal(made.compartmentId, tenancyId);
  assert.ok(isTime(made.timeCreated));
  const inner = await newCompartment("inner", made.id);
  const list = async (query) => (await identity.listCompartments(query)).items.map(({ name }) => name);
  assert.deepEqual(await list({ compartmentId: tenancyId, name: "fotogal" }), ["fotogal"]);
  assert.deepEqual(await list({ compartmentId: made.id }), ["inner"]);
  const all = await list({ compartmentId: tenancyId, compartmentIdInSubtree: true });
  assert.ok(all.includes("fotogal") && all.includes("inner"), all.join());
  const changed = await identity.updateCompartment({
    compartmentId: inner.id,
    updateCompartmentDetails: { description: "changed" },
  });
  assert.equal(changed.compartment.description, "changed");
  await assert.rejects(newCompartment("fotogal"), refusal(409, "Conflict"));
  await assert.rejects(identity.getCompartment({ compartmentId: "none" }), refusal(404, "NotAuthorizedOrNotFound"));
});

test("the tenancy is subscribed to one region", async () => {
  const identity = cloud.client(IdentityClient, cloud.providers["API key"]);
  const { items } = await identity.listRegionSubscriptions({ tenancyId });
  assert.deepEqual(items.map((region) => [region.regionName, region.status, region.isHomeRegion]), [["us-ashburn-1", "READY", true]]);
  assert.equal((await identity.listRegions({})).items[0].name, "us-ashburn-1");
  assert.equal((await identity.getTenancy({ tenancyId })).tenancy.homeRegionKey, "IAD");
});

test("an auth token is told once", async () => {
  const identity = cloud.client(IdentityClient);
  const userId = cloud.providers["API key"].getUser();
  const { authToken } = await identity.createAuthToken({ userId, createAuthTokenDetails: { description: "registry" } });
  assert.ok(authToken.token.length > 10);
  const { items } = await identity.listAuthTokens({ userId });
  assert.equal(items[0].token, undefined);
  await identity.deleteAuthToken({ userId, authTokenId: authToken.id });
});

test("a network with its parts, and the subnet of the local cloud", async () => {
  const network = cloud.client(VirtualNetworkClient);
  const compartmentId = cloud.compartment;
  const { vcn } = await network.createVcn({ createVcnDetails: { compartmentId, cidrBlocks: ["10.0.0.0/16"] } });
  const waiters = network.createWaiters(undefined, { delayStrategy: { delay: () => 0 } });
  await waiters.forVcn({ vcnId: vcn.id }, core.Vcn.LifecycleState.Available);
  const { internetGateway } = await network.createInternetGateway({
    createInternetGatewayDetails: { compartmentId, vcnId: vcn.id, isEnabled: true },
  });
  const { routeTable } = await network.createRouteTable({
    createRouteTableDetails: {
      compartmentId, vcnId: vcn.id,
      routeRules: [{ destination: "0.0.0.0/0", networkEntityId: internetGateway.id }],
    },
  });
  const { subnet } = await network.createSubnet({
    createSubnetDetails: { compartmentId, vcnId: vcn.id, cidrBlock: "10.0.0.0/24", routeTableId: routeTable.id },
  });
  const got = (await network.getSubnet({ subnetId: subnet.id })).subnet;
  assert.equal(got.routeTableId, routeTable.id);
  assert.deepEqual(got.securityListIds, [vcn.defaultSecurityListId]);
  assert.equal((await network.listSubnets({ compartmentId, vcnId: vcn.id })).items.length, 1);
  const local = (await network.getSubnet({ subnetId: "ocid1.subnet.oc1..local" })).subnet;
  assert.equal(local.lifecycleState, "AVAILABLE");
  await assert.rejects(network.deleteVcn({ vcnId: vcn.id }), refusal(409, "Conflict"));
});

test("a new compartment can be used with every service", async () => {
  const { id: compartmentId } = await newCompartment("everything");
  const displayName = "fotogal", objects = cloud.client(ObjectStorageClient);
  const namespaceName = cloud.namespace;
  await objects.createBucket({ namespaceName, createBucketDetails: { compartmentId, name: "everything" } });
  assert.equal((await objects.listBuckets({ namespaceName, compartmentId })).items.length, 1);

  const nosql = cloud.client(NosqlClient);
  await nosql.createTable({
    createTableDetails: {
      compartmentId, name: "t", ddlStatement: "CREATE TABLE t(id LONG, PRIMARY KEY(id))",
      tableLimits: { maxReadUnits: 1, maxWriteUnits: 1, maxStorageInGBs: 1 },
    },
  });
  await nosql.updateRow({ tableNameOrId: "t", updateRowDetails: { compartmentId, value: { id: 1 } } });
  assert.equal((await nosql.listTables({ compartmentId })).tableCollection.items.length, 1);
  await assert.rejects(nosql.getTable({ tableNameOrId: "t", compartmentId: cloud.compartment }), refusal(404, "TableNotFound"));

  const logging = cloud.client(LoggingManagementClient);
  await logging.createLogGroup({ createLogGroupDetails: { compartmentId, displayName } });
  assert.equal((await logging.listLogGroups({ compartmentId })).items.length, 1);

  const functions = cloud.client(FunctionsManagementClient);
  const { application } = await functions.createApplication({
    createApplicationDetails: { compartmentId, displayName, subnetIds: ["s"] },
  });
  const made = await functions.createFunction({
    createFunctionDetails: { applicationId: application.id, displayName: "f", memoryInMBs: 128 },
  });
  assert.equal(made.function.compartmentId, compartmentId);

  const gateways = cloud.client(GatewayClient);
  const { gateway } = await gateways.createGateway({
    createGatewayDetails: { compartmentId, displayName, endpointType: "PUBLIC", subnetId: "s" },
  });
  await cloud.client(DeploymentClient).createDeployment({
    createDeploymentDetails: { compartmentId, gatewayId: gateway.id, pathPrefix: "/", specification: { routes: [] } },
  });
  await cloud.client(ScheduleClient).createSchedule({
    createScheduleDetails: { compartmentId, displayName, action: "START_RESOURCE", recurrenceType: "CRON", recurrenceDetails: "0 * * * *" },
  });
  await cloud.client(ArtifactsClient).createContainerRepository({ createContainerRepositoryDetails: { compartmentId, displayName } });
  assert.equal((await gateways.listGateways({ compartmentId })).gatewayCollection.items.length, 1);
  await assert.rejects(
    gateways.createGateway({ createGatewayDetails: { compartmentId: "ocid1.compartment.oc1..none", endpointType: "PUBLIC", subnetId: "s" } }),
    refusal(404, "NotAuthorizedOrNotFound"),
  );
});

test("work requests of API Gateway name what they made", async () => {
  const compartmentId = cloud.compartment, gateways = cloud.client(GatewayClient);
  const { gateway, opcWorkRequestId } = await gateways.createGateway({
    createGatewayDetails: { compartmentId, displayName: "work", endpointType: "PUBLIC", subnetId: "s" },
  });
  const work = cloud.client(WorkRequestsClient);
  const { workRequest } = await work.createWaiters({ delayStrategy: { delay: () => 0 } }).forWorkRequest({ workRequestId: opcWorkRequestId });
  assert.equal(workRequest.operationType, "CREATE_GATEWAY");
  assert.equal(workRequest.status, "SUCCEEDED");
  assert.equal(workRequest.compartmentId, compartmentId);
  assert.ok(isTime(workRequest.timeAccepted) && isTime(workRequest.timeFinished));
  assert.deepEqual(workRequest.resources.map(({ actionType, entityType, identifier }) => [actionType, entityType, identifier]), [
    ["CREATED", "gateway", gateway.id],
  ]);
  assert.match(workRequest.resources[0].entityUri, new RegExp(gateway.id));
  const changed = await gateways.updateGateway({ gatewayId: gateway.id, updateGatewayDetails: { displayName: "new" } });
  assert.equal((await work.getWorkRequest({ workRequestId: changed.opcWorkRequestId })).workRequest.operationType, "UPDATE_GATEWAY");
  assert.ok((await work.listWorkRequests({ compartmentId })).workRequestCollection.items.length >= 2);
  assert.deepEqual((await work.listWorkRequestErrors({ workRequestId: opcWorkRequestId })).workRequestErrorCollection.items, []);
  await assert.rejects(
    cloud.client(ApiGatewayClient).createCertificate({
      createCertificateDetails: { compartmentId, certificate: "none", privateKey: "none" },
    }),
    refusal(400, "InvalidParameter"),
  );
});

test("services beyond the local cloud are refused by their names", async () => {
  const compartmentId = cloud.compartment;
  const named = (name) => (error) =>
    error.statusCode === 501 && error.serviceCode === "NotImplemented" &&
    error.message.startsWith(name) && error.message.includes("is beyond the local cloud");
  await assert.rejects(cloud.client(MonitoringClient).listAlarms({ compartmentId }), named("Monitoring"));
  await assert.rejects(
    cloud.client(NotificationControlPlaneClient).createTopic({ createTopicDetails: { compartmentId, name: "t" } }),
    named("Notifications"),
  );
  await assert.rejects(cloud.client(NotificationDataPlaneClient).listSubscriptions({ compartmentId }), named("Notifications"));
  await assert.rejects(cloud.client(ResourceManagerClient).listStacks({ compartmentId }), named("Resource Manager"));
});
