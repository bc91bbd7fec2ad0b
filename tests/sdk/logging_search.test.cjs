// Work requests of Logging, logs of services, and searching what was put, by Oracle's SDK.
const assert = require("node:assert");
const { test, before, after } = require("node:test");
const { LoggingManagementClient, models } = require("oci-logging");
const { LoggingClient } = require("oci-loggingingestion");
const { LogSearchClient } = require("oci-loggingsearch");
const { startCloud, refusal, isTime } = require("./cloud.cjs");

let cloud, management, logGroupId, logId;
const waiters = () => management.createWaiters({ delayStrategy: { delay: () => 0 } });

before(async () => {
  cloud = await startCloud();
  management = cloud.client(LoggingManagementClient);
});
after(() => cloud.stop());

test("a work request names the log group, then the log", async () => {
  const group = await management.createLogGroup({
    createLogGroupDetails: { compartmentId: cloud.compartment, displayName: "fotogal" },
  });
  const { workRequest } = await waiters().forWorkRequest({ workRequestId: group.opcWorkRequestId });
  assert.equal(workRequest.operationType, models.OperationTypes.CreateLogGroup);
  assert.equal(workRequest.compartmentId, cloud.compartment);
  assert.ok(isTime(workRequest.timeStarted));
  const [resource] = workRequest.resources;
  assert.deepEqual([resource.actionType, resource.entityType], ["CREATED", "loggroup"]);
  logGroupId = resource.identifier;
  assert.equal(resource.entityUri, "/logGroups/" + logGroupId);
  assert.equal((await management.getLogGroup({ logGroupId })).logGroup.displayName, "fotogal");

  const log = await management.createLog({
    logGroupId,
    createLogDetails: { displayName: "audit", logType: "CUSTOM", isEnabled: true, retentionDuration: 30 },
  });
  const work = (await waiters().forWorkRequest({ workRequestId: log.opcWorkRequestId })).workRequest;
  assert.equal(work.operationType, models.OperationTypes.CreateLog);
  logId = work.resources[0].identifier;
  assert.equal((await management.getLog({ logGroupId, logId })).log.logType, "CUSTOM");
  assert.equal((await management.listWorkRequests({ compartmentId: cloud.compartment })).items.length, 2);
  assert.deepEqual((await management.listWorkRequestErrors({ workRequestId: log.opcWorkRequestId })).items, []);
});

test("the log of a service, which is switched off", async () => {
  const source = { sourceType: "OCISERVICE", service: "functions", resource: "ocid1.fnapp.oc1..a", category: "invoke" };
  await management.createLog({
    logGroupId,
    createLogDetails: {
      displayName: "invoke", logType: "SERVICE", isEnabled: true, retentionDuration: 30,
      configuration: { compartmentId: cloud.compartment, source },
    },
  });
  const { items } = await management.listLogs({ logGroupId, sourceService: "functions" });
  assert.equal(items.length, 1);
  assert.deepEqual({ ...items[0].configuration.source }, source);
  await management.updateLog({ logGroupId, logId: items[0].id, updateLogDetails: { isEnabled: false } });
  assert.equal((await management.getLog({ logGroupId, logId: items[0].id })).log.lifecycleState, "INACTIVE");
  await management.deleteLog({ logGroupId, logId: items[0].id });
  await assert.rejects(
    management.createLog({ logGroupId, createLogDetails: { displayName: "x", logType: "SERVICE" } }),
    refusal(400, "InvalidParameter"),
  );
});

test("entries are found by text, field and time", async () => {
  const time = (seconds) => new Date(Date.UTC(2026, 10, 29, 12, 0, seconds));
  await cloud.client(LoggingClient).putLogs({
    logId,
    putLogsDetails: {
      specversion: "1.0",
      logEntryBatches: [
        {
          entries: [
            { data: '{"status":200,"function":"feed"}', id: "1", time: time(1) },
            { data: '{"status":503,"function":"feed"}', id: "2", time: time(2) },
            { data: '{"status":500,"function":"like"}', id: "3", time: time(3) },
          ],
          source: "test", type: "fotogal.request", subject: "/v1", defaultlogentrytime: time(0),
        },
      ],
    },
  });
  const search = cloud.client(LogSearchClient);
  const found = async (steps, more = {}) => {
    const { searchResponse } = await search.searchLogs({
      searchLogsDetails: {
        timeStart: time(0), timeEnd: time(60), searchQuery: `search "${cloud.compartment}" ${steps}`, isReturnFieldInfo: true, ...more,
      },
    });
    assert.equal(searchResponse.summary.resultCount, searchResponse.results.length);
    return searchResponse.results.map(({ data }) => data.logContent.id).join("");
  };
  assert.equal(await found(""), "123");
  assert.equal(await found(`| where logContent = '*"status":5*' | sort by datetime desc`), "32");
  assert.equal(await found("| where data.status = 503"), "2");
  assert.equal(await found("| where data.function = 'feed' and data.status < 500"), "1");
  assert.equal(await found("| top 1 by data.status"), "2");
  assert.equal(await found("", { timeStart: time(2) }), "23");
  assert.equal(await found("", { timeEnd: time(2) }), "12");
  const { searchResponse } = await search.searchLogs({
    searchLogsDetails: {
      timeStart: time(0), timeEnd: time(9), isReturnFieldInfo: true,
      searchQuery: `search "${cloud.compartment}/${logGroupId}/${logId}" | where data.status = 200`,
    },
  });
  const { datetime, logContent } = searchResponse.results[0].data;
  assert.equal(datetime, time(1).getTime());
  assert.deepEqual(logContent.data, { status: 200, function: "feed" });
  assert.equal(logContent.oracle.logid, logId);
  assert.equal(logContent.type, "fotogal.request");
  assert.ok(searchResponse.fields.some(({ fieldName, fieldType }) => fieldName === "logContent.data.status" && fieldType === "NUMBER"));
});

test("a search comes in pages, and a query that is not supported is refused by name", async () => {
  const search = cloud.client(LogSearchClient);
  const details = (searchQuery) => ({ timeStart: new Date("2026-11-29T12:00:00Z"), timeEnd: new Date("2026-11-29T12:01:00Z"), searchQuery });
  const searchLogsDetails = details(`search "${cloud.compartment}"`);
  const first = await search.searchLogs({ searchLogsDetails, limit: 2 });
  assert.equal(first.searchResponse.results.length, 2);
  const second = await search.searchLogs({ searchLogsDetails, limit: 2, page: first.opcNextPage });
  assert.equal(second.searchResponse.results.length, 1);
  await assert.rejects(
    search.searchLogs({ searchLogsDetails: details(`search "c" | summarize count()`) }),
    (error) => error.statusCode === 501 && error.message.includes("summarize"),
  );
  await assert.rejects(search.searchLogs({ searchLogsDetails: details("find it") }), refusal(400, "InvalidParameter"));
});
