// Oracle's NoSQL driver for Node.js, unchanged, against the stand-in: its own protocol, signed with an API key.
const assert = require("node:assert");
const fs = require("node:fs");
const { test, before, after } = require("node:test");
const { NoSQLClient, TableState, CapacityMode, Consistency, ErrorCode } = require("oracle-nosqldb");
const { startCloud } = require("./cloud.cjs");

const clouds = [], clients = [];
let client;

// A profile of an OCI configuration file.
function profile(file) {
  const lines = fs.readFileSync(file, "utf8").split("\n").filter((line) => line.includes("="));
  return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).map((part) => part.trim())));
}

function connect(cloud, more = {}) {
  const { tenancy, user, fingerprint, key_file } = profile(cloud.config);
  const made = new NoSQLClient({
    endpoint: cloud.url,
    compartment: cloud.compartment,
    auth: { iam: { tenantId: tenancy, userId: user, fingerprint, privateKeyFile: key_file } },
    ...more,
  });
  clients.push(made);
  return made;
}

before(async () => {
  clouds.push(await startCloud());
  client = connect(clouds[0]);
});
after(async () => {
  for (const made of clients) await made.close();
  for (const cloud of clouds) await cloud.stop();
});

const limits = { readUnits: 100, writeUnits: 100, storageGB: 1 };
const done = { complete: true, delay: 5 };
const fails = (code, text = "") => (error) => {
  assert.strictEqual(error.errorCode, ErrorCode[code], error.stack);
  assert.ok(error.message.includes(text), error.message);
  return true;
};
const create = (name, columns, by = client) =>
  by.tableDDL(`CREATE TABLE ${name} (${columns})`, { tableLimits: limits, ...done });
const reactions = "author LONG, image LONG, person LONG, n INTEGER, s STRING, PRIMARY KEY(SHARD(author, image), person)";
async function all(statement, opt = {}, by = client) {
  const rows = [];
  let pages = 0;
  for await (const page of by.queryIterable(statement, opt)) {
    rows.push(...page.rows);
    pages += 1;
  }
  return { rows, pages };
}

test("a table from its creation to its end", async () => {
  const begun = await client.tableDDL("CREATE TABLE life (id LONG, s STRING, PRIMARY KEY(id)) USING TTL 5 DAYS", {
    tableLimits: limits,
  });
  assert.strictEqual(begun.tableState, TableState.CREATING);
  assert.ok(begun.operationId);
  const made = await client.forCompletion(begun, { delay: 5 });
  assert.strictEqual(made.tableState, TableState.ACTIVE);
  assert.strictEqual(made.tableName, "life");
  assert.strictEqual(made.compartmentId, clouds[0].compartment);
  assert.ok(made.tableOCID.startsWith("ocid1.nosqltable."));
  assert.ok(made.tableDDL.startsWith("CREATE TABLE IF NOT EXISTS life"));
  const schema = JSON.parse(made.schema);
  assert.deepStrictEqual(schema.primaryKey, ["id"]);
  assert.strictEqual(schema.ttl, "5 DAYS");
  const got = await client.getTable("life");
  assert.strictEqual(got.tableState, TableState.ACTIVE);
  assert.strictEqual(got.etag, made.etag);
  assert.deepStrictEqual({ ...got.tableLimits }, { ...limits, mode: CapacityMode.PROVISIONED });
  assert.strictEqual((await client.getTable({ tableName: "life", operationId: begun.operationId })).operationId, begun.operationId);
  const altered = await client.tableDDL("ALTER TABLE life (ADD n INTEGER)", { ...done });
  assert.strictEqual(altered.tableState, TableState.ACTIVE);
  assert.ok(JSON.parse(altered.schema).fields.some((field) => field.name === "n"));
  const wider = await client.setTableLimits("life", { readUnits: 7, writeUnits: 8, storageGB: 2 }, done);
  assert.strictEqual(wider.tableLimits.writeUnits, 8);
  const free = await client.setTableLimits("life", { storageGB: 3, mode: CapacityMode.ON_DEMAND }, done);
  assert.strictEqual(free.tableLimits.mode, CapacityMode.ON_DEMAND);
  const dropping = await client.tableDDL("DROP TABLE life");
  assert.strictEqual(dropping.tableState, TableState.DROPPING);
  assert.strictEqual((await client.forCompletion(dropping, { delay: 5 })).tableState, TableState.DROPPED);
  await assert.rejects(client.getTable("life"), fails("TABLE_NOT_FOUND", "life"));
});

