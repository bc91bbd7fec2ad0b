// Every operation of every client in shared/oci is signed as the service demands: any signed byte
// changed, a clock 6 minutes off, no signature at all are refused.
#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <regex>
#include <set>

#include "local/standin/testing.h"
#include "oci/email.h"
#include "oci/functions.h"
#include "oci/logging.h"
#include "oci/management.h"
#include "oci/nosql.h"
#include "oci/object_storage.h"

namespace standin {
namespace {

using testing::CloudBench;

const std::string kEndpoint = "http://h:1";

// The clients, and what one operation leaves for the next.
struct Clients {
  explicit Clients(CloudBench& of) : bench(of) {}

  CloudBench& bench;
  std::shared_ptr<oci::Requester> requester = bench.NewRequester();
  oci::Call call = bench.NewCall();
  oci::object_storage::Client objects{requester, {kEndpoint, kNamespace, "photos"}};
  oci::nosql::Client tables{requester, {kEndpoint, kCompartmentId}};
  oci::logging::ManagementClient logs{requester, kEndpoint, kCompartmentId};
  oci::logging::IngestionClient ingestion{requester, kEndpoint};
  oci::functions::Client functions{requester};
  oci::email::Client mails{requester, kEndpoint};
  const oci::functions::Target function{testing::kInvokeUrl, "ocid1.fnfunc"};
  oci::management::Client applications{requester, oci::management::Applications(kEndpoint)};
  oci::management::Client schedules{requester, oci::management::Schedules(kEndpoint)};
  const oci::nosql::Key key = {{"id", 1}, {"name", "x:y"}};
  std::string par, upload, group, log, application;
  std::vector<oci::object_storage::Part> parts;
};

// "header: method", and a call of it; in an order in which all succeed.
struct Operation {
  const char* name;
  std::function<bool(Clients&)> run;
};

const std::vector<Operation>& ObjectStorageOperations() {
  using oci::object_storage::ParAccess;
  static const std::vector<Operation> operations = {
      {"object_storage: GetNamespace",
       [](Clients& c) { return c.objects.GetNamespace(c.call).value() == kNamespace; }},
      {"object_storage: BucketExists",
       [](Clients& c) { return !c.objects.BucketExists(c.call).value(); }},
      {"object_storage: CreateBucket",
       [](Clients& c) { return c.objects.CreateBucket(c.call, kCompartmentId).ok(); }},
      {"object_storage: FindPublicAccess",
       [](Clients& c) { return c.objects.FindPublicAccess(c.call).value() == "NoPublicAccess"; }},
      {"object_storage: SetPublicAccess",
       [](Clients& c) {
         return c.objects.SetPublicAccess(c.call, oci::object_storage::PublicAccess::kNone).ok();
       }},
      {"object_storage: Put",
       [](Clients& c) { return c.objects.Put(c.call, "a/b", "bytes", {}).value(); }},
      {"object_storage: Get",
       [](Clients& c) {
         return c.objects.Get(c.call, "a/b", {"bytes=0-1", ""}).value()->status == 206;
       }},
      {"object_storage: Head",
       [](Clients& c) { return c.objects.Head(c.call, "a/b").value().has_value(); }},
      {"object_storage: List",
       [](Clients& c) { return c.objects.List(c.call, "a", "a", 5).value().objects.size() == 1; }},
      {"object_storage: CreateMultipartUpload",
       [](Clients& c) {
         c.upload = c.objects.CreateMultipartUpload(c.call, "big", "image/png").value();
         return true;
       }},
      {"object_storage: ListMultipartUploads",
       [](Clients& c) {
         return c.objects.ListMultipartUploads(c.call, "").value().items.size() == 1;
       }},
      {"object_storage: UploadPart",
       [](Clients& c) {
         c.parts = {c.objects.UploadPart(c.call, "big", c.upload, 1, "part").value()};
         return true;
       }},
      {"object_storage: CommitMultipartUpload",
       [](Clients& c) {
         return c.objects.CommitMultipartUpload(c.call, "big", c.upload, c.parts).ok();
       }},
      {"object_storage: AbortMultipartUpload",
       [](Clients& c) { return c.objects.AbortMultipartUpload(c.call, "big", c.upload).ok(); }},
      {"object_storage: CreatePar",
       [](Clients& c) {
         const auto expires = c.bench.now + std::chrono::hours(1);
         c.par =
             c.objects.CreatePar(c.call, "p", "a/b", ParAccess::kObjectRead, expires).value().id;
         return true;
       }},
      {"object_storage: ListPars",
       [](Clients& c) { return c.objects.ListPars(c.call, "a", "").value().items.size() == 1; }},
      {"object_storage: FindPar",
       [](Clients& c) { return c.objects.FindPar(c.call, c.par).value()->id == c.par; }},
      {"object_storage: DeletePar",
       [](Clients& c) { return c.objects.DeletePar(c.call, c.par).value(); }},
      {"object_storage: Rename",
       [](Clients& c) {
         return c.objects.Rename(c.call, "a/b", "a/c").value() &&
                c.objects.Rename(c.call, "a/c", "a/b").value();
       }},
      {"object_storage: Delete",
       [](Clients& c) {
         return c.objects.Delete(c.call, "a/b").value() && c.objects.Delete(c.call, "big").value();
       }},
      {"object_storage: DeleteBucket",
       [](Clients& c) { return c.objects.DeleteBucket(c.call).ok(); }}};
  return operations;
}

const std::vector<Operation>& NoSqlOperations() {
  static const std::vector<Operation> operations = {
      {"nosql: Get",
       [](Clients& c) {
         return c.tables.Get(c.call, "t", c.key, oci::nosql::Consistency::kAbsolute).ok();
       }},
      {"nosql: Put",
       [](Clients& c) {
         return c.tables.Put(c.call, "t", {{"id", 1}}).ok();
       }},
      {"nosql: Delete",
       [](Clients& c) { return c.tables.Delete(c.call, "t", c.key, "dg==").ok(); }},
      {"nosql: Query",
       [](Clients& c) {
         return c.tables.Query(c.call, "SELECT 2", oci::nosql::Json::object()).ok();
       }},
      {"nosql_rows: QueryAll",
       [](Clients& c) {
         return c.tables.QueryAll(c.call, "DECLARE $a LONG; SELECT 1", {{"$a", 1}}).ok();
       }},
      {"nosql_rows: Execute",
       [](Clients& c) { return c.tables.Execute(c.call, "UPDATE t", {}, false).ok(); }},
      {"nosql: QueryAsText",
       [](Clients& c) {
         return c.tables.QueryAsText(c.call, "SELECT 2", oci::nosql::Json::object()).ok();
       }},
      {"nosql: CreateTable",
       [](Clients& c) { return c.tables.CreateTable(c.call, "t", "CREATE", {}).ok(); }},
      {"nosql: UpdateTableLimits",
       [](Clients& c) { return c.tables.UpdateTableLimits(c.call, "t", {}).ok(); }},
      {"nosql: AlterTable",
       [](Clients& c) { return c.tables.AlterTable(c.call, "t", "ALTER").ok(); }},
      {"nosql: DropTable", [](Clients& c) { return c.tables.DropTable(c.call, "t").ok(); }},
      {"nosql: CreateIndex",
       [](Clients& c) {
         return c.tables.CreateIndex(c.call, "t", {"i", {"a"}}).ok();
       }},
      {"nosql: GetTable", [](Clients& c) { return c.tables.GetTable(c.call, "t").ok(); }},
      {"nosql: ListTables", [](Clients& c) { return c.tables.ListTables(c.call).ok(); }},
      {"nosql: ListIndexes", [](Clients& c) { return c.tables.ListIndexes(c.call, "t").ok(); }},
      {"nosql: AwaitWorkRequest",
       [](Clients& c) { return c.tables.AwaitWorkRequest(c.call, "w").ok(); }}};
  return operations;
}

const std::vector<Operation>& OtherOperations() {
  static const std::vector<Operation> operations = {
      {"logging: CreateLogGroup",
       [](Clients& c) { return c.logs.CreateLogGroup(c.call, "g").ok(); }},
      {"logging: FindLogGroup",
       [](Clients& c) { return !(c.group = *c.logs.FindLogGroup(c.call, "g").value()).empty(); }},
      {"logging: CreateLog",
       [](Clients& c) { return c.logs.CreateLog(c.call, c.group, "l").ok(); }},
      {"logging: FindLog",
       [](Clients& c) { return !(c.log = *c.logs.FindLog(c.call, c.group, "l").value()).empty(); }},
      {"logging: Push",
       [](Clients& c) {
         return c.ingestion.Push(c.call, c.log, "t", "s", {{"i", "d", c.bench.now}}).ok();
       }},
      {"logging: DeleteLog",
       [](Clients& c) { return c.logs.DeleteLog(c.call, c.group, c.log).ok(); }},
      {"logging: DeleteLogGroup",
       [](Clients& c) { return c.logs.DeleteLogGroup(c.call, c.group).ok(); }},
      {"functions: Invoke",
       [](Clients& c) { return c.functions.Invoke(c.call, c.function, "in").value() == "called"; }},
      {"functions: InvokeDetached",
       [](Clients& c) { return c.functions.InvokeDetached(c.call, c.function, "in").ok(); }},
      {"functions: DryRun", [](Clients& c) { return c.functions.DryRun(c.call, c.function).ok(); }},
      {"management: Create",
       [](Clients& c) {
         const oci::management::Json details = {
             {"compartmentId", kCompartmentId}, {"displayName", "app"}, {"subnetIds", {"subnet"}}};
         c.application = c.applications.Create(c.call, details, "token").value().at("id");
         return true;
       }},
      {"functions: FindInvokeEndpoint",
       [](Clients& c) {
         oci::management::Client functions(c.requester, oci::management::Functions(kEndpoint));
         const oci::management::Json details = {
             {"applicationId", c.application}, {"displayName", "f"}, {"memoryInMBs", 128}};
         const std::string id = functions.Create(c.call, details, "token").value().at("id");
         const auto found = c.functions.FindInvokeEndpoint(c.call, kEndpoint, id);
         return functions.Delete(c.call, id).ok() && found.value() == testing::kInvokeUrl;
       }},
      {"email: Submit",
       [](Clients& c) {
         oci::management::Client senders(c.requester, oci::management::Senders(kEndpoint));
         const oci::management::Json details = {{"compartmentId", kCompartmentId},
                                                {"emailAddress", "a@fotogal.example"}};
         return senders.Create(c.call, details, "token").ok() &&
                c.mails
                    .Submit(c.call, {.from = {"a@fotogal.example", "FotoGal"},
                                     .sender_compartment_id = kCompartmentId,
                                     .to = {"ana@example.com", ""},
                                     .subject = "s",
                                     .text = "t"})
                    .ok();
       }},
      {"management: List",
       [](Clients& c) { return c.applications.List(c.call, kCompartmentId).value().size() == 1; }},
      {"management: Find",
       [](Clients& c) {
         return c.applications.Find(c.call, kCompartmentId, "app").value().has_value();
       }},
      {"management: Get",
       [](Clients& c) { return c.applications.Get(c.call, c.application).value().has_value(); }},
      {"management: Update",
       [](Clients& c) {
         return c.applications.Update(c.call, c.application, {{"config", {{"a", "b"}}}}).ok();
       }},
      {"management: Act",
       [](Clients& c) {
         const oci::management::Json details = {{"compartmentId", kCompartmentId},
                                                {"displayName", "sweep"},
                                                {"action", "START_RESOURCE"},
                                                {"recurrenceType", "CRON"},
                                                {"recurrenceDetails", "* * * * *"}};
         const auto made = c.schedules.Create(c.call, details, "token");
         return made.ok() && c.schedules.Act(c.call, made->at("id"), "deactivateSchedule").ok();
       }},
      {"management: Delete",
       [](Clients& c) { return c.applications.Delete(c.call, c.application).ok(); }}};
  return operations;
}

std::vector<Operation> EveryOperation() {
  std::vector<Operation> all;
  for (const auto* some : {&ObjectStorageOperations(), &NoSqlOperations(), &OtherOperations()})
    all.insert(all.end(), some->begin(), some->end());
  return all;
}

// Every public method of a class in that header that has a Call parameter, and so sends requests to
// OCI. Virtual ones are those of a client in another header.
std::set<std::string> MethodsOf(const std::filesystem::path& header) {
  std::ifstream file(header);
  const std::regex method(R"((\w+)\(Call& call)");
  std::set<std::string> names;
  bool is_public = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("class ")) is_public = false;
    if (line == " public:") is_public = true;
    if (line == " private:") is_public = false;
    std::smatch found;
    const bool is_virtual = line.find(" virtual ") != std::string::npos;
    if (is_public && !is_virtual && std::regex_search(line, found, method))
      names.insert(header.stem().string() + ": " + found[1].str());
  }
  return names;
}

