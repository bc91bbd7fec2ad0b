// Starts the stand-in for one test file, and stops it.
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const readline = require("node:readline");
const common = require("oci-common");

// more: further arguments of sdk_cloud.
async function startCloud(...more) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sdk-cloud-"));
  const child = spawn(process.env.SDK_CLOUD, [folder, ...more], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const line = await new Promise((resolve, reject) => {
    readline.createInterface({ input: child.stdout }).once("line", resolve);
    child.once("exit", (code) => reject(new Error("sdk_cloud ended with " + code)));
  });
  const cloud = JSON.parse(line);
  Object.assign(process.env, cloud.environment);
  cloud.stop = async () => {
    child.stdin.end();
    await ended;
    fs.rmSync(folder, { recursive: true });
  };
  cloud.providers = {
    "API key": new common.ConfigFileAuthenticationDetailsProvider(cloud.config, "DEFAULT"),
    "resource principal": common.ResourcePrincipalAuthenticationDetailsProvider.builder(),
  };
  // A client of the SDK that talks to the stand-in and does not repeat what is refused.
  cloud.client = (Client, provider = cloud.providers["resource principal"]) => {
    const client = new Client(
      { authenticationDetailsProvider: provider },
      { retryConfiguration: common.NoRetryConfigurationDetails },
    );
    client.endpoint = cloud.url;
    return client;
  };
  return cloud;
}

async function text(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

// Rejects with that status and code.
const refusal = (statusCode, serviceCode) => (error) =>
  error.statusCode === statusCode && error.serviceCode === serviceCode;

// The SDK leaves times in models as texts.
const isTime = (value) => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value);

module.exports = { startCloud, text, refusal, isTime };
