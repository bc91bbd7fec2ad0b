// The commands of Oracle's `oci` that the pages show: which operation each calls, and with what. Options are named as the
// command line names them; one that is not listed is refused, as there.
const { IdentityClient } = require("oci-identity");
const { VirtualNetworkClient } = require("oci-core");
const { ObjectStorageClient } = require("oci-objectstorage");
const { NosqlClient } = require("oci-nosql");
const { LoggingManagementClient } = require("oci-logging");
const { LogSearchClient } = require("oci-loggingsearch");
const { FunctionsManagementClient } = require("oci-functions");
const { ApiGatewayClient, DeploymentClient, GatewayClient, WorkRequestsClient } = require("oci-apigateway");
const { ScheduleClient } = require("oci-resourcescheduler");
const { NotificationControlPlaneClient, NotificationDataPlaneClient } = require("oci-ons");
const { MonitoringClient } = require("oci-monitoring");
const { ResourceManagerClient } = require("oci-resourcemanager");

// Options that a command has for itself: "a b" are members of the same name in camel case, "a=x" the member x.
const members = (text) =>
  Object.fromEntries(
    text.split(" ").filter(Boolean).map((option) => {
      const [name, member] = option.split("=");
      return [name, member ?? name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())];
    }),
  );

// client, operation; the options that are members of the request; those that are members of its details.
const command = (client, operation, ofRequest, ofDetails = "", more = {}) => ({
  client,
  operation,
  ofRequest: members(ofRequest),
  ofDetails: members(ofDetails),
  details: operation + "Details",
  ...more,
});

// How --wait-for-state looks: at the resource, or at the work request, which is then what the command prints.
const lifecycle = (operation, id, model) => async (client, made) => {
  const answer = await client[operation]({ [id]: made.id });
  return { state: answer[model].lifecycleState, data: answer[model] };
};
const workRequest = (operation, Client) => async (client, made, answer, another) => {
  const { workRequest: work } = await (Client ? another(Client) : client)[operation]({
    workRequestId: answer.opcWorkRequestId,
  });
  return { state: work.status, data: work };
};
const ofGateway = workRequest("getWorkRequest", WorkRequestsClient);
const ofLogging = workRequest("getWorkRequest");

const network = (operation, model, options) =>
  command(VirtualNetworkClient, "create" + operation, "", "compartment-id display-name " + options, {
    waits: lifecycle("get" + operation, model[0], model[1]),
  });

