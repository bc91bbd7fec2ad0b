#include "fotogal/mail/link_tokens.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/base/schema.h"
#include "tests/support/test_cloud.h"

namespace {

using namespace fotogal;

struct Links {
  tests::TestCloud cloud;
  oci::Call call = cloud.NewCall();
  Context context{cloud.services(), call};

  LinkToken Make(LinkKind kind, UserId user = 7) {
    return {kind, user, context.NewOp(), NewSecret(cloud.services().random)};
  }
  bool Open(const LinkToken& token) {
    return OpenLink(context, token, "ann@example.com", "hash").value();
  }
  bool Works(const LinkToken& token) { return FindLink(context, token).ok(); }
};

TEST_CASE("link tokens: as text and back") {
  Links links;
  for (const LinkKind kind : {LinkKind::kReset, LinkKind::kVerify, LinkKind::kUndo}) {
    const auto token = links.Make(kind, (std::int64_t{1} << 53) - 1);
    const auto text = TextOf(token);
    CHECK(text.size() == 66);
    const auto read = ReadLinkToken(text);
    REQUIRE(read);
    CHECK(read->kind == token.kind);
    CHECK(read->user == token.user);
    CHECK(read->op == token.op);
    CHECK(read->secret == token.secret);
  }
  const auto text = TextOf(links.Make(LinkKind::kReset));
  for (const auto& wrong : {std::string(), text.substr(1), text + "A", "A" + text.substr(1),
                            std::string(66, '!'), std::string(100'000, 'A')})
    CHECK_FALSE(ReadLinkToken(wrong));
}

TEST_CASE("link tokens: no row has a secret in clear") {
  Links links;
  const auto token = links.Make(LinkKind::kReset);
  REQUIRE(links.Open(token));
  const auto row = links.cloud.Rows(schema::kTokens).at(0).dump();
  CHECK(row.find(TextOf(token).substr(30)) == std::string::npos);
}

TEST_CASE("link tokens: a used link stays used when its mail is sent again") {
  Links links;
  const auto token = links.Make(LinkKind::kReset);
  CHECK(links.Open(token));
  CHECK(links.Open(token));
  const auto link = FindLink(links.context, token);
  REQUIRE(link.ok());
  CHECK(UseLink(links.context, *link).value());
  CHECK_FALSE(links.Works(token));
  CHECK_FALSE(links.Open(token));
  CHECK_FALSE(links.Works(token));
  // a second use with the row of before
  CHECK_FALSE(UseLink(links.context, *link).value());
}

TEST_CASE("link tokens: a later link ends the one before, an earlier mail does not come back") {
  Links links;
  const auto first = links.Make(LinkKind::kVerify);
  links.cloud.now += std::chrono::seconds(5);
  const auto second = links.Make(LinkKind::kVerify);
  CHECK(links.Open(first));
  CHECK(links.Open(second));
  CHECK_FALSE(links.Works(first));
  CHECK(links.Works(second));
  CHECK_FALSE(links.Open(first));
  CHECK(links.Works(second));
  CHECK(EndLink(links.context, 7, LinkKind::kVerify).ok());
  CHECK_FALSE(links.Works(second));
}

TEST_CASE("link tokens: of links that are made in the same second the last one works") {
  for (int i = 0; i < 20; ++i) {
    Links links;
    const auto first = links.Make(LinkKind::kVerify), second = links.Make(LinkKind::kVerify);
    CHECK(links.Open(first));
    CHECK(links.Open(second));
    CHECK_FALSE(links.Works(first));
    CHECK(links.Works(second));
  }
}

TEST_CASE("link tokens: of two links that are opened at the same moment the later one works") {
  for (int n = 1;; ++n) {
    Links links;
    const auto first = links.Make(LinkKind::kVerify);
    links.cloud.now += std::chrono::seconds(2);
    const auto second = links.Make(LinkKind::kVerify);
    bool ran = false;
    int count = 0;
    const auto process = links.cloud.NewProcess([&]() -> std::shared_ptr<void> {
      if (++count == n && !ran) {
        ran = true;
        links.Open(first);
      }
      return nullptr;
    });
    auto services = links.cloud.ServicesBy(process.transport);
    const auto opened = OpenLink({services, links.call}, second, "ann@example.com", "hash");
    INFO("before request " << n);
    CHECK(opened.value());
    CHECK(links.Works(second));
    CHECK_FALSE(links.Works(first));
    if (!ran) {
      REQUIRE(n > 2);
      break;
    }
  }
}

TEST_CASE("link tokens: links that undo live side by side, until an earlier change is undone") {
  Links links;
  std::vector<LinkToken> tokens;
  for (int i = 0; i < 3; ++i) {
    tokens.push_back(links.Make(LinkKind::kUndo));
    REQUIRE(links.Open(tokens.back()));
    links.cloud.now += std::chrono::seconds(2);
  }
  const auto middle = FindLink(links.context, tokens[1]);
  REQUIRE(middle.ok());
  REQUIRE(EndLaterUndoLinks(links.context, middle->row).ok());
  CHECK(links.Works(tokens[0]));
  CHECK(links.Works(tokens[1]));
  CHECK_FALSE(links.Works(tokens[2]));
}

TEST_CASE("link tokens: what was made before an undo is known to be") {
  Links links;
  const Op before = links.context.NewOp();
  CHECK_FALSE(IsUndoneSince(links.context, 7, before).value());
  links.cloud.now += std::chrono::seconds(2);
  REQUIRE(NoteUndo(links.context, 7).ok());
  links.cloud.now += std::chrono::seconds(2);
  CHECK(IsUndoneSince(links.context, 7, before).value());
  CHECK_FALSE(IsUndoneSince(links.context, 7, links.context.NewOp()).value());
  CHECK_FALSE(IsUndoneSince(links.context, 8, before).value());
}

}  // namespace
