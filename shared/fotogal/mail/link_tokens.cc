#include "fotogal/mail/link_tokens.h"

#include <sodium.h>

#include "common/base64.h"
#include "fotogal/base/hashes.h"
#include "fotogal/base/random_bytes.h"
#include "fotogal/base/rows.h"
#include "fotogal/mail/mail_statements.h"

namespace fotogal {
namespace {

constexpr std::size_t kSecretBytes = 32;
constexpr int kOpeningTries = 5;
constexpr std::size_t kNumberBytes = 8;
constexpr std::size_t kTokenBytes = 1 + 2 * kNumberBytes + kSecretBytes;
constexpr std::string_view kUndoPrefix = "undo:";
constexpr const char* kUndone = "undone";
constexpr std::chrono::hours kRecoverOpen{1};

std::string BytesOf(std::int64_t number) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift);
  return bytes;
}

std::int64_t NumberIn(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes.substr(0, kNumberBytes))
    number = number << 8 | static_cast<unsigned char>(byte);
  return static_cast<std::int64_t>(number);
}

std::optional<LinkKind> LinkKindOf(char letter) {
  for (const LinkKind kind : {LinkKind::kReset, LinkKind::kVerify, LinkKind::kUndo,
                              LinkKind::kRecover, LinkKind::kStop}) {
    if (letter == static_cast<char>(kind)) return kind;
  }
  return std::nullopt;
}

std::string RowKindOf(LinkKind kind, Op op) {
  switch (kind) {
    case LinkKind::kReset:
      return "reset";
    case LinkKind::kVerify:
      return "verify";
    case LinkKind::kRecover:
      return "recover";
    case LinkKind::kStop:
      return "stop:" + ToBase36(op);
    case LinkKind::kUndo:
      break;
  }
  return std::string(kUndoPrefix) + ToBase36(op);
}

std::chrono::hours OpenFor(LinkKind kind) {
  switch (kind) {
    case LinkKind::kReset:
      return schema::kPasswordResetOpen;
    case LinkKind::kVerify:
      return schema::kEmailVerificationOpen;
    case LinkKind::kRecover:
      return kRecoverOpen;
    case LinkKind::kStop:
      return schema::kSecondFactorWait;
    case LinkKind::kUndo:
      break;
  }
  return schema::kEmailUndoOpen;
}

// A day more, so that a row outlives its link whatever the clock of NoSQL says.
int KeptDays(std::chrono::hours open) {
  return static_cast<int>(std::chrono::ceil<std::chrono::days>(open).count()) + 1;
}

