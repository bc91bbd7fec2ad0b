const assert = require("node:assert");
const { test, before, after } = require("node:test");
const { LoggingManagementClient } = require("oci-logging");
const { LoggingClient } = require("oci-loggingingestion");
const { startCloud, refusal } = require("./cloud.cjs");

let cloud;
before(async () => (cloud = await startCloud()));
after(() => cloud.stop());

test("a group, a log and entries", async () => {
  const management = cloud.client(LoggingManagementClient);
  await management.createLogGroup({
    createLogGroupDetails: { compartmentId: cloud.compartment, displayName: "fotogal" },
  });
  const groups = await management.listLogGroups({ compartmentId: cloud.compartment, displayName: "fotogal" });
  const logGroupId = groups.items[0].id;
  await management.createLog({
    logGroupId,
    createLogDetails: { displayName: "audit", logType: "CUSTOM", isEnabled: true, retentionDuration: 30 },
  });
  const logs = await management.listLogs({ logGroupId, displayName: "audit" });
  const ingestion = cloud.client(LoggingClient);
  const now = new Date();
  const push = (logId) =>
    ingestion.putLogs({
      logId,
      putLogsDetails: {
        specversion: "1.0",
        logEntryBatches: [
          {
            entries: [{ data: '{"event":"signup"}', id: "1", time: now }],
            source: "test",
            type: "fotogal.audit",
            defaultlogentrytime: now,
          },
        ],
      },
    });
  await push(logs.items[0].id);
  await assert.rejects(push("ocid1.log.oc1..none"), refusal(404, "NotAuthorizedOrNotFound"));
});