test("errors of tables", async () => {
  await create("errors", "id LONG, s STRING, PRIMARY KEY(id)");
  await assert.rejects(create("errors", "id LONG, PRIMARY KEY(id)"), fails("TABLE_EXISTS"));
  await assert.rejects(client.tableDDL("DROP TABLE never"), fails("TABLE_NOT_FOUND"));
  assert.strictEqual((await client.tableDDL("DROP TABLE IF EXISTS never", done)).tableState, TableState.DROPPED);
  await assert.rejects(client.tableDDL("CREATE TABLE x (id LONG, PRIMARY KEY(id))"), fails("ILLEGAL_ARGUMENT", "tableLimits"));
  await assert.rejects(client.tableDDL("CREATE TABEL x"), fails("ILLEGAL_ARGUMENT"));
  await assert.rejects(client.tableDDL("DROP INDEX i ON errors"), fails("INDEX_NOT_FOUND"));
  await assert.rejects(client.setTableLimits("errors", { readUnits: 99999, writeUnits: 1, storageGB: 1 }), fails("TABLE_DEPLOYMENT_LIMIT_EXCEEDED"));
  await assert.rejects(client.setTableLimits("errors", limits, { matchETag: "AAAAAAAAAAA=" }), fails("ETAG_MISMATCH"));
});

test("indexes, lists and usage", async () => {
  await create("listed", "id LONG, s STRING, j JSON, PRIMARY KEY(id)");
  assert.deepStrictEqual(await client.getIndexes("listed"), []);
  await client.tableDDL("CREATE INDEX by_s ON listed(s)", done);
  await client.tableDDL("CREATE INDEX by_j ON listed(j.a AS STRING)", done);
  const indexes = await client.getIndexes("listed");
  assert.deepStrictEqual(indexes.map((index) => index.indexName), ["by_j", "by_s"]);
  const one = await client.getIndex("listed", "by_j");
  assert.deepStrictEqual(one.fields, ["j.a"]);
  assert.deepStrictEqual(one.fieldTypes, ["STRING"]);
  await assert.rejects(client.getIndex("listed", "none"), fails("INDEX_NOT_FOUND"));
  await assert.rejects(client.tableDDL("CREATE INDEX by_s ON listed(s)"), fails("INDEX_EXISTS"));
  const { tables } = await client.listTables();
  assert.ok(tables.includes("listed"));
  const first = await client.listTables({ limit: 1 });
  assert.strictEqual(first.tables.length, 1);
  const second = await client.listTables({ limit: 1, startIndex: first.lastIndex });
  assert.notDeepStrictEqual(second.tables, first.tables);
  assert.strictEqual(second.lastIndex, first.lastIndex + 1);
  await client.put("listed", { id: 1 });
  const { usageRecords } = await client.getTableUsage("listed", { startTime: new Date(Date.now() - 3600000) });
  assert.ok(usageRecords.reduce((sum, record) => sum + record.writeUnits, 0) >= 1);
  assert.strictEqual(usageRecords[0].secondsInPeriod, 60);
});