std::vector<Request> RecordEverything(CloudBench& bench) {
  std::vector<Request> requests;
  bench.transport->Observe([&requests](const Request& request) { requests.push_back(request); });
  Clients clients(bench);
  for (const auto& operation : EveryOperation()) {
    INFO(operation.name);
    const size_t before = requests.size();
    REQUIRE(operation.run(clients));
    REQUIRE(requests.size() > before);
  }
  bench.transport->Observe(nullptr);
  return requests;
}

TEST_CASE("the operations tested here are those of the clients in shared/oci") {
  std::set<std::string> written, tested;
  const std::string folder = FOTOGAL_SOURCE_DIR "/shared/oci";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    // client.h is the base of the clients.
    if (entry.path().extension() == ".h" && entry.path().filename() != "client.h")
      written.merge(MethodsOf(entry.path()));
  }
  for (const auto& operation : EveryOperation()) tested.insert(operation.name);
  CHECK(written == tested);
}

bool IsSigned(const Request& request, const std::string& header) {
  const auto parsed = ParseSignatureHeader(oci::FindHeader(request.headers, "authorization"));
  return std::find(parsed->headers.begin(), parsed->headers.end(), header) != parsed->headers.end();
}

// Calls `refused` with every request that differs from `original` in one signed byte.
template <class Function>
int ForEachChange(const Request& original, Function refused) {
  int changes = 0;
  const auto flip_each = [&](const std::string& text, auto&& member) {
    for (size_t i = 0; i < text.size(); ++i) {
      Request changed = original;
      std::string& target = member(changed);
      target[i] = static_cast<char>(target[i] ^ 1);
      refused(changed);
      ++changes;
    }
  };
  flip_each(original.path, [](Request& r) -> std::string& { return r.path; });
  flip_each(original.query, [](Request& r) -> std::string& { return r.query; });
  for (size_t h = 0; h < original.headers.size(); ++h) {
    if (!IsSigned(original, original.headers[h].first)) continue;
    flip_each(original.headers[h].second,
              [h](Request& r) -> std::string& { return r.headers[h].second; });
  }
  if (IsSigned(original, "x-content-sha256")) {
    flip_each(original.body, [](Request& r) -> std::string& { return r.body; });
  }
  return changes;
}

TEST_CASE("for each client operation any signed byte changed is answered 401") {
  CloudBench bench;
  const auto requests = RecordEverything(bench);
  int changes = 0;
  for (const Request& original : requests) {
    INFO(original.method << " " << original.path);
    REQUIRE_FALSE(bench.cloud->Refuse(original));
    changes += ForEachChange(
        original, [&](const Request& changed) { REQUIRE(bench.Handle(changed).status == 401); });
  }
  CHECK(changes > 8000);
}

TEST_CASE("for each client operation a clock 6 minutes off is answered 401") {
  CloudBench bench;
  const auto requests = RecordEverything(bench);
  for (const int minutes : {-6, 6}) {
    bench.service_skew = std::chrono::minutes(minutes);
    for (const Request& request : requests) {
      INFO(minutes << " " << request.method << " " << request.path);
      CHECK(bench.Handle(request).status == 401);
    }
  }
}

TEST_CASE("without a signature nothing is served") {
  CloudBench bench;
  auto requests = RecordEverything(bench);
  for (Request& request : requests) {
    std::erase_if(request.headers,
                  [](const auto& header) { return header.first == "authorization"; });
    CHECK(bench.Handle(request).status == 401);
  }
}

}  // namespace
}  // namespace standin
