// Approved senders, e-mail domains, DKIMs and the submission of mails by Oracle's SDK.
const assert = require("node:assert");
const { test, before, after } = require("node:test");
const { EmailClient, models } = require("oci-email");
const { EmailDPClient } = require("oci-emaildataplane");
const { startCloud, refusal, isTime } = require("./cloud.cjs");

let cloud, email;
before(async () => {
  cloud = await startCloud();
  email = cloud.client(EmailClient);
});
after(() => cloud.stop());

const SENDER = "no-reply@fotogal.example";

const mailFrom = (address) => ({
  submitEmailDetails: {
    sender: { senderAddress: { email: address, name: "FotoGal" }, compartmentId: cloud.compartment },
    recipients: { to: [{ email: "ana@example.com", name: "Ana Luísa" }] },
    subject: "Olá, Ana",
    bodyText: "one\ntwo",
    bodyHtml: "<p>one</p>",
    messageId: "1@fotogal.example",
  },
});

test("the tenancy's configuration leads to the submission endpoint", async () => {
  const tenancy = cloud.providers["API key"].getTenantId();
  const { configuration } = await email.getEmailConfiguration({ compartmentId: tenancy });
  assert.equal(configuration.compartmentId, tenancy);
  assert.equal(typeof configuration.httpSubmitEndpoint, "string");
});

for (const who of ["API key", "resource principal"]) {
  test(`a mail is taken from an approved sender only (${who})`, async () => {
    const address = `${who.replace(" ", "-").toLowerCase()}@fotogal.example`;
    const submission = cloud.client(EmailDPClient, cloud.providers[who]);
    await assert.rejects(submission.submitEmail(mailFrom(address)), refusal(404, "NotAuthorizedOrNotFound"));
    await email.createSender({ createSenderDetails: { compartmentId: cloud.compartment, emailAddress: address } });
    const { emailSubmittedResponse: taken } = await submission.submitEmail(mailFrom(address));
    assert.equal(taken.messageId, "1@fotogal.example");
    assert.match(taken.envelopeId, /^[0-9a-f]{32}$/);
    assert.deepEqual(taken.suppressedRecipients, []);
  });
}

test("a mail without a body, or with an address that is none, is refused", async () => {
  const submission = cloud.client(EmailDPClient);
  const mail = mailFrom(SENDER);
  mail.submitEmailDetails.recipients.to[0].email = "ana";
  await assert.rejects(submission.submitEmail(mail), refusal(400, "InvalidParameter"));
  const empty = mailFrom(SENDER);
  delete empty.submitEmailDetails.bodyText;
  delete empty.submitEmailDetails.bodyHtml;
  await assert.rejects(submission.submitEmail(empty), refusal(400, "InvalidParameter"));
});

test("a sender is created once, is found by its address, and can go", async () => {
  const details = { createSenderDetails: { compartmentId: cloud.compartment, emailAddress: SENDER } };
  const { sender } = await email.createSender(details);
  assert.equal(sender.lifecycleState, models.Sender.LifecycleState.Creating);
  assert.ok(isTime(sender.timeCreated));
  await assert.rejects(email.createSender(details), refusal(409, "Conflict"));
  const found = await email.listSenders({ compartmentId: cloud.compartment, emailAddress: SENDER });
  assert.deepEqual(found.items.map((item) => item.id), [sender.id]);
  const read = await email.getSender({ senderId: sender.id });
  assert.equal(read.sender.lifecycleState, models.Sender.LifecycleState.Active);
  await email.deleteSender({ senderId: sender.id });
  await assert.rejects(email.getSender({ senderId: sender.id }), refusal(404, "NotAuthorizedOrNotFound"));
});

test("a domain and its DKIM, whose DNS record nobody sets here", async () => {
  const made = await email.createEmailDomain({
    createEmailDomainDetails: { compartmentId: cloud.compartment, name: "fotogal.example" },
  });
  const work = await email.getWorkRequest({ workRequestId: made.opcWorkRequestId });
  assert.equal(work.workRequest.status, "SUCCEEDED");
  const { dkim } = await email.createDkim({
    createDkimDetails: { emailDomainId: made.emailDomain.id, name: "fotogal-iad-2026" },
  });
  assert.equal(dkim.dnsSubdomainName, "fotogal-iad-2026._domainkey.fotogal.example");
  assert.ok(dkim.cnameRecordValue.startsWith("fotogal-iad-2026.fotogal.example.dkim."));
  const list = await email.listDkims({ emailDomainId: made.emailDomain.id });
  assert.deepEqual(list.dkimCollection.items.map((item) => item.id), [dkim.id]);
  const read = await email.getDkim({ dkimId: dkim.id });
  assert.equal(read.dkim.lifecycleState, models.Dkim.LifecycleState.NeedsAttention);
  const domains = await email.listEmailDomains({ compartmentId: cloud.compartment, name: "fotogal.example" });
  assert.equal(domains.emailDomainCollection.items[0].id, made.emailDomain.id);
});