test("a row of every type", async () => {
  await create(
    "types",
    `id LONG, i INTEGER, d DOUBLE, f FLOAT, num NUMBER, s STRING, b BOOLEAN, bin BINARY, fix BINARY(3), ts TIMESTAMP(3), e ENUM(png, jpeg),
     a ARRAY(STRING), m MAP(INTEGER), r RECORD(x INTEGER, y STRING), j JSON, PRIMARY KEY(id)`,
  );
  const row = {
    id: Number.MAX_SAFE_INTEGER, i: -5, d: 0.1, f: 0.5, num: 12345.678, s: "Zürich 📷", b: true, bin: Buffer.from([0, 1, 255]),
    fix: Buffer.from("abc"), ts: new Date("2021-10-29T12:00:00.123Z"), e: "jpeg", a: ["x", ""], m: { k: 1 }, r: { x: 1, y: "q" },
    j: { deep: [1, 1.5, "a", null, true, { z: Number.MAX_SAFE_INTEGER }], é: "☃" },
  };
  const put = await client.put("types", row);
  assert.strictEqual(put.success, true);
  assert.ok(Buffer.isBuffer(put.version));
  const got = await client.get("types", { id: row.id });
  assert.deepStrictEqual(got.row, row);
  assert.deepStrictEqual(got.version, put.version);
  assert.ok(Math.abs(got.modificationTime - Date.now()) < 600000);
  assert.strictEqual(got.expirationTime, undefined);
  const queried = await client.query(`SELECT * FROM types WHERE id = ${row.id}`);
  assert.deepStrictEqual(queried.rows, [row]);
  await client.put("types", { id: 1 });
  const empty = (await client.get("types", { id: 1 })).row;
  assert.strictEqual(empty.s, undefined);
  assert.strictEqual(empty.j, undefined);
  await client.put("types", { id: 2, i: "7", d: "2.5", ts: "2021-10-29", num: "1e3", j: null });
  const converted = (await client.get("types", { id: 2 })).row;
  assert.deepStrictEqual([converted.i, converted.d, converted.num, converted.j], [7, 2.5, 1000, null]);
  assert.deepStrictEqual(converted.ts, new Date("2021-10-29T00:00:00Z"));
  await assert.rejects(client.put("types", { id: 3, i: 1.5 }), fails("ILLEGAL_ARGUMENT", "loses information"));
  await assert.rejects(client.put("types", { id: 3, e: "gif" }), fails("ILLEGAL_ARGUMENT", "enumeration"));
});

test("puts and deletes with conditions", async () => {
  await create("rows", "id LONG, n INTEGER, s STRING, PRIMARY KEY(id)");
  assert.strictEqual((await client.get("rows", { id: 1 })).row, null);
  assert.strictEqual((await client.putIfPresent("rows", { id: 1, n: 0 })).success, false);
  const first = await client.putIfAbsent("rows", { id: 1, n: 1 });
  assert.strictEqual(first.success, true);
  assert.deepStrictEqual({ ...first.consumedCapacity }, { readUnits: 2, readKB: 1, writeKB: 1, writeUnits: 1 });
  const again = await client.putIfAbsent("rows", { id: 1, n: 2 }, { returnExisting: true });
  assert.strictEqual(again.success, false);
  assert.strictEqual(again.existingRow.n, 1);
  assert.deepStrictEqual(again.existingVersion, first.version);
  assert.ok(again.existingModificationTime instanceof Date);
  const second = await client.putIfVersion("rows", { id: 1, n: 2 }, first.version);
  assert.strictEqual(second.success, true);
  const stale = await client.putIfVersion("rows", { id: 1, n: 3 }, first.version, { returnExisting: true });
  assert.strictEqual(stale.success, false);
  assert.strictEqual(stale.existingRow.n, 2);
  const replaced = await client.put("rows", { id: 1, n: 4 }, { returnExisting: true });
  assert.strictEqual(replaced.existingRow.n, 2);
  const absolute = await client.get("rows", { id: 1 }, { consistency: Consistency.ABSOLUTE });
  assert.strictEqual(absolute.row.n, 4);
  assert.strictEqual(absolute.consumedCapacity.readUnits, 2);
  assert.strictEqual(absolute.consumedCapacity.readKB, 1);
  assert.strictEqual((await client.deleteIfVersion("rows", { id: 1 }, first.version)).success, false);
  const removed = await client.delete("rows", { id: 1 }, { returnExisting: true });
  assert.strictEqual(removed.success, true);
  assert.strictEqual(removed.existingRow.n, 4);
  assert.strictEqual((await client.delete("rows", { id: 1 })).success, false);
});

