#include "operate/command/moderate.h"

#include <pwd.h>
#include <unistd.h>

#include <memory>
#include <optional>

#include "local/running/manifest.h"
#include "local/running/operator.h"
#include "oci/functions.h"
#include "oci/json_text.h"
#include "oci/management.h"
#include "operate/command/operation.h"
#include "terminal/signals.h"
#include "terminal/table.h"

namespace operate {
namespace {

using Json = nlohmann::json;
using oci::StringMember;

constexpr std::chrono::minutes kActPatience{1};

// How to reach the function.
struct ModerationFunction {
  std::shared_ptr<oci::Requester> requester;
  oci::functions::Target target;
};

oci::Result<ModerationFunction> InRunning(const std::string& data) {
  OCI_ASSIGN_OR_RETURN(const auto folder, local::FindDataFolder(data));
  OCI_ASSIGN_OR_RETURN(const auto running, local::FindRunning(folder));
  ModerationFunction found;
  OCI_ASSIGN_OR_RETURN(found.requester, local::OperatorRequester(folder));
  found.target = {running.functions_url, local::FunctionId("moderate")};
  return found;
}

oci::Result<ModerationFunction> InTenancy(const std::string& settings) {
  OCI_ASSIGN_OR_RETURN(auto to, OpenTenancyAccess(settings));
  auto call = local::CallWithin(kActPatience);
  const std::string& endpoint = to.access.endpoints.functions;
  oci::management::Client applications(to.access.requester,
                                       oci::management::Applications(endpoint));
  OCI_ASSIGN_OR_RETURN(const auto application, applications.Find(call, to.settings.compartment_id,
                                                                 to.settings.application));
  if (!application)
    return oci::ConfigurationError("there is no application " + to.settings.application +
                                   " in the compartment");
  oci::management::Client functions(to.access.requester, oci::management::Functions(endpoint));
  OCI_ASSIGN_OR_RETURN(const auto function,
                       functions.Find(call, StringMember(*application, "id"), "moderate"));
  if (!function)
    return oci::ConfigurationError("the application " + to.settings.application +
                                   " has no function moderate: run `fotogal deploy`");
  return ModerationFunction{
      to.access.requester,
      {StringMember(*function, "invokeEndpoint"), StringMember(*function, "id")}};
}

std::string OsUser() {
  const passwd* user = getpwuid(geteuid());
  return user == nullptr ? "uid " + std::to_string(geteuid()) : user->pw_name;
}

// "spam 2, nudity 1"
std::string CountsIn(const Json& counts) {
  std::string text;
  for (const auto& [name, count] : counts.items())
    text += (text.empty() ? "" : ", ") + name + " " + count.dump();
  return text;
}

std::string OwnerIn(const Json& thing) {
  const Json owner = thing.value("owner", Json());
  if (!owner.is_object()) return "(nobody)";
  const bool suspended = owner.value("suspended", Json()).is_object();
  return "@" + StringMember(owner, "username") + (suspended ? " (suspended)" : "");
}

std::string DayAndTime(const Json& object, const char* member) {
  return StringMember(object, member).substr(0, 16);
}

std::string ListText(const Json& answer) {
  const Json items = answer.value("items", Json::array());
  if (items.empty()) return "No such reports.\n";
  std::vector<terminal::TableRow> rows = {{"THING", "OWNER", "FIRST", "LAST", "REASONS"}};
  for (const Json& item : items) {
    rows.push_back({StringMember(item, "thing"), OwnerIn(item), DayAndTime(item, "first_at"),
                    DayAndTime(item, "last_at"), CountsIn(item.value("reasons", Json::object()))});
  }
  std::string text = terminal::Table(rows);
  const std::string next = StringMember(answer, "next_cursor");
  if (!next.empty()) text += "More: the same with --cursor '" + next + "'\n";
  return text;
}

void AddRow(std::vector<terminal::TableRow>& rows, const std::string& name, const Json& object,
            const char* member) {
  const std::string value = StringMember(object, member);
  if (!value.empty()) rows.push_back({name, value});
}

// How to look at the pictures, with Oracle's own command.
std::string FetchText(const Json& answer) {
  std::string text;
  for (const Json& object : answer.value("objects", Json::array())) {
    const auto name = object.get<std::string>();
    text += "  oci os object get --namespace-name " + StringMember(answer, "namespace") +
            " --bucket-name " + StringMember(answer, "bucket") + " --name " + name + " --file " +
            name.substr(name.rfind('/') + 1) + "\n";
  }
  return text.empty() ? "" : "\nTo fetch the pictures:\n" + text;
}

std::string ShowText(const Json& answer) {
  const Json image = answer.value("image", Json()), comment = answer.value("comment", Json()),
             account = answer.value("account", Json());
  const Json owner = answer.value("owner", Json());
  std::vector<terminal::TableRow> rows = {{"Thing:", StringMember(answer, "thing")},
                                          {"Owner:", OwnerIn(answer)}};
  if (owner.is_object()) AddRow(rows, "Suspended:", owner.value("suspended", Json()), "reason");
  AddRow(rows, "Name:", account, "full_name");
  AddRow(rows, "Bio:", account, "bio");
  AddRow(rows, "Website:", account, "website");
  AddRow(rows, "Caption:", image, "caption");
  AddRow(rows, "Alt text:", image, "alt_text");
  AddRow(rows, "Kept until:", image, "kept_until");
  AddRow(rows, "Text:", comment, "text");
  std::string text = terminal::Table(rows);
  std::vector<terminal::TableRow> reports = {{"REPORT", "TIME", "STATE", "BY", "REASON", "NOTE"}};
  for (const Json& report : answer.value("reports", Json::array())) {
    reports.push_back({StringMember(report, "id"), DayAndTime(report, "created_at"),
                       StringMember(report, "state"), StringMember(report, "by"),
                       StringMember(report, "reason"), StringMember(report, "note")});
  }
  if (reports.size() > 1) text += "\n" + terminal::Table(reports);
  return text + FetchText(answer);
}

std::string DoneText(const std::string& act, const Json& answer) {
  if (act == "dismiss")
    return "dismissed: " + StringMember(answer, "thing") + " (" +
           std::to_string(answer.value("reports", 0)) + " reports)\n";
  if (act == "remove") {
    const std::string until = StringMember(answer, "kept_until");
    return "removed: " + StringMember(answer, "thing") +
           (until.empty() ? "" : "; its picture is kept until " + until.substr(0, 10)) + "\n";
  }
  return (act == "suspend" ? "suspended: @" : "restored: @") + StringMember(answer, "username") +
         "\n";
}

std::string TextOf(const std::string& act, const Json& answer) {
  if (act == "list") return ListText(answer);
  if (act == "show") return ShowText(answer);
  return DoneText(act, answer);
}

// The function's refusal in a line; nullopt: it has done what was asked.
std::optional<std::string> RefusalIn(const Json& answer) {
  if (!answer.is_object()) return "the function's answer is not JSON";
  const Json status = answer.value("status", Json());
  if (!status.is_number_integer() || status.get<int>() < 400) return std::nullopt;
  std::string text = StringMember(answer, "detail");
  for (const Json& error : answer.value("errors", Json::array()))
    text += (text.empty() ? "" : " ") + StringMember(error, "field") + " " +
            StringMember(error, "message") + ".";
  return text.empty() ? StringMember(answer, "code") : text;
}

oci::Result<AskModeration> AskerFor(const ModerateOptions& options) {
  OCI_ASSIGN_OR_RETURN(auto function, options.settings.empty() ? InRunning(options.data)
                                                               : InTenancy(options.settings));
  return AskModeration([function](const std::string& body) {
    oci::functions::Client client(function.requester);
    auto call = local::CallWithin(kActPatience);
    return client.Invoke(call, function.target, body);
  });
}

}  // namespace

int RunModerate(const AskModeration& ask, const ModerateOptions& options, const std::string& by,
                std::FILE* out, std::FILE* err) {
  Json body = options.act;
  body["by"] = by;
  const auto answered = ask(oci::JsonText(body));
  if (!answered.ok()) {
    std::fprintf(err, "fotogal: %s. It may have been done: run the same command again.\n",
                 answered.error().message.c_str());
    return 1;
  }
  const Json answer = oci::JsonOf(*answered);
  const auto refusal = RefusalIn(answer);
  if (options.json && answer.is_object()) {
    std::fprintf(out, "%s\n", oci::JsonText(answer, 2).c_str());
  } else if (!refusal) {
    std::fputs(TextOf(StringMember(options.act, "act"), answer).c_str(), out);
  }
  if (!refusal) return 0;
  std::fprintf(err, "fotogal: %s\n", refusal->c_str());
  return 1;
}

int Moderate(const ModerateOptions& options) {
  terminal::UnblockSignals();
  const auto ask = AskerFor(options);
  if (!ask.ok()) {
    std::fprintf(stderr, "fotogal: %s\n", ask.error().message.c_str());
    return 1;
  }
  return RunModerate(*ask, options, OsUser(), stdout, stderr);
}

}  // namespace operate
