const assert = require("node:assert");
const { test, before, after } = require("node:test");
const common = require("oci-common");
const { ObjectStorageClient } = require("oci-objectstorage");
const { startCloud, text, refusal } = require("./cloud.cjs");

let cloud;
before(async () => (cloud = await startCloud()));
after(() => cloud.stop());

const bucket = (name) => ({ namespaceName: cloud.namespace, bucketName: name });
const create = (client, name) =>
  client.createBucket({
    namespaceName: cloud.namespace,
    createBucketDetails: { name, compartmentId: cloud.compartment },
  });

test("both kinds of principal sign", async () => {
  for (const provider of Object.values(cloud.providers)) {
    const answer = await cloud.client(ObjectStorageClient, provider).getNamespace({});
    assert.strictEqual(answer.value, cloud.namespace);
  }
});

test("a bucket and its objects", async () => {
  const client = cloud.client(ObjectStorageClient);
  await create(client, "photos");
  await assert.rejects(create(client, "photos"), refusal(409, "BucketAlreadyExists"));
  assert.strictEqual((await client.getBucket(bucket("photos"))).bucket.name, "photos");
  const object = { ...bucket("photos"), objectName: "a/b ü.txt" };
  const put = await client.putObject({
    ...object,
    putObjectBody: "hello 📷",
    contentLength: Buffer.byteLength("hello 📷"),
    contentType: "text/plain",
    opcMeta: { key: "value" },
  });
  const got = await client.getObject(object);
  assert.strictEqual(await text(got.value), "hello 📷");
  assert.strictEqual(got.contentType, "text/plain");
  assert.strictEqual(got.eTag, put.eTag);
  assert.strictEqual(got.opcMeta["opc-meta-key"], "value"); // the SDK keeps the header's whole name
  const head = await client.headObject(object);
  assert.strictEqual(head.contentLength, Buffer.byteLength("hello 📷"));
  // The SDK sends the range's text, and its own Range has none.
  const range = Object.assign(new common.Range(1, 3, null), { toString: () => "bytes=1-3" });
  const part = await client.getObject({ ...object, range });
  assert.strictEqual(await text(part.value), "ell");
  await assert.rejects(
    client.putObject({ ...object, putObjectBody: "x", contentLength: 1, ifNoneMatch: "*" }),
    refusal(412, "IfNoneMatchFailed"),
  );
  await client.deleteObject(object);
  await assert.rejects(client.getObject(object), refusal(404, "ObjectNotFound"));
  await assert.rejects(client.headObject({ ...bucket("none"), objectName: "x" }), (e) => e.statusCode === 404);
});

test("listing in pages", async () => {
  const client = cloud.client(ObjectStorageClient);
  await create(client, "list");
  for (const name of ["a", "b/1", "b/2", "c"]) {
    await client.putObject({ ...bucket("list"), objectName: name, putObjectBody: name, contentLength: name.length });
  }
  const names = [];
  let start;
  do {
    const { listObjects } = await client.listObjects({ ...bucket("list"), limit: 3, start, fields: "name,size" });
    names.push(...listObjects.objects.map((o) => `${o.name}:${o.size}`));
    start = listObjects.nextStartWith;
  } while (start);
  assert.deepStrictEqual(names, ["a:1", "b/1:3", "b/2:3", "c:1"]);
  const { listObjects } = await client.listObjects({ ...bucket("list"), delimiter: "/" });
  assert.deepStrictEqual(listObjects.prefixes, ["b/"]);
});

test("a pre-authenticated request", async () => {
  const client = cloud.client(ObjectStorageClient);
  await create(client, "par");
  const { preauthenticatedRequest } = await client.createPreauthenticatedRequest({
    ...bucket("par"),
    createPreauthenticatedRequestDetails: {
      name: "p",
      objectName: "up load",
      accessType: "ObjectReadWrite",
      timeExpires: new Date(Date.now() + 3600e3),
    },
  });
  const url = cloud.url + preauthenticatedRequest.accessUri;
  assert.strictEqual((await fetch(url, { method: "PUT", body: "bytes" })).status, 200);
  assert.strictEqual(await (await fetch(url)).text(), "bytes");
  const { items } = await client.listPreauthenticatedRequests(bucket("par"));
  assert.strictEqual(items[0].id, preauthenticatedRequest.id);
  await client.deletePreauthenticatedRequest({ ...bucket("par"), parId: preauthenticatedRequest.id });
  assert.strictEqual((await fetch(url)).status, 404);
});