test("times to live", async () => {
  await create("ttl", "id LONG, PRIMARY KEY(id)");
  await client.tableDDL("ALTER TABLE ttl USING TTL 10 DAYS", done);
  const day = 24 * 3600 * 1000;
  const left = async (opt) => {
    await client.put("ttl", { id: 1 }, opt);
    const { expirationTime } = await client.get("ttl", { id: 1 });
    return expirationTime === undefined ? 0 : expirationTime.getTime() - Date.now();
  };
  assert.ok((await left({})) > 9 * day);
  const short = await left({ ttl: { hours: 3 } });
  assert.ok(short > 2 * 3600 * 1000 && short <= 4 * 3600 * 1000);
  assert.ok((await left({})) <= 4 * 3600 * 1000);
  const long = await left({ ttl: { days: 30 } });
  assert.ok(long > 29 * day && long <= 31 * day);
  assert.ok((await left({ updateTTLToDefault: true })) <= 11 * day);
  assert.strictEqual(await left({ ttl: { days: Infinity } }), 0);
});

test("errors of rows", async () => {
  await create("bad", "id LONG, n INTEGER, s STRING NOT NULL DEFAULT 'x', PRIMARY KEY(id)");
  await assert.rejects(client.get("nope", { id: 1 }), fails("TABLE_NOT_FOUND", "Table not found"));
  await assert.rejects(client.get("bad", { wrong: 1 }), fails("ILLEGAL_ARGUMENT", "Missing primary key field: id"));
  await assert.rejects(client.put("bad", { id: 1, n: "x" }), fails("ILLEGAL_ARGUMENT", "Invalid string for Integer: x"));
  await assert.rejects(client.put("bad", { id: 1, zzz: 1 }, { exactMatch: true }), fails("ILLEGAL_ARGUMENT", "There is no field with name zzz"));
  assert.strictEqual((await client.put("bad", { id: 1, zzz: 1 })).success, true);
  await assert.rejects(client.put("bad", { id: 1, s: null }), fails("ILLEGAL_ARGUMENT"));
  await assert.rejects(client.put("bad", { id: 2, s: "x".repeat(600000) }), fails("ROW_SIZE_LIMIT_EXCEEDED"));
  assert.strictEqual((await client.get("bad", { id: 1 })).row.s, "x");
});

test("generated values", async () => {
  await create("generated", "id LONG GENERATED ALWAYS AS IDENTITY, s STRING, PRIMARY KEY(id)");
  assert.strictEqual((await client.put("generated", { s: "a" })).generatedValue, 1);
  const batch = await client.putMany("generated", [{ s: "b" }]);
  assert.strictEqual(batch.results[0].generatedValue, 2);
});

test("several writes at once", async () => {
  await create("batch", reactions);
  const row = (person, more = {}) => ({ author: 1, image: 1, person, n: person, ...more });
  const key = (person) => ({ author: 1, image: 1, person });
  const put = await client.putMany("batch", [row(1), row(2), row(3)], { ifAbsent: true });
  assert.deepStrictEqual(put.results.map((result) => result.success), [true, true, true]);
  assert.strictEqual(put.consumedCapacity.writeUnits, 3);
  assert.deepStrictEqual(put.results[0].version, (await client.get("batch", key(1))).version);
  const mixed = await client.writeMany("batch", [{ put: row(4) }, { delete: key(1) }, { delete: key(99) }]);
  assert.deepStrictEqual(mixed.results.map((result) => result.success), [true, true, false]);
  const failed = await client.writeMany("batch", [
    { put: row(5) },
    { put: row(2, { n: 7 }), ifAbsent: true, abortOnFail: true, returnExisting: true },
  ]);
  assert.strictEqual(failed.failedOpIndex, 1);
  assert.strictEqual(failed.failedOpResult.success, false);
  assert.strictEqual(failed.failedOpResult.existingRow.n, 2);
  assert.strictEqual(failed.results, undefined);
  assert.strictEqual((await client.get("batch", key(5))).row, null);
  const versions = await client.writeMany("batch", [{ put: row(2, { n: 8 }), matchVersion: put.results[1].version, abortOnFail: true }]);
  assert.strictEqual(versions.results[0].success, true);
  await assert.rejects(client.putMany("batch", [row(6), { ...row(6), author: 2 }]), fails("ILLEGAL_ARGUMENT", "does not match the shard key"));
  await assert.rejects(client.putMany("batch", [row(6), row(6)]), fails("ILLEGAL_ARGUMENT"));
  await assert.rejects(client.putMany("batch", [row(6), row(7, { n: "x" })]), fails("ILLEGAL_ARGUMENT"));
  assert.strictEqual((await client.get("batch", key(6))).row, null);
  const fifty = await client.putMany("batch", Array.from({ length: 50 }, (_, at) => row(100 + at)));
  assert.strictEqual(fifty.results.length, 50);
  const deleted = await client.deleteMany("batch", [key(100), key(101)], { abortOnFail: true });
  assert.deepStrictEqual(deleted.results.map((result) => result.success), [true, true]);
});

