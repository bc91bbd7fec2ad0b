#include "functions/login/second_step.h"

#include <nlohmann/json.hpp>

#include "fotogal/base/cursor.h"
#include "fotogal/base/hashes.h"
#include "oci/json_text.h"

namespace fotogal::login {
namespace {

using Json = nlohmann::json;

// No list has this name: a cursor is no state.
constexpr std::string_view kStateKind = "second factor";
constexpr std::chrono::minutes kStateOpen{5};

Problem LogInAgain() { return Problem(401, "log_in_again", "Begin the log-in again."); }

// As sealed: the account, what the password was checked against, the end in ms, and the device.
struct State {
  UserId user = 0;
  std::string password_hash;
  std::int64_t ends = 0;
  std::string device;
  NLOHMANN_DEFINE_TYPE_INTRUSIVE_WITH_DEFAULT(State, user, password_hash, ends, device)
};

}  // namespace

fdk::Response AskForCode(const Exchange& exchange, const User& user, const std::string& device) {
  const Context& context = exchange.context;
  const State state{user.id, Sha256Base64Url(user.password_hash),
                    ToMillis(context.Now() + kStateOpen), device};
  Json body = oci::ParseOrThrow(
      ToJson(Problem(401, "second_factor_required", "Send the code of your authenticator app.")));
  body["state"] = SealCursor(context.services.config.cursor_key, kStateKind, state);
  fdk::Response response = JsonResponse(401, body);
  response.content_type = "application/problem+json";
  return response;
}

Outcome<FirstStep> OpenState(const Exchange& exchange, const std::string& sealed) {
  const Context& context = exchange.context;
  const auto opened = OpenCursor(context.services.config.cursor_key, kStateKind, sealed);
  if (!opened.ok() || !opened->is_object()) return LogInAgain();
  const auto state = opened->get<State>();
  if (state.ends <= ToMillis(context.Now())) return LogInAgain();
  OCI_ASSIGN_OR_RETURN(auto user, FindUser(context, state.user));
  const bool same = user && Sha256Base64Url(user->password_hash) == state.password_hash;
  if (!same) return LogInAgain();
  return FirstStep{std::move(*user), state.device};
}

}  // namespace fotogal::login