bool SameText(const std::string& a, const std::string& b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

std::string NewSecret(const Random& random) { return RandomBytes(random, kSecretBytes); }

std::string TextOf(const LinkToken& token) {
  return common::Base64Url(std::string(1, static_cast<char>(token.kind)) +
                           BytesOf(token.user.value()) + BytesOf(token.op.value()) + token.secret);
}

std::optional<LinkToken> ReadLinkToken(std::string_view text) {
  if (text.size() > 2 * kTokenBytes) return std::nullopt;
  const auto bytes = common::Base64UrlDecode(text);
  if (!bytes || bytes->size() != kTokenBytes) return std::nullopt;
  const auto kind = LinkKindOf(bytes->front());
  if (!kind) return std::nullopt;
  const std::string_view rest = std::string_view(*bytes).substr(1);
  return LinkToken{.kind = *kind,
                   .user = NumberIn(rest),
                   .op = NumberIn(rest.substr(kNumberBytes)),
                   .secret = std::string(rest.substr(2 * kNumberBytes))};
}

Outcome<std::optional<StandingToken>> FindTokenRow(const Context& context, UserId user,
                                                   const std::string& kind) {
  OCI_ASSIGN_OR_RETURN(auto row, context.Get(schema::kTokens, {{"user_id", user}, {"kind", kind}},
                                             oci::nosql::Consistency::kAbsolute));
  if (!row) return std::optional<StandingToken>();
  return std::optional(StandingToken{RowFrom<TokenRow>(row->value), std::move(row->version)});
}

Outcome<bool> PutToken(const Context& context, const TokenRow& row,
                       const std::optional<StandingToken>& before) {
  const auto open = std::chrono::ceil<std::chrono::hours>(
      std::chrono::milliseconds(row.expires_ts - row.made_ts));
  oci::nosql::PutOptions options = IfAbsent(KeptDays(open));
  if (before) {
    options.when = oci::nosql::PutOptions::When::kAlways;
    options.if_match = before->version;
  }
  OCI_ASSIGN_OR_RETURN(const auto put, context.Put(schema::kTokens, JsonOf(row), options));
  return put.written;
}

Outcome<bool> OpenLink(const Context& context, const LinkToken& token, const std::string& email,
                       const std::string& password_hash) {
  const auto made = TimeOfOp(token.op);
  const TokenRow row{.user = token.user,
                     .kind = RowKindOf(token.kind, token.op),
                     .hash = Sha256Base64Url(token.secret),
                     .email = email,
                     .password_hash = password_hash,
                     .made_ts = ToMillis(made),
                     .expires_ts = ToMillis(made + OpenFor(token.kind)),
                     .op = token.op};
  for (int attempt = 0; attempt < kOpeningTries; ++attempt) {
    OCI_ASSIGN_OR_RETURN(const auto before, FindTokenRow(context, token.user, row.kind));
    // ops of one second have no order: of their links the one that is opened last works
    if (before && TimeOfOp(before->row.op) > made) return false;
    if (before && before->row.op == token.op) return !before->row.hash.empty();
    OCI_ASSIGN_OR_RETURN(const bool written, PutToken(context, row, before));
    if (written) return true;
    // another mail's link was opened in between, which may be an earlier one
  }
  return TryAgain("Links are being opened from elsewhere.");
}

Outcome<StandingToken> FindLink(const Context& context, const LinkToken& token) {
  OCI_ASSIGN_OR_RETURN(auto found,
                       FindTokenRow(context, token.user, RowKindOf(token.kind, token.op)));
  const bool works = found && found->row.op == token.op &&
                     SameText(found->row.hash, Sha256Base64Url(token.secret)) &&
                     found->row.expires_ts > ToMillis(context.Now());
  if (!works) return BadToken();
  return std::move(*found);
}

Outcome<bool> UseLink(const Context& context, const StandingToken& link) {
  TokenRow used = link.row;
  used.hash.clear();
  return PutToken(context, used, link);
}

Outcome<Unit> EndLaterUndoLinks(const Context& context, const TokenRow& link) {
  OCI_ASSIGN_OR_RETURN(const auto rows,
                       context.Select<TokenRow>(kTokensOfUser, {{"$u", link.user}}, Absolute()));
  for (const TokenRow& row : rows) {
    const bool undoes = row.kind.starts_with(kUndoPrefix) && !row.hash.empty();
    if (!undoes || row.made_ts < link.made_ts || row.kind == link.kind) continue;
    OCI_ASSIGN_OR_RETURN(const auto standing, FindTokenRow(context, link.user, row.kind));
    if (standing) OCI_RETURN_IF_ERROR(UseLink(context, *standing));
  }
  return Unit{};
}

Outcome<Unit> NoteUndo(const Context& context, UserId user) {
  const auto now = ToMillis(context.Now());
  oci::nosql::PutOptions options;
  options.ttl_days = KeptDays(schema::kEmailUndoOpen);
  const TokenRow row{.user = user, .kind = kUndone, .made_ts = now, .expires_ts = now};
  OCI_RETURN_IF_ERROR(context.Put(schema::kTokens, JsonOf(row), options));
  return Unit{};
}

Outcome<bool> IsUndoneSince(const Context& context, UserId user, Op op) {
  OCI_ASSIGN_OR_RETURN(const auto noted, FindTokenRow(context, user, kUndone));
  return noted && noted->row.made_ts >= ToMillis(TimeOfOp(op));
}

Outcome<Unit> EndLink(const Context& context, UserId user, LinkKind kind) {
  OCI_ASSIGN_OR_RETURN(const auto standing, FindTokenRow(context, user, RowKindOf(kind, 0)));
  if (standing && !standing->row.hash.empty()) OCI_RETURN_IF_ERROR(UseLink(context, *standing));
  return Unit{};
}

Problem BadToken() {
  return BadRequest(
      "bad_token",
      "This link does not work any more: it was used, has expired, or a newer one has "
      "taken its place.");
}

}  // namespace fotogal