test("deletes of a range", async () => {
  await create("ranges", reactions);
  const fill = (count) =>
    client.putMany("ranges", Array.from({ length: count }, (_, at) => ({ author: 1, image: 1, person: at, n: at })));
  await fill(20);
  const shard = { author: 1, image: 1 };
  const range = (more) => client.deleteRange("ranges", shard, { fieldRange: { fieldName: "person", ...more } });
  assert.strictEqual((await range({ startWith: 5, endBefore: 8 })).deletedCount, 3);
  assert.strictEqual((await range({ startAfter: 17 })).deletedCount, 2);
  assert.strictEqual((await range({ endWith: 1 })).deletedCount, 2);
  const counts = [];
  let continuationKey;
  do {
    const part = await client.deleteRange("ranges", shard, { maxWriteKB: 5, continuationKey });
    counts.push(part.deletedCount);
    continuationKey = part.continuationKey;
  } while (continuationKey);
  assert.deepStrictEqual(counts, [5, 5, 3]);
  const none = await client.deleteRange("ranges", shard);
  assert.strictEqual(none.deletedCount, 0);
  assert.strictEqual(none.consumedCapacity.readKB, 1);
  await assert.rejects(client.deleteRange("ranges", { author: 1 }), fails("ILLEGAL_ARGUMENT", "Missing primary key field: image"));
});

async function queryTable(name, by = client) {
  await create(name, reactions, by);
  await by.tableDDL(`CREATE INDEX by_n ON ${name}(n)`, done);
  for (let image = 0; image < 3; image += 1) {
    const rows = Array.from({ length: 10 }, (_, at) => at * 3 + image);
    await by.putMany(name, rows.map((person) => ({ author: 1, image, person, n: person % 7, s: person % 2 ? "odd" : "even" })));
  }
}

