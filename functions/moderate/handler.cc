#include "functions/moderate/handler.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "fotogal/base/fields.h"
#include "fotogal/moderation/report_list.h"
#include "fotogal/moderation/suspension.h"
#include "fotogal/moderation/takedown.h"
#include "fotogal/people/people.h"
#include "functions/moderate/answers.h"
#include "functions/support/audit.h"
#include "oci/json_text.h"

namespace fotogal::moderate {
namespace {

using Json = nlohmann::json;

// What an act has to say: to the operator, and in the log.
struct Done {
  Json answer;
  Json audited;
};

text::Checked Reason(std::string_view input) {
  constexpr size_t kMost = 500;
  return text::Plain(text::Trim(input), 1, kMost, text::Lines::kOne);
}

text::Checked State(std::string_view input) {
  for (const char* known : {"open", "dismissed", "acted"})
    if (input == known) return std::string(input);
  return text::Refusal{"bad_value", "must be \"open\", \"dismissed\" or \"acted\""};
}

text::Checked Thing(std::string_view input) {
  if (ParseThing(std::string(input))) return std::string(input);
  return text::Refusal{"bad_format",
                       "must be user:ID, image:IMAGE or comment:IMAGE/COMMENT, as lists show it"};
}

text::Checked RemovedKind(std::string_view input) {
  if (input == "image" || input == "comment") return std::string(input);
  return text::Refusal{"bad_value", "must be \"image\" or \"comment\""};
}

// A name as somebody types or pastes it; also that of an account from before today's rules.
text::Checked Name(std::string_view input) {
  if (input.starts_with('@')) input.remove_prefix(1);
  return AnyText(input);
}

Outcome<Done> List(Exchange& exchange, Fields& fields) {
  constexpr int kMost = 100, kUsual = 20;
  const auto state = fields.Optional("state", State).value_or("open");
  const auto cursor = fields.Optional("cursor", AnyText).value_or("");
  const bool has_limit = oci::JsonOf(exchange.request.body).contains("limit");
  const auto limit = has_limit ? fields.RequiredNumber("limit", 1, kMost) : kUsual;
  OCI_RETURN_IF_ERROR(fields.Finish());
  ReportedPage page{.groups = {}, .next = cursor};
  do {  // reports of things that stand on other pages
    OCI_ASSIGN_OR_RETURN(page, ListReported(exchange.context, Json(state).get<ReportState>(),
                                            static_cast<int>(*limit), page.next));
  } while (page.groups.empty() && !page.next.empty());
  Json items = Json::array();
  for (const auto& group : page.groups) items.push_back(JsonOf(group));
  return Done{{{"items", items}, {"next_cursor", page.next.empty() ? Json() : Json(page.next)}},
              {{"state", state}}};
}

Outcome<Done> Show(Exchange& exchange, Fields& fields) {
  const std::string thing = fields.Required("thing", AnyText);
  OCI_RETURN_IF_ERROR(fields.Finish());
  OCI_ASSIGN_OR_RETURN(const auto shown, ShowReported(exchange.context, thing));
  std::vector<UserId> reporters;
  for (const auto& row : shown.group.reports) reporters.push_back(row.user);
  OCI_ASSIGN_OR_RETURN(const auto people, FindPeople(exchange.context, reporters));
  return Done{JsonOf(shown, people, exchange.context.services.config),
              {{"thing", shown.group.thing}}};
}

Outcome<Done> Dismiss(Exchange& exchange, Fields& fields) {
  const std::string thing = fields.Required("thing", Thing);
  OCI_RETURN_IF_ERROR(fields.Finish());
  OCI_ASSIGN_OR_RETURN(const int settled,
                       SettleReports(exchange.context, thing, ReportState::kDismissed));
  if (settled == 0) return NotFound();
  return Done{{{"thing", thing}, {"state", "dismissed"}, {"reports", settled}}, {{"thing", thing}}};
}

Outcome<Done> Remove(Exchange& exchange, Fields& fields) {
  const std::string kind = fields.Required("kind", RemovedKind);
  const std::string id = fields.Required("id", AnyText);
  const std::string reason = fields.Required("reason", Reason);
  OCI_RETURN_IF_ERROR(fields.Finish());
  const auto ref = ParseThing(kind + ":" + id);
  if (!ref) return NotFound();
  OCI_ASSIGN_OR_RETURN(const auto taken,
                       kind == "image"
                           ? TakeDownImage(exchange.context, ref->image, reason)
                           : TakeDownComment(exchange.context, ref->image, ref->comment, reason));
  return Done{
      {{"thing", taken.thing}, {"status", "removed"}, {"kept_until", MomentOf(taken.kept_until)}},
      {{"thing", taken.thing}, {"reason", reason}}};
}

// What its reports say is settled with the account.
Outcome<Done> Judge(Exchange& exchange, Fields& fields, bool suspends) {
  const std::string name = fields.Required("username", Name);
  const std::string reason = fields.Required("reason", Reason);
  OCI_RETURN_IF_ERROR(fields.Finish());
  OCI_ASSIGN_OR_RETURN(const User user, suspends ? SuspendAccount(exchange.context, name, reason)
                                                 : RestoreAccount(exchange.context, name, reason));
  if (suspends) {
    OCI_RETURN_IF_ERROR(
        SettleReports(exchange.context, "user:" + ToBase36(user.id), ReportState::kActed));
  }
  return Done{{{"username", user.username}, {"suspended", SuspensionOf(user)}},
              {{"user_id", ToBase36(user.id)}, {"reason", reason}}};
}

Outcome<Done> Suspend(Exchange& exchange, Fields& fields) { return Judge(exchange, fields, true); }
Outcome<Done> Restore(Exchange& exchange, Fields& fields) { return Judge(exchange, fields, false); }

struct Act {
  std::string_view name;
  Outcome<Done> (*carry_out)(Exchange& exchange, Fields& fields);
};
constexpr std::array kActs = {Act{"list", &List},       Act{"show", &Show},
                              Act{"dismiss", &Dismiss}, Act{"remove", &Remove},
                              Act{"suspend", &Suspend}, Act{"restore", &Restore}};

text::Checked ActName(std::string_view input) {
  if (std::ranges::find(kActs, input, &Act::name) != kActs.end()) return std::string(input);
  return text::Refusal{"bad_value", "must be list, show, dismiss, remove, suspend or restore"};
}

// Whom OCI has let in, if it says so; "": it does not.
std::string SubjectOf(const fdk::Context& context) {
  return std::string(context.fn_headers().Get("Oci-Subject-Id").value_or(""));
}

Answer Moderate(Exchange& exchange, const std::string& subject) {
  const Json body = oci::JsonOf(exchange.request.body);
  if (!body.is_object()) return BadRequest("bad_event", "The body must be one JSON object.");
  Fields fields(body);
  const std::string name = fields.Required("act", ActName);
  const std::string by = fields.Optional("by", AnyText).value_or("");
  const auto* const act = std::ranges::find(kActs, name, &Act::name);
  if (act == kActs.end()) {
    OCI_RETURN_IF_ERROR(fields.Finish());
    return BadRequest("bad_event", "No such act.");
  }
  OCI_ASSIGN_OR_RETURN(auto done, act->carry_out(exchange, fields));
  done.audited["by"] = subject.empty() ? by : subject;
  OCI_RETURN_IF_ERROR(AuditOrFail(exchange, "moderation_" + name, std::move(done.audited)));
  return JsonResponse(200, done.answer);
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  const std::string subject = SubjectOf(context);
  return DispatchInvocation(
      "moderate", services, [&](Exchange& exchange) { return Moderate(exchange, subject); },
      request, context);
}

}  // namespace fotogal::moderate
