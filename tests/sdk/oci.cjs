// Runs commands as Oracle's `oci` does, by its TypeScript SDK, which sends the same requests. It knows what the pages use: the
// commands of oci_commands.cjs, --wait-for-state, simple --query, --raw-output.
const fs = require("node:fs");
const path = require("node:path");
const COMMANDS = require("./oci_commands.cjs");

const LOOKS = 20; // at a resource until it is in a state: the stand-in's are after one look
const FLAGS = new Set(["raw-output", "force"]);
const OWN = new Set(["wait-for-state", "query", "raw-output", "output", "endpoint"]);

function optionsOf(words) {
  const options = {};
  for (let i = 0; i < words.length; i += 1) {
    if (!words[i].startsWith("--")) throw new Error(`did not expect ${words[i]}`);
    const name = words[i].slice(2);
    options[name] = FLAGS.has(name) ? true : words[(i += 1)];
  }
  return options;
}

const camel = (text) => text.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
const kebab = (text) => text.replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();

function renamed(value, rename) {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename));
  if (value === null || typeof value !== "object" || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [rename(name), renamed(item, rename)]));
}

function valueOf(text, folder) {
  if (text === true) return true;
  if (text.startsWith("file://")) return valueOf(fs.readFileSync(path.join(folder, text.slice(7)), "utf8"), folder);
  if (/^\s*[[{]/.test(text)) return renamed(JSON.parse(text), camel);
  if (text === "true" || text === "false") return text === "true";
  return /^\d{1,9}$/.test(text) ? Number(text) : text;
}

// data."topic-id", data[0].id
function found(data, query) {
  const steps = query.match(/"[^"]+"|[\w-]+/g);
  return steps.reduce((value, step) => value?.[step.replaceAll('"', "")], { data });
}

// The model in an answer: what is no header of the response.
const modelOf = (answer) => {
  const entry = Object.entries(answer).find(([name]) => !/^(opc|eTag|etag|lastModified|location)/i.test(name));
  return entry?.[1] ?? null;
};

async function requestOf(row, options, { client, folder, tenancy }) {
  const request = {}, details = {};
  for (const [name, text] of Object.entries(options)) {
    if (OWN.has(name)) continue;
    const member = row.ofRequest[name] ?? row.ofDetails[name];
    if (!member) throw new Error(`no such option: --${name}`);
    if (member === "-") continue;
    const isFile = member === "putObjectBody";
    const value = isFile ? fs.readFileSync(path.join(folder, text)) : valueOf(text, folder);
    (name in row.ofRequest ? request : details)[member] = value;
    if (isFile) request.contentLength = value.length;
  }
  if ("tenancy-id" in row.ofRequest) request.tenancyId ??= tenancy;
  if (row.inNamespace) request.namespaceName = (await client.getNamespace({})).value;
  Object.assign(details, row.also?.(request));
  for (const time of ["timeStart", "timeEnd"]) if (details[time]) details[time] = new Date(details[time]);
  if (Object.keys(row.ofDetails).length > 0) request[row.details] = details;
  return request;
}

// Returns what the command prints; throws what the service refuses. place: {clientFor, folder, tenancy}.
async function run(words, place) {
  const at = words.findIndex((word) => word.startsWith("--"));
  const name = words.slice(0, at < 0 ? words.length : at).join(" ");
  if (name === "setup config") return ""; // asks the user, and nobody else
  const row = COMMANDS[name];
  if (!row) throw new Error(`no such command: oci ${name}`);
  const options = optionsOf(at < 0 ? [] : words.slice(at));
  const client = place.clientFor(row.client);
  const request = await requestOf(row, options, { ...place, client });
  const answer = await client[row.operation](request);
  await row.then?.(client, request, answer);
  let data = modelOf(answer);
  if (options["wait-for-state"]) {
    let looked, looks = 0;
    do {
      if ((looks += 1) > LOOKS) throw new Error(`never ${options["wait-for-state"]}`);
      looked = await row.waits(client, data, answer, place.clientFor);
    } while (looked.state !== options["wait-for-state"]);
    data = looked.data;
  }
  data = renamed(data, kebab);
  if (!options.query) return JSON.stringify({ data }) + "\n";
  const value = found(data, options.query);
  if (value === undefined || value === null) throw new Error(`nothing is at ${options.query}`);
  return (options["raw-output"] && typeof value === "string" ? value : JSON.stringify(value)) + "\n";
}

module.exports = { run };