test("queries, prepared statements and pages", async () => {
  await queryTable("queries");
  const shard = "SELECT person FROM queries WHERE author = 1 AND image = 1";
  const text = await client.query(shard + " AND person > 20 ORDER BY person");
  assert.deepStrictEqual(text.rows.map((row) => row.person), [22, 25, 28]);
  assert.strictEqual(text.consumedCapacity.readUnits, 5);
  const prepared = await client.prepare(
    "DECLARE $image LONG; $least LONG; SELECT person FROM queries WHERE author = 1 AND image = $image AND person >= $least",
    { getQueryPlan: true },
  );
  assert.strictEqual(prepared.consumedCapacity.readUnits, 2);
  assert.ok(prepared.queryPlan.includes("SINGLE_PARTITION"));
  prepared.set("$image", 2).set("$least", 23);
  const bound = await client.query(prepared);
  assert.deepStrictEqual(bound.rows.map((row) => row.person), [23, 26, 29]);
  assert.strictEqual(bound.consumedCapacity.readUnits, 3);
  const copy = prepared.copyStatement();
  copy.bindings = { $image: 2, $least: 29 };
  assert.deepStrictEqual((await client.query(copy)).rows, [{ person: 29 }]);
  const pages = await all(shard, { limit: 4 });
  assert.deepStrictEqual(pages.rows.map((row) => row.person), [1, 4, 7, 10, 13, 16, 19, 22, 25, 28]);
  assert.strictEqual(pages.pages, 3);
  const everywhere = await all("SELECT person FROM queries", { limit: 7 });
  assert.deepStrictEqual(everywhere.rows.map((row) => row.person).sort((a, b) => a - b), Array.from({ length: 30 }, (_, at) => at));
  const narrow = await all("SELECT person FROM queries WHERE s = 'odd'", { maxReadKB: 4 });
  assert.strictEqual(narrow.rows.length, 15);
  assert.ok(narrow.pages >= 6);
  const index = await client.query("SELECT person FROM queries WHERE n = 3");
  assert.deepStrictEqual(index.rows.map((row) => row.person).sort((a, b) => a - b), [3, 10, 17, 24]);
  const absolute = await client.query(shard + " AND person = 1", { consistency: Consistency.ABSOLUTE });
  assert.strictEqual(absolute.consumedCapacity.readUnits, 4);
  assert.strictEqual(absolute.consumedCapacity.readKB, 3);
});

test("statements that change rows", async () => {
  await create("changes", reactions);
  const insert = await client.query("INSERT INTO changes VALUES (1, 1, 1, 5, 'x')");
  assert.deepStrictEqual(insert.rows, [{ NumRowsInserted: 1 }]);
  const update = await client.prepare("DECLARE $by INTEGER; UPDATE changes SET n = n + $by WHERE author = 1 AND image = 1 AND person = 1");
  update.set("$by", 4);
  assert.deepStrictEqual((await client.query(update)).rows, [{ NumRowsUpdated: 1 }]);
  const returning = await client.query("UPDATE changes SET n = n + 1 WHERE author = 1 AND image = 1 AND person = 1 RETURNING n");
  assert.deepStrictEqual(returning.rows, [{ n: 10 }]);
  assert.deepStrictEqual((await client.query("UPSERT INTO changes VALUES (1, 1, 1, 6, 'y') RETURNING n, s")).rows, [{ n: 6, s: "y" }]);
  const removed = await all("DELETE FROM changes WHERE author = 1 AND image = 1 AND person = 1");
  assert.deepStrictEqual(removed, { rows: [{ numRowsDeleted: 1 }], pages: 1 });
});

test("what the service leaves to its drivers", async () => {
  await queryTable("complex");
  const rows = async (statement, opt) => (await all(statement, opt)).rows;
  assert.deepStrictEqual(await rows("SELECT count(*) FROM complex"), [{ Column_1: 30 }]);
  assert.deepStrictEqual(await rows("SELECT count(*) AS c, sum(n) AS s, min(person) AS least, max(person) AS most, avg(image) AS a FROM complex"),
    [{ c: 30, s: 85, least: 0, most: 29, a: 1 }]);
  assert.deepStrictEqual((await rows("SELECT person FROM complex ORDER BY person DESC LIMIT 3")).map((row) => row.person), [29, 28, 27]);
  assert.deepStrictEqual((await rows("SELECT person FROM complex ORDER BY person LIMIT 2 OFFSET 4")).map((row) => row.person), [4, 5]);
  assert.deepStrictEqual(await rows("SELECT image, count(*) AS c FROM complex GROUP BY image ORDER BY image"),
    [0, 1, 2].map((image) => ({ image, c: 10 })));
  assert.deepStrictEqual((await rows("SELECT DISTINCT s FROM complex ORDER BY s")).map((row) => row.s), ["even", "odd"]);
  const paged = await all("SELECT person FROM complex ORDER BY person", { limit: 12 });
  assert.deepStrictEqual(paged.rows.map((row) => row.person), Array.from({ length: 30 }, (_, at) => at));
  assert.strictEqual(paged.pages, 3);
  const prepared = await client.prepare("DECLARE $s STRING; SELECT count(*) AS c FROM complex WHERE s = $s");
  prepared.set("$s", "odd");
  assert.deepStrictEqual((await client.query(prepared)).rows, [{ c: 15 }]);
  assert.deepStrictEqual(await rows("DELETE FROM complex WHERE s = 'odd'"), [{ numRowsDeleted: 15 }]);
});

