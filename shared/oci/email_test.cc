#include "oci/email.h"

#include <catch2/catch_test_macros.hpp>

#include "oci/json_text.h"
#include "oci/testing.h"

namespace oci::email {
namespace {

using testing::LostAnswer;

struct Post : testing::Bench {
  Post() {
    transport->Add(200, R"({"messageId":"m@x","envelopeId":"e","suppressedRecipients":[]})");
  }
  nlohmann::json Body(size_t index = 0) { return ParseOrThrow(transport->sent.at(index).body); }

  Client client{requester, "cell0.submit.email.eu-frankfurt-1.oci.oraclecloud.com"};
  Mail mail{{"no-reply@fotogal.example", "FotoGal"},
            "ocid1.compartment",
            {"ana@example.com", "Ana Luísa"},
            "Olá",
            "text",
            "<p>html</p>",
            "1@fotogal.example"};
};

TEST_CASE("email: what is sent, and what the service answers") {
  Post post;
  Call call = post.NewCall();
  const auto submitted = post.client.Submit(call, post.mail);
  REQUIRE(submitted.ok());
  CHECK(submitted->message_id == "m@x");
  CHECK(submitted->envelope_id == "e");
  CHECK_FALSE(submitted->suppressed);
  const HttpRequest& sent = post.transport->sent.at(0);
  CHECK(sent.method == "POST");
  CHECK(sent.url ==
        "https://cell0.submit.email.eu-frankfurt-1.oci.oraclecloud.com/20220926/actions/"
        "submitEmail");
  CHECK(FindHeader(sent.headers, "content-type") == "application/json");
  CHECK_FALSE(FindHeader(sent.headers, "x-content-sha256").empty());
  CHECK(post.Body() ==
        ParseOrThrow(R"({"sender":{"senderAddress":{"email":"no-reply@fotogal.example",
          "name":"FotoGal"},"compartmentId":"ocid1.compartment"},
          "recipients":{"to":[{"email":"ana@example.com","name":"Ana Luísa"}]},
          "subject":"Olá","bodyText":"text","bodyHtml":"<p>html</p>",
          "messageId":"1@fotogal.example"})"));
}

TEST_CASE("email: what is empty is left out, and an endpoint may have a scheme") {
  Post post;
  Client client(post.requester, "http://127.0.0.1:1");
  post.mail.html = post.mail.message_id = post.mail.to.name = "";
  Call call = post.NewCall();
  REQUIRE(client.Submit(call, post.mail).ok());
  CHECK(post.transport->sent.at(0).url == "http://127.0.0.1:1/20220926/actions/submitEmail");
  CHECK_FALSE(post.Body().contains("bodyHtml"));
  CHECK_FALSE(post.Body().contains("messageId"));
  CHECK(post.Body()["recipients"]["to"][0] == nlohmann::json{{"email", "ana@example.com"}});
}

TEST_CASE("email: an address that mail comes back from is told") {
  Post post;
  post.transport->script.clear();
  post.transport->Add(
      200, R"({"messageId":"m","envelopeId":"e","suppressedRecipients":[{"email":"ana@x"}]})");
  Call call = post.NewCall();
  CHECK(post.client.Submit(call, post.mail)->suppressed);
}

TEST_CASE("email: a lost answer is followed by the same mail, a refusal by none") {
  Post post;
  post.transport->script.clear();
  post.transport->AddError(LostAnswer())
      .Add(200, R"({"messageId":"m","envelopeId":"e"})")
      .Add(404, R"({"code":"NotAuthorizedOrNotFound","message":"no such sender"})");
  Call call = post.NewCall();
  REQUIRE(post.client.Submit(call, post.mail).ok());
  REQUIRE(post.transport->sent.size() == 2);
  CHECK(post.Body(0) == post.Body(1));
  CHECK(post.client.Submit(call, post.mail).error().code == "NotAuthorizedOrNotFound");
  CHECK(post.transport->sent.size() == 3);
}

TEST_CASE("email: addresses that could end a header, and mails without a body, are not sent") {
  Post post;
  Call call = post.NewCall();
  for (const char* address :
       {"", "ana", "@example.com", "ana@", "ana@x\r\nBcc: all@x", "ana @x", "an\xc3\xa1@x"}) {
    INFO(address);
    post.mail.to.email = address;
    CHECK(post.client.Submit(call, post.mail).error().code == "invalid_request");
  }
  post.mail.to.email = "ana@x";
  post.mail.text = post.mail.html = "";
  CHECK(post.client.Submit(call, post.mail).error().code == "invalid_request");
  CHECK(post.transport->sent.empty());
}

}  // namespace
}  // namespace oci::email
