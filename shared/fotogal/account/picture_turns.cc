#include "fotogal/account/picture_turns.h"

#include "fotogal/counters/budgets.h"
#include "fotogal/counters/idempotency.h"
#include "fotogal/images/picture.h"

namespace fotogal {
namespace {

// Takes one of the account's turns at decoding. A retry of an acknowledged request is allowed more.
Outcome<PictureTurn> TakeTurn(const Context& context, UserId user, std::int64_t bytes,
                              const std::string& key) {
  auto turn = BeginPicture(context, user, bytes);
  if (turn.ok() || turn.error().code != "too_many") return turn;
  OCI_ASSIGN_OR_RETURN(const bool is_retry, IsMade(context, user, key));
  return is_retry ? BeginPicture(context, user, bytes, Try::kAgain) : turn;
}

Outcome<NewPicture> ReadInTurn(const Context& context, const PictureTurn& turn,
                               std::string_view bytes) {
  auto picture = ReadPicture(bytes, [&context] { return context.call.TimeLeft().count() == 0; });
  EndPicture(context, turn);
  return picture;
}

}  // namespace

Outcome<NewPicture> ReadSentPicture(const Context& context, UserId user, std::string_view bytes,
                                    const std::string& idempotency_key) {
  OCI_ASSIGN_OR_RETURN(
      const auto turn,
      TakeTurn(context, user, static_cast<std::int64_t>(bytes.size()), idempotency_key));
  return ReadInTurn(context, turn, bytes);
}

Outcome<std::optional<NewPicture>> ReadUploadedPicture(const Context& context,
                                                       const Upload& upload) {
  OCI_ASSIGN_OR_RETURN(const auto turn, TakeTurn(context, upload.user, upload.size, ""));
  const auto bytes = ReadUpload(context, upload);
  if (!bytes.ok() || !*bytes) {
    EndPicture(context, turn);
    OCI_RETURN_IF_ERROR(bytes);
    return std::optional<NewPicture>();
  }
  OCI_ASSIGN_OR_RETURN(auto picture, ReadInTurn(context, turn, **bytes));
  return std::optional<NewPicture>(std::move(picture));
}

}  // namespace fotogal