test("errors of queries", async () => {
  await create("queried", "id LONG, PRIMARY KEY(id)");
  await assert.rejects(client.query("SELEC"), fails("ILLEGAL_ARGUMENT", "QUERY: Illegal Argument"));
  await assert.rejects(client.query("SELECT * FROM nope"), fails("TABLE_NOT_FOUND"));
  await assert.rejects(client.prepare("SELECT * FROM nope"), fails("TABLE_NOT_FOUND"));
  await assert.rejects(client.query("SELECT nope FROM queried"), fails("ILLEGAL_ARGUMENT"));
  await assert.rejects(client.query("DECLARE $a LONG; SELECT * FROM queried WHERE id = $a"), fails("ILLEGAL_ARGUMENT", "none of which has been bound"));
  const prepared = await client.prepare("DECLARE $a LONG; SELECT * FROM queried WHERE id = $a");
  await assert.rejects(client.query(prepared), fails("ILLEGAL_ARGUMENT", "bound"));
  prepared.set("$a", "x");
  await assert.rejects(client.query(prepared), fails("ILLEGAL_ARGUMENT", "Invalid string for Long: x"));
});

test("rows are the same over the REST API", async () => {
  const { NosqlClient } = require("oci-nosql");
  const rest = clouds[0].client(NosqlClient);
  await create("both", "id LONG, s STRING, PRIMARY KEY(id)");
  await client.put("both", { id: 1, s: "driver" });
  const table = { tableNameOrId: "both", compartmentId: clouds[0].compartment };
  const { row } = await rest.getRow({ ...table, key: ["id:1"] });
  assert.strictEqual(row.value.s, "driver");
  await rest.updateRow({ tableNameOrId: "both", updateRowDetails: { compartmentId: clouds[0].compartment, value: { id: 2, s: "REST" } } });
  assert.strictEqual((await client.get("both", { id: 2 })).row.s, "REST");
});

test("signatures and compartments", async () => {
  const other = connect(clouds[0], { compartment: "ocid1.compartment.oc1..other" });
  await assert.rejects(other.get("rows", { id: 1 }), fails("TABLE_NOT_FOUND"));
  await create("rows", "id LONG, PRIMARY KEY(id)", other);
  assert.deepStrictEqual((await other.listTables()).tables, ["rows"]);
  const root = connect(clouds[0], { compartment: undefined });
  assert.deepStrictEqual((await root.listTables()).tables, []);
  const { tenancy, user, key_file } = profile(clouds[0].config);
  const fingerprint = Array(16).fill("00").join(":");
  const stranger = connect(clouds[0], {
    auth: { iam: { tenantId: tenancy, userId: user, fingerprint, privateKeyFile: key_file } },
    retry: { maxRetries: 1 },
    timeout: 2000,
  });
  await assert.rejects(stranger.get("rows", { id: 1 }), (error) => /401|[Aa]uth/.test(error.message + error.errorCode.name));
});

test("a table's limits throttle", async () => {
  clouds.push(await startCloud("limits"));
  const limited = connect(clouds[1], { retry: { handler: { doRetry: () => false, delay: 1 } } });
  await create("small", "id LONG, PRIMARY KEY(id)", limited);
  await limited.setTableLimits("small", { readUnits: 1, writeUnits: 1, storageGB: 1 }, done);
  const until = async (call) => {
    for (let at = 0; at < 1000; at += 1) await call(at);
  };
  await assert.rejects(until((id) => limited.put("small", { id })), fails("WRITE_LIMIT_EXCEEDED", "Write throughput"));
  await assert.rejects(until(() => limited.get("small", { id: 1 })), fails("READ_LIMIT_EXCEEDED", "Read throughput"));
});
