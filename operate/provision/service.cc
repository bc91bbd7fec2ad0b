// Resources that run or serve: repositories, application, functions, gateway, schedule, deployment.
#include "local/specification/check.h"
#include "local/specification/specification.h"
#include "oci/json_text.h"
#include "operate/provision/tenancy_state.h"

namespace operate::provision {
namespace {

using oci::StringMember;
using oci::management::Client;

constexpr const char* kSweep = "sweep";
constexpr const char* kInactive = "INACTIVE";
constexpr int kDetachedTimeoutSeconds = 300;

std::optional<Found> FoundAs(const Json& resource, std::vector<std::string> drift) {
  return Found{StringMember(resource, "id"), StringMember(resource, "lifecycleState"),
               std::move(drift)};
}

// A resource that is a JSON document: found by its name in a scope, created from `details`, and
// repaired to `wanted`.
struct Documented {
  const char* kind;
  std::string name;
  Client* client;
  // id of the resource that contains it; "": that does not exist yet
  std::function<std::string()> scope;
  std::function<Json()> details;  // for the creation, without the display name
  std::function<Json()> wanted;   // members that are compared, with the values they should have
  std::function<void(const Json&)> learn = [](const Json&) {};
};

Resource ToResource(Tenancy::State& state, Documented thing) {
  Resource resource;
  resource.kind = thing.kind;
  resource.name = thing.name;
  resource.find = [thing](oci::Call& call) -> oci::Result<std::optional<Found>> {
    const auto scope = thing.scope();
    if (scope.empty()) return std::optional<Found>();
    OCI_ASSIGN_OR_RETURN(const auto document, thing.client->Find(call, scope, thing.name));
    if (!document) return std::optional<Found>();
    thing.learn(*document);
    return FoundAs(*document, thing.wanted ? Differences(*document, thing.wanted())
                                           : std::vector<std::string>());
  };
  resource.create = [&state, thing](oci::Call& call) -> oci::Status {
    Json details = thing.details();
    details["displayName"] = thing.name;
    if (thing.wanted) details.update(thing.wanted());
    const std::string token =
        state.RetryToken(std::string(thing.kind) + "/" + thing.name + "/" + oci::JsonText(details));
    OCI_ASSIGN_OR_RETURN(const Json made, thing.client->Create(call, details, token));
    thing.learn(made);
    return oci::Ok();
  };
  if (thing.wanted) {
    resource.repair = [thing](oci::Call& call, const Found& found) -> oci::Status {
      OCI_ASSIGN_OR_RETURN(const Json changed,
                           thing.client->Update(call, found.id, thing.wanted()));
      thing.learn(changed);
      return oci::Ok();
    };
  }
  resource.remove = [thing](oci::Call& call, const Found& found) {
    return thing.client->Delete(call, found.id);
  };
  return resource;
}

Resource Repository(Tenancy::State& state, const FunctionNeeds& function) {
  // "gru.ocir.io/namespace/fotogal/like": the part after the namespace is the name of the
  // repository.
  std::string path = state.settings.image_prefix;
  for (int i = 0; i < 2 && path.find('/') != std::string::npos; ++i)
    path.erase(0, path.find('/') + 1);
  return ToResource(state, {"repository", path + "/" + function.name, &state.repositories,
                            [&state] { return state.settings.compartment_id; },
                            [&state]() -> Json {
                              return {{"compartmentId", state.settings.compartment_id}};
                            },
                            []() -> Json {
                              return {{"isPublic", false}};
                            }});
}

Resource Application(Tenancy::State& state) {
  auto resource = ToResource(state, {"application", state.settings.application, &state.applications,
                                     [&state] { return state.settings.compartment_id; },
                                     [&state]() -> Json {
                                       return {{"compartmentId", state.settings.compartment_id},
                                               {"subnetIds", {state.settings.subnet_id}}};
                                     },
                                     [&state]() -> Json {
                                       return {{"shape", state.settings.shape}};
                                     },
                                     [&state](const Json& document) {
                                       state.application_id = StringMember(document, "id");
                                     }});
  resource.repair = nullptr;  // the shape can only be set at creation
  return resource;
}

Resource Function(Tenancy::State& state, const FunctionNeeds& function) {
  const auto wanted = [&state, function]() -> Json {
    Json members = {{"memoryInMBs", function.memory_mb},
                    {"timeoutInSeconds", function.timeout_s},
                    {"detachedModeTimeoutInSeconds", kDetachedTimeoutSeconds}};
    const auto& [prefix, tag] = std::tie(state.settings.image_prefix, state.settings.image_tag);
    if (!tag.empty()) members["image"] = prefix + "/" + function.name + ":" + tag;
    const auto digest = state.settings.image_digests.find(function.name);
    if (digest != state.settings.image_digests.end()) members["imageDigest"] = digest->second;
    return members;
  };
  auto resource = ToResource(
      state,
      {"function", function.name, &state.functions, [&state] { return state.application_id; },
       [&state]() -> Json {
         return {{"applicationId", state.application_id}};
       },
       wanted,
       [&state, function](const Json& document) {
         state.function_ids[function.name] = StringMember(document, "id");
         state.invoke_endpoints[function.name] = StringMember(document, "invokeEndpoint");
       }});
  if (state.settings.image_tag.empty()) resource.create = nullptr;
  return resource;
}

constexpr const char* kPushKey = "FOTOGAL_PUSH_KEY";

// The configuration of all functions. Keys are generated once and then kept.
Json WantedConfig(Tenancy::State& state, const Json& current) {
  Json config = {{"FOTOGAL_COMPARTMENT_ID", state.settings.compartment_id},
                 {"FOTOGAL_OBJECT_NAMESPACE", state.object_namespace},
                 {"FOTOGAL_BUCKET", state.settings.bucket},
                 {"FOTOGAL_LOG_ID", state.log_id}};
  for (const auto& [name, id] : state.function_ids) {
    if (name != "fanout" && name != "deletion" && name != "export") continue;
    std::string upper;
    for (const char c : name) upper += static_cast<char>(std::toupper(c));
    config["FOTOGAL_" + upper + "_FUNCTION_ID"] = id;
    // The endpoint for invocations; the one of the region only manages functions.
    config["FOTOGAL_" + upper + "_INVOKE_ENDPOINT"] = state.invoke_endpoints[name];
  }
  if (const MailSettings& mail = state.settings.mail; !mail.sender.empty()) {
    config["FOTOGAL_MAIL_SENDER"] = mail.sender;
    config["FOTOGAL_MAIL_NAME"] = mail.name;
    config["FOTOGAL_MAIL_ENDPOINT"] = state.mail_endpoint;
    config["FOTOGAL_MAIL_COMPARTMENT_ID"] = state.settings.compartment_id;
  }
  // for links in mails, and for passkeys
  if (!state.settings.url.empty()) config["FOTOGAL_WEB_URL"] = state.settings.url;
  for (const char* name : {"FOTOGAL_CURSOR_KEY", kPushKey}) {
    const auto key = StringMember(current, name);
    config[name] = key.empty() ? state.access.new_secret() : key;
  }
  return config;
}

oci::Result<Json> CurrentConfig(Tenancy::State& state, oci::Call& call) {
  OCI_ASSIGN_OR_RETURN(const auto application, state.applications.Get(call, state.application_id));
  if (!application || !application->contains("config")) return Json(Json::object());
  return (*application)["config"];
}

Resource Configuration(Tenancy::State& state) {
  Resource resource;
  resource.kind = "configuration";
  resource.name = state.settings.application;
  const auto set = [&state](oci::Call& call) -> oci::Status {
    OCI_ASSIGN_OR_RETURN(const Json current, CurrentConfig(state, call));
    Json config = current;
    config.update(WantedConfig(state, current));
    OCI_RETURN_IF_ERROR(
        state.applications.Update(call, state.application_id, {{"config", config}}));
    return oci::Ok();
  };
  resource.find = [&state](oci::Call& call) -> oci::Result<std::optional<Found>> {
    if (state.application_id.empty()) return std::optional<Found>();
    OCI_ASSIGN_OR_RETURN(const Json current, CurrentConfig(state, call));
    if (StringMember(current, "FOTOGAL_CURSOR_KEY").empty()) return std::optional<Found>();
    Json wanted = WantedConfig(state, current);
    const bool lacks_key = StringMember(current, kPushKey).empty();  // of an older release
    if (lacks_key) wanted.erase(kPushKey);                           // what it will be is secret
    auto differences = Differences(current, wanted);
    if (lacks_key) differences.push_back(std::string(kPushKey) + " is missing");
    return std::optional<Found>({state.application_id, "ACTIVE", std::move(differences)});
  };
  resource.create = set;
  resource.repair = [set](oci::Call& call, const Found&) { return set(call); };
  return resource;
}

Resource Gateway(Tenancy::State& state) {
  return ToResource(
      state, {"gateway", state.settings.application, &state.gateways,
              [&state] { return state.settings.compartment_id; },
              [&state]() -> Json {
                return {{"compartmentId", state.settings.compartment_id},
                        {"endpointType", "PUBLIC"},
                        {"subnetId", state.settings.subnet_id}};
              },
              nullptr,
              [&state](const Json& document) { state.gateway_id = StringMember(document, "id"); }});
}

// True when the service has refused the interval of the schedule; hourly is accepted always.
bool RefusesInterval(const Tenancy::State& state, const oci::Status& outcome) {
  return !outcome.ok() && outcome.error().http_status == 400 &&
         state.settings.sweep_every != kHourly;
}

// Tries the interval that is asked for, and hourly when the service refuses it.
oci::Status OrHourly(Tenancy::State& state, const std::function<oci::Status()>& make) {
  auto outcome = make();
  if (!RefusesInterval(state, outcome)) return outcome;
  state.notes.push_back("sweep_every \"" + state.settings.sweep_every + "\" was refused (" +
                        outcome.error().message + "); sweep runs hourly: \"" + kHourly + "\"");
  state.settings.sweep_every = kHourly;
  return make();
}

Resource Schedule(Tenancy::State& state) {
  const auto wanted = [&state]() -> Json {
    return {{"action", "START_RESOURCE"},
            {"recurrenceType", "CRON"},
            {"recurrenceDetails", state.settings.sweep_every},
            {"resources", {{{"id", state.function_ids[kSweep]}}}}};
  };
  Resource resource = ToResource(
      state,
      {"schedule", state.settings.application + "-sweep", &state.schedules,
       [&state] { return state.settings.compartment_id; },
       [&state]() -> Json {
         return {{"compartmentId", state.settings.compartment_id}};
       },
       wanted,
       [&state](const Json& document) { state.schedule_id = StringMember(document, "id"); }});
  resource.create = [&state, create = resource.create](oci::Call& call) {
    return OrHourly(state, [&] { return create(call); });
  };
  // A deployed schedule that was switched off counts as different, because it starts nothing.
  resource.find = [find = resource.find](oci::Call& call) -> oci::Result<std::optional<Found>> {
    OCI_ASSIGN_OR_RETURN(auto found, find(call));
    if (found && found->state == kInactive)
      found->drift.push_back(std::string("lifecycleState is ") + kInactive + ", not ACTIVE");
    return found;
  };
  resource.repair = [&state, repair = resource.repair](oci::Call& call,
                                                       const Found& found) -> oci::Status {
    if (found.state == kInactive)
      OCI_RETURN_IF_ERROR(state.schedules.Act(call, found.id, "activateSchedule"));
    return OrHourly(state, [&] { return repair(call, found); });
  };
  return resource;
}

using Values = std::map<std::string, std::string>;

Values ValuesOf(const Access& access, const Settings& settings, const std::string& name_space,
                const std::map<std::string, std::string>& function_ids) {
  Values values = {{"objectstorage.endpoint", access.endpoints.object_storage},
                   {"objectstorage.namespace", name_space},
                   {"photos.bucket", settings.bucket},
                   {"web.bucket", WebBucket(settings)}};
  for (const auto& [name, id] : function_ids) values["function." + name] = id;
  return values;
}

// The specification with placeholders filled, and checked.
oci::Result<Json> Checked(const Settings& settings, const Values& values) {
  OCI_ASSIGN_OR_RETURN(Json specification, settings.specification(values));
  if (const auto violations = local::CheckSpecification(specification); !violations.empty()) {
    auto error = BrokenSpecification(violations);
    if (!settings.specification_file.empty())
      error.message = settings.specification_file + ": " + error.message;
    return error;
  }
  return specification;
}

oci::Result<Json> Specification(Tenancy::State& state) {
  return Checked(state.settings, ValuesOf(state.access, state.settings, state.object_namespace,
                                          state.function_ids));
}

Resource Deployment(Tenancy::State& state) {
  auto resource = ToResource(
      state,
      {"deployment", state.settings.application, &state.deployments,
       [&state] { return state.settings.compartment_id; },
       [&state]() -> Json {
         return {{"compartmentId", state.settings.compartment_id},
                 {"gatewayId", state.gateway_id},
                 {"pathPrefix", "/"}};
       },
       // An error in the specification is reported when it is read before (see below).
       [&state]() -> Json {
         const auto specification = Specification(state);
         return {{"specification", specification.ok() ? *specification : Json()}};
       },
       [&state](const Json& document) { state.endpoint = StringMember(document, "endpoint"); }});
  resource.create = [&state, create = resource.create](oci::Call& call) -> oci::Status {
    OCI_RETURN_IF_ERROR(Specification(state));
    return create(call);
  };
  resource.repair = [&state, repair = resource.repair](oci::Call& call,
                                                       const Found& found) -> oci::Status {
    OCI_RETURN_IF_ERROR(Specification(state));
    return repair(call, found);
  };
  return resource;
}

}  // namespace

oci::Status CheckSpecification(const Access& access, const Settings& settings) {
  std::map<std::string, std::string> ids;
  for (const auto& function : settings.functions)
    ids[function.name] = "ocid1.fnfunc.oc1.." + function.name;
  OCI_RETURN_IF_ERROR(Checked(settings, ValuesOf(access, settings, "namespace", ids)));
  return oci::Ok();
}

void AddService(Tenancy::State& state, std::vector<Resource>& resources) {
  if (state.settings.image_prefix.empty()) return;
  for (const auto& function : state.settings.functions)
    resources.push_back(Repository(state, function));
  resources.push_back(Application(state));
  resources.push_back(Gateway(state));
  if (!state.settings.with_functions) return;
  for (const auto& function : state.settings.functions)
    resources.push_back(Function(state, function));
  resources.push_back(Configuration(state));
  resources.push_back(Schedule(state));
  resources.push_back(Deployment(state));
}

}  // namespace operate::provision