module.exports = {
  "iam region list": command(IdentityClient, "listRegions", ""),
  "iam region-subscription list": command(IdentityClient, "listRegionSubscriptions", "tenancy-id"),
  "iam compartment create": command(IdentityClient, "createCompartment", "", "compartment-id name description", {
    waits: lifecycle("getCompartment", "compartmentId", "compartment"),
  }),
  "iam auth-token create": command(IdentityClient, "createAuthToken", "user-id", "description"),
  "iam policy create": command(IdentityClient, "createPolicy", "", "compartment-id name description statements"),
  "network vcn create": network("Vcn", ["vcnId", "vcn"], "cidr-blocks"),
  "network internet-gateway create": network("InternetGateway", ["igId", "internetGateway"], "vcn-id is-enabled"),
  "network route-table create": network("RouteTable", ["rtId", "routeTable"], "vcn-id route-rules"),
  "network security-list create": network("SecurityList", ["securityListId", "securityList"],
    "vcn-id ingress-security-rules egress-security-rules"),
  "network subnet create": network("Subnet", ["subnetId", "subnet"],
    "vcn-id cidr-block route-table-id security-list-ids"),
  "os ns get": command(ObjectStorageClient, "getNamespace", ""),
  "os bucket create": command(ObjectStorageClient, "createBucket", "", "compartment-id name public-access-type versioning",
    { inNamespace: true }),
  "os bucket list": command(ObjectStorageClient, "listBuckets", "compartment-id", "", { inNamespace: true }),
  // The command line sends the bucket's name with its details.
  "os bucket update": command(ObjectStorageClient, "updateBucket", "bucket-name", "versioning public-access-type", {
    inNamespace: true,
    also: ({ bucketName, namespaceName }) => ({ name: bucketName, namespace: namespaceName }),
  }),
  "os object put": command(ObjectStorageClient, "putObject",
    "bucket-name name=objectName file=putObjectBody content-type cache-control content-encoding force=-", "",
    { inNamespace: true }),
  "os object-lifecycle-policy put": command(ObjectStorageClient, "putObjectLifecyclePolicy", "bucket-name", "items",
    { inNamespace: true }),
  "os object bulk-delete-versions": command(ObjectStorageClient, "listObjectVersions", "bucket-name", "", {
    inNamespace: true,
    then: async (client, request, { objectVersionCollection }) => {
      for (const { name: objectName, versionId } of objectVersionCollection.items)
        await client.deleteObject({ ...request, objectName, versionId });
    },
  }),
  "nosql table create": command(NosqlClient, "createTable", "", "compartment-id name ddl-statement table-limits",
    { waits: workRequest("getWorkRequest") }),
  "nosql index create": command(NosqlClient, "createIndex", "table-name-or-id", "compartment-id index-name=name keys",
    { waits: workRequest("getWorkRequest") }),
  "logging log-group create": command(LoggingManagementClient, "createLogGroup", "", "compartment-id display-name",
    { waits: ofLogging }),
  "logging log-group list": command(LoggingManagementClient, "listLogGroups", "compartment-id display-name"),
  "logging log create": command(LoggingManagementClient, "createLog", "log-group-id",
    "display-name log-type is-enabled retention-duration configuration", { waits: ofLogging }),
  "logging log list": command(LoggingManagementClient, "listLogs", "log-group-id"),
  "logging-search search-logs": command(LogSearchClient, "searchLogs", "", "time-start time-end search-query"),
  "fn application create": command(FunctionsManagementClient, "createApplication", "",
    "compartment-id display-name subnet-ids shape"),
  "fn application list": command(FunctionsManagementClient, "listApplications", "compartment-id display-name"),
  "fn function get": command(FunctionsManagementClient, "getFunction", "function-id"),
  "fn function update": command(FunctionsManagementClient, "updateFunction", "function-id",
    "detached-mode-timeout-in-seconds provisioned-concurrency=provisionedConcurrencyConfig"),
  "api-gateway gateway create": command(GatewayClient, "createGateway", "",
    "compartment-id display-name endpoint-type subnet-id", { waits: ofGateway }),
  "api-gateway gateway list": command(GatewayClient, "listGateways", "compartment-id"),
  "api-gateway gateway get": command(GatewayClient, "getGateway", "gateway-id"),
  "api-gateway gateway update": command(GatewayClient, "updateGateway", "gateway-id", "certificate-id",
    { waits: ofGateway }),
  "api-gateway deployment create": command(DeploymentClient, "createDeployment", "",
    "compartment-id gateway-id display-name path-prefix specification", { waits: ofGateway }),
  "api-gateway deployment list": command(DeploymentClient, "listDeployments", "compartment-id"),
  "api-gateway certificate create": command(ApiGatewayClient, "createCertificate", "",
    "compartment-id display-name certificate private-key", { waits: ofGateway }),
  "resource-scheduler schedule create": command(ScheduleClient, "createSchedule", "",
    "compartment-id display-name action recurrence-type recurrence-details resources"),
  "ons topic create": command(NotificationControlPlaneClient, "createTopic", "", "compartment-id name"),
  "ons subscription create": command(NotificationDataPlaneClient, "createSubscription", "",
    "compartment-id topic-id protocol subscription-endpoint=endpoint"),
  "monitoring alarm create": command(MonitoringClient, "createAlarm", "", "compartment-id metric-compartment-id " +
    "display-name namespace query-text=query severity is-enabled destinations"),
  "resource-manager stack create": command(ResourceManagerClient, "createStack", "",
    "compartment-id display-name terraform-version variables config-source=-", {
      also: () => ({ configSource: { configSourceType: "ZIP_UPLOAD", zipFileBase64Encoded: "" } }),
    }),
  "resource-manager job create-apply-job": command(ResourceManagerClient, "createJob", "", "stack-id", {
    ofRequest: members("execution-plan-strategy=-"),
    also: () => ({ operation: "APPLY" }),
  }),
};
