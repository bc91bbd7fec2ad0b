// Changes of buckets, versions, renaming, copies, lifecycle policies and the usage of tables, by Oracle's SDK.
const assert = require("node:assert");
const { test, before, after } = require("node:test");
const { ObjectStorageClient, models } = require("oci-objectstorage");
const { NosqlClient } = require("oci-nosql");
const { startCloud, text, refusal, isTime } = require("./cloud.cjs");

let cloud, objects, at;
before(async () => {
  cloud = await startCloud();
  objects = cloud.client(ObjectStorageClient);
  at = { namespaceName: cloud.namespace, bucketName: "photos" };
  for (const name of ["photos", "copies"])
    await objects.createBucket({
      namespaceName: cloud.namespace,
      createBucketDetails: { compartmentId: cloud.compartment, name },
    });
});
after(() => cloud.stop());

const put = (objectName, body, more = {}) =>
  objects.putObject({ ...at, objectName, putObjectBody: Buffer.from(body), contentLength: body.length, ...more });
const read = async (objectName, versionId) => text((await objects.getObject({ ...at, objectName, versionId })).value);
const versions = async () =>
  (await objects.listObjectVersions({ ...at, fields: "name,size" })).objectVersionCollection.items;

test("a bucket is updated with its own name, as the command line does", async () => {
  const { bucket } = await objects.updateBucket({
    ...at,
    updateBucketDetails: {
      namespace: cloud.namespace, name: "photos", versioning: models.UpdateBucketDetails.Versioning.Enabled, metadata: { k: "v" },
    },
  });
  assert.equal(bucket.versioning, "Enabled");
  assert.deepEqual({ ...(await objects.getBucket(at)).bucket.metadata }, { k: "v" });
  await assert.rejects(
    objects.updateBucket({ ...at, updateBucketDetails: { name: "other" } }),
    refusal(501, "NotImplemented"),
  );
});

test("a deleted object is recovered by deleting its delete marker", async () => {
  const first = await put("a", "1");
  const second = await put("a", "2");
  assert.equal(await read("a"), "2");
  assert.equal(await read("a", first.versionId), "1");
  const deleted = await objects.deleteObject({ ...at, objectName: "a" });
  // The SDK reads the header is-delete-marker as undefined: versions_test.cc looks at it.
  await assert.rejects(read("a"), refusal(404, "ObjectNotFound"));
  assert.deepEqual((await versions()).map(({ versionId, isDeleteMarker }) => [versionId, isDeleteMarker]), [
    [deleted.versionId, true],
    [second.versionId, false],
    [first.versionId, false],
  ]);
  await objects.deleteObject({ ...at, objectName: "a", versionId: deleted.versionId });
  assert.equal(await read("a"), "2");
  const head = await objects.headObject({ ...at, objectName: "a", versionId: first.versionId });
  assert.equal(head.versionId, first.versionId);
  await assert.rejects(objects.deleteBucket(at), refusal(409, "BucketNotEmpty"));
});

test("versions come in pages", async () => {
  const names = [];
  let page;
  do {
    const list = await objects.listObjectVersions({ ...at, limit: 1, page });
    names.push(...list.objectVersionCollection.items.map(({ name }) => name));
    page = list.opcNextPage;
  } while (page);
  assert.deepEqual(names, ["a", "a"]);
});

test("an object is renamed", async () => {
  await put("old", "bytes", { contentType: "image/png" });
  const renamed = await objects.renameObject({ ...at, renameObjectDetails: { sourceName: "old", newName: "new" } });
  assert.ok(renamed.versionId);
  assert.equal(await read("new"), "bytes");
  assert.equal((await objects.headObject({ ...at, objectName: "new" })).contentType, "image/png");
  await assert.rejects(read("old"), refusal(404, "ObjectNotFound"));
  await assert.rejects(
    objects.renameObject({ ...at, renameObjectDetails: { sourceName: "new", newName: "a", newObjIfNoneMatchETag: "*" } }),
    refusal(412, "IfNoneMatchFailed"),
  );
});

test("an object is copied, and its work request says so", async () => {
  const copyObjectDetails = {
    sourceObjectName: "a", destinationRegion: "us-ashburn-1", destinationNamespace: cloud.namespace,
    destinationBucket: "copies", destinationObjectName: "b",
  };
  const { opcWorkRequestId: workRequestId } = await objects.copyObject({ ...at, copyObjectDetails });
  const { workRequest } = await objects.createWaiters({ delayStrategy: { delay: () => 0 } }).forWorkRequest({ workRequestId });
  assert.equal(workRequest.operationType, "COPY_OBJECT");
  assert.equal(workRequest.status, "COMPLETED");
  assert.equal(workRequest.compartmentId, cloud.compartment);
  assert.deepEqual(workRequest.resources.map(({ actionType, metadata }) => [actionType, metadata.BUCKET, metadata.OBJECT]), [
    ["READ", "photos", "a"],
    ["WRITTEN", "copies", "b"],
  ]);
  const copy = await objects.getObject({ ...at, bucketName: "copies", objectName: "b" });
  assert.equal(await text(copy.value), "2");
  assert.deepEqual((await objects.listWorkRequestErrors({ workRequestId })).items, []);
  await assert.rejects(
    objects.copyObject({ ...at, copyObjectDetails: { ...copyObjectDetails, destinationRegion: "eu-frankfurt-1" } }),
    refusal(501, "NotImplemented"),
  );
});

test("a lifecycle policy is kept", async () => {
  await assert.rejects(objects.getObjectLifecyclePolicy(at), refusal(404, "LifecyclePolicyNotFound"));
  const items = [
    {
      name: "forget", action: "DELETE", timeAmount: 30, timeUnit: models.ObjectLifecycleRule.TimeUnit.Days,
      target: "previous-object-versions", isEnabled: true,
    },
  ];
  const put = await objects.putObjectLifecyclePolicy({ ...at, putObjectLifecyclePolicyDetails: { items } });
  assert.match(put.eTag, /^lifecycle-policy-/);
  const { objectLifecyclePolicy } = await objects.getObjectLifecyclePolicy(at);
  assert.deepEqual(JSON.parse(JSON.stringify(objectLifecyclePolicy.items)), items);
  assert.ok(isTime(objectLifecyclePolicy.timeCreated));
  await objects.deleteObjectLifecyclePolicy(at);
  await assert.rejects(objects.getObjectLifecyclePolicy(at), refusal(404, "LifecyclePolicyNotFound"));
});

test("a table's usage by the minute", async () => {
  const nosql = cloud.client(NosqlClient), compartmentId = cloud.compartment;
  await nosql.createTable({
    createTableDetails: {
      compartmentId, name: "t", ddlStatement: "CREATE TABLE t(id LONG, PRIMARY KEY(id))",
      tableLimits: { maxReadUnits: 50, maxWriteUnits: 50, maxStorageInGBs: 1 },
    },
  });
  await nosql.updateRow({ tableNameOrId: "t", updateRowDetails: { compartmentId, value: { id: 1 } } });
  const { tableUsageCollection } = await nosql.listTableUsage({ tableNameOrId: "t", compartmentId });
  assert.equal(tableUsageCollection.items.length, 1);
  const [usage] = tableUsageCollection.items;
  assert.equal(usage.secondsInPeriod, 60);
  assert.equal(typeof usage.writeUnits, "number");
  assert.ok(isTime(usage.timeStarted) && new Date(usage.timeStarted) < new Date());
  await assert.rejects(nosql.listTableUsage({ tableNameOrId: "none", compartmentId }), refusal(404, "TableNotFound"));
});
