const assert = require("node:assert");
const { test, before, after } = require("node:test");
const { NosqlClient, models } = require("oci-nosql");
const { startCloud, refusal } = require("./cloud.cjs");

let cloud, client;
before(async () => {
  cloud = await startCloud();
  client = cloud.client(NosqlClient);
});
after(() => cloud.stop());

const done = async ({ opcWorkRequestId }) => {
  const { workRequest } = await client.getWorkRequest({ workRequestId: opcWorkRequestId });
  if (workRequest.status !== "SUCCEEDED") return done({ opcWorkRequestId });
};
const table = (tableNameOrId) => ({ tableNameOrId, compartmentId: cloud.compartment });

async function makeTable(name) {
  await done(
    await client.createTable({
      createTableDetails: {
        name,
        compartmentId: cloud.compartment,
        ddlStatement: `CREATE TABLE ${name} (owner STRING, id LONG, text STRING, PRIMARY KEY(SHARD(owner), id))`,
        tableLimits: { maxReadUnits: 50, maxWriteUnits: 50, maxStorageInGBs: 1 },
      },
    }),
  );
}
const put = (name, value, more = {}) =>
  client.updateRow({
    tableNameOrId: name,
    updateRowDetails: { compartmentId: cloud.compartment, value, ...more },
  });

test("a table, an index and a work request", async () => {
  await makeTable("one");
  const got = (await client.getTable(table("one"))).table;
  assert.strictEqual(got.lifecycleState, "ACTIVE");
  assert.deepStrictEqual(got.schema.primaryKey, ["owner", "id"]);
  await done(
    await client.createIndex({
      tableNameOrId: "one",
      createIndexDetails: { name: "i", compartmentId: cloud.compartment, keys: [{ columnName: "text" }] },
    }),
  );
  const { indexCollection } = await client.listIndexes(table("one"));
  assert.deepStrictEqual(indexCollection.items.map((i) => [i.name, i.lifecycleState]), [["i", "ACTIVE"]]);
  await done(await client.deleteTable({ ...table("one"), isIfExists: true }));
  await assert.rejects(client.getTable(table("one")), refusal(404, "TableNotFound"));
});

test("rows", async () => {
  await makeTable("two");
  const row = { owner: "ann+bob/ü", id: 7, text: "Zürich 📷" };
  const first = (await put("two", row)).updateRowResult;
  assert.ok(first.version);
  const key = { ...table("two"), key: ["owner:" + encodeURIComponent(row.owner), "id:7"] };
  const got = await client.getRow({ ...key, consistency: models.Consistency?.Absolute ?? "ABSOLUTE" });
  assert.deepStrictEqual(got.row.value, row);
  const again = (await put("two", row, { option: "IF_ABSENT", isGetReturnRow: true })).updateRowResult;
  assert.strictEqual(again.version, undefined);
  assert.deepStrictEqual(again.existingValue, row);
  assert.strictEqual((await client.deleteRow(key)).deleteRowResult.isSuccess, true);
  assert.strictEqual((await client.deleteRow(key)).deleteRowResult.isSuccess, false);
});

test("queries, prepared and not, in pages", async () => {
  await makeTable("three");
  for (let id = 1; id <= 5; ++id) await put("three", { owner: "ann", id, text: "t" + id });
  const statement = "DECLARE $o STRING; SELECT id FROM three t WHERE t.owner = $o ORDER BY t.id DESC";
  const prepared = await client.prepareStatement({ compartmentId: cloud.compartment, statement: encodeURIComponent(statement) });
  for (const details of [
    { statement, isPrepared: false },
    { statement: prepared.preparedStatement.statement, isPrepared: true },
  ]) {
    const ids = [];
    let page;
    do {
      const answer = await client.query({
        limit: 2,
        page: page && encodeURIComponent(page),
        queryDetails: { compartmentId: cloud.compartment, variables: { $o: "ann" }, ...details },
      });
      ids.push(...answer.queryResultCollection.items.map((item) => item.id));
      page = answer.opcNextPage;
    } while (page);
    assert.deepStrictEqual(ids, [5, 4, 3, 2, 1]);
  }
  await assert.rejects(
    client.query({ queryDetails: { compartmentId: cloud.compartment, statement: "SELECT count(*) FROM three" } }),
    refusal(400, "InvalidParameter"),
  );
});
