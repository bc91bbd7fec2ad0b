// As client.cc, with Oracle's driver for Node.js in its own defaults: `node client.cjs URL CONFIG_FILE COMPARTMENT`.
const readline = require("node:readline");
const { NoSQLClient } = require("oracle-nosqldb");

const [, , endpoint, configFile, compartment] = process.argv;
const table = "bench_rows";
const authors = 50, imagesEach = 20;
const queryOne =
  "DECLARE $author LONG; $image LONG; SELECT image, caption, likes FROM bench_rows " +
  "WHERE author = $author AND image = $image";
const queryPage = "DECLARE $author LONG; SELECT * FROM bench_rows WHERE author = $author";

function check(holds, what) {
  if (!holds) throw new Error("not as expected: " + what);
}

const placeOf = (call) => ({ author: call % authors, image: Math.floor(call / authors) % imagesEach });
const rowAt = ({ author, image }) => ({
  author,
  image,
  caption: "A photo of the sea in the evening, number " + image,
  likes: 7,
  score: 0.25,
  shown: true,
  labels: { place: "Rio de Janeiro", tags: ["sea", "evening"] },
});

async function actionsOf(client) {
  const one = await client.prepare(queryOne);
  const page = await client.prepare(queryPage);
  return {
    get: async (at) => check((await client.get(table, at)).row.likes === 7, "the row of a get"),
    put: async (at) => check((await client.put(table, rowAt(at))).success, "a put"),
    "query-one": async ({ author, image }) => {
      one.set("$author", author).set("$image", image);
      check((await client.query(one)).rows.length === 1, "rows of a query");
    },
    "query-page": async ({ author }) => {
      page.set("$author", author);
      check((await client.query(page)).rows.length === imagesEach, "rows of a query");
    },
  };
}

async function main() {
  const client = new NoSQLClient({ endpoint, compartment, auth: { iam: { configFile, profileName: "DEFAULT" } } });
  const actions = await actionsOf(client);
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [what, calls] = line.split(" ");
    const act = actions[what];
    const start = process.hrtime.bigint();
    const cpu = process.cpuUsage();
    for (let i = 0; i < Number(calls); ++i) await act(placeOf(i));
    const { user, system } = process.cpuUsage(cpu);
    console.log(Number(process.hrtime.bigint() - start) / 1e9 + " " + (user + system) / 1e6);
  }
  await client.close();
}

main().catch((failure) => {
  console.error(failure);
  process.exit(1);
});
