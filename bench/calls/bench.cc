// CPU time that functions' processes take for a call: likes, feed pages, publications.
//
// Usage: bench_calls PORT PID DATA LABEL: of the `fotogal up` with that process id, port and data
// folder. Prints rows of the table in bench/results/calls.md. One client sends one request after
// the other; the CPU times are those that the kernel counts for the processes of the function.
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bench/figures/figures.h"
#include "bench/page/call_log.h"
#include "bench/page/connection.h"
#include "bench/page/member.h"
#include "fotogal/base/ids.h"
#include "fotogal/base/schema.h"
#include "local/running/data_folder.h"
#include "local/running/operator.h"
#include "oci/json_text.h"
#include "oci/parallel.h"

namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;
namespace schema = fotogal::schema;

constexpr int kCalls = 1000;
constexpr int kAuthors = 10;
constexpr int kPhotosEach = 2;  // a feed page of 20
constexpr int kFollowers = 1000;
constexpr int kPublications = 5;
constexpr int kRounds = 5;
constexpr int kBeforeMeasuring = 50;  // calls, so that functions are hot

// The smallest PNG that is one.
const std::string kPng(
    "\211\120\116\107\015\012\032\012\000\000\000\015\111\110\104\122\000\000\000\001"
    "\000\000\000\001\010\000\000\000\000\072\176\233\125\000\000\000\012\111\104\101"
    "\124\170\234\143\150\000\000\000\202\000\201\167\315\162\266\000\000\000\000\111"
    "\105\116\104\256\102\140\202",
    67);

std::string Contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Fields of /proc/PID/stat behind the name, which may hold blanks: [1] is the parent.
std::vector<std::string> StatOf(const fs::path& process) {
  const std::string text = Contents(process / "stat");
  const auto behind_name = text.rfind(')');
  if (behind_name == std::string::npos) return {};
  std::istringstream fields(text.substr(behind_name + 1));
  std::vector<std::string> list;
  for (std::string field; fields >> field;) list.push_back(field);
  return list;
}

bool DescendsFrom(fs::path process, const std::string& ancestor) {
  while (true) {
    const auto stat = StatOf(process);
    if (stat.size() < 2 || stat[1] == "0") return false;
    if (stat[1] == ancestor) return true;
    process = fs::path("/proc") / stat[1];
  }
}

// Milliseconds of CPU that the processes of a function have taken so far.
class FunctionCpu {
 public:
  explicit FunctionCpu(std::string service) : service_(std::move(service)) {}

  double Of(const std::string& function) const {
    constexpr size_t kUser = 11, kSystem = 12;
    const double tick = 1000.0 / static_cast<double>(sysconf(_SC_CLK_TCK));
    double total = 0;
    for (const auto& entry : fs::directory_iterator("/proc")) {
      const std::string variable = std::string("FN_FN_NAME=") + function + '\0';
      if (Contents(entry.path() / "environ").find(variable) == std::string::npos) continue;
      if (!DescendsFrom(entry.path(), service_)) continue;
      const auto stat = StatOf(entry.path());
      if (stat.size() > kSystem)
        total += (std::stod(stat[kUser]) + std::stod(stat[kSystem])) * tick;
    }
    return total;
  }

 private:
  const std::string service_;
};

struct Measured {
  bench::Spread cpu_ms;  // a call
  bench::FunctionCost cost;
};

class Bench {
 public:
  Bench(int port, const std::string& pid, const std::string& data)
      : port_(port), cpu_(pid), log_(data + "/logs"), folder_{data}, services_(OverRest(folder_)) {}

  void Run(const std::string& label) {
    bench::Member reader(port_, "reader");
    std::string image;
    for (int i = 0; i < kAuthors; ++i) {
      bench::Member author(port_, "author" + std::to_string(i));
      reader.Must({"PUT", "/v1/users/" + author.username() + "/follow"});
      for (int photo = 0; photo < kPhotosEach; ++photo) image = Post(author);
    }
    while (FeedOf(reader).size() < kAuthors * kPhotosEach) Nap();
    Row(label, "like", Repeat("like", [&](int turn) {
          const char* method = turn % 2 == 0 ? "PUT" : "DELETE";
          reader.Must({method, "/v1/images/" + image + "/like"});
        }));
    Row(label, "feed page", Repeat("feed", [&](int) { FeedOf(reader); }));
    Row(label, "publication, 1,000 followers", Publications());
  }

 private:
  // Rows are written over REST, which the stand-ins of older commits speak, too.
  static fotogal::Services OverRest(const local::DataFolder& folder) {
    auto running = local::ReadRunning(folder).value();
    running.function_config["FOTOGAL_NOSQL_PROTOCOL"] = "rest";
    return local::OperatorServices(folder, running).value();
  }
  static void Nap() { std::this_thread::sleep_for(std::chrono::milliseconds(100)); }

  static std::string Post(bench::Member& author) {
    const auto answer = author.Must({"POST", "/v1/images", {}, kPng, "image/png"});
    return oci::ParseOrThrow(answer.body).at("id");
  }
  // The number of an image in the id that clients see, "<author>-<image>".
  static fotogal::Id NumberOf(const std::string& image) {
    return fotogal::FromBase36(image.substr(image.find('-') + 1)).value();
  }
  static Json FeedOf(bench::Member& reader) {
    return oci::ParseOrThrow(reader.Must({"GET", "/v1/feed?limit=20"}).body).at("items");
  }

  // Of a call, in rounds.
  template <class Call>
  bench::Spread CpuOf(const std::string& function, int calls, Call call) const {
    std::vector<double> rounds;
    for (int round = 0; round < kRounds; ++round) {
      const double before = cpu_.Of(function);
      for (int i = 0; i < calls / kRounds; ++i) call(i);
      rounds.push_back((cpu_.Of(function) - before) * kRounds / calls);
    }
    return bench::SpreadOf(std::move(rounds));
  }

  template <class Call>
  Measured Repeat(const std::string& function, Call call) {
    for (int i = 0; i < kBeforeMeasuring; ++i) call(i);
    (void)log_.Take();
    return {CpuOf(function, kCalls, call), log_.Take()[function]};
  }

  // Rows of people and follows, as the functions write them.
  void AddFollowers(fotogal::Id author) {
    std::vector<fotogal::Id> numbers;
    for (fotogal::Id i = 1; i <= kFollowers; ++i) numbers.push_back(i);
    const auto stored = oci::ForEach(numbers, 8, [&](fotogal::Id number) -> oci::Status {
      auto call = local::CallWithin(std::chrono::seconds(30));
      const Json follow{{"follower_id", number}, {"followee_id", author}, {"state", "accepted"},
                        {"was", "none"},         {"delivery", "push"},    {"created_ts", 0},
                        {"op", number},          {"counted", true}};
      OCI_RETURN_IF_ERROR(services_.nosql->Put(call, schema::kFollows, follow));
      return oci::Ok();
    });
    if (!stored.ok()) throw std::runtime_error(stored.error().message);
  }

  bool IsInFeedOf(fotogal::Id follower, fotogal::Id author, const std::string& image) {
    auto call = local::CallWithin(std::chrono::seconds(30));
    const auto row = services_.nosql->Get(
        call, schema::kFeed,
        {{"owner_id", follower}, {"image_id", NumberOf(image)}, {"author_id", author}},
        oci::nosql::Consistency::kEventual);
    return row.ok() && row->has_value();
  }

  Measured Publications() {
    bench::Member author(port_, "published");
    const std::string shown = oci::ParseOrThrow(author.Must({"GET", "/v1/me"}).body).at("id");
    const fotogal::Id id = fotogal::FromBase36(shown).value();
    AddFollowers(id);
    const auto publish = [&] {
      const std::string image = Post(author);
      for (fotogal::Id follower = 1; follower <= kFollowers; ++follower) {
        while (!IsInFeedOf(follower, id, image)) Nap();
      }
    };
    publish();
    (void)log_.Take();
    const auto cpu = CpuOf("fanout", kPublications, [&](int) { publish(); });
    auto cost = log_.Take()["fanout"];
    cost.calls = kPublications;
    return {cpu, cost};
  }

  static void Row(const std::string& label, const char* what, const Measured& measured) {
    const auto& cost = measured.cost;
    const double calls = cost.calls > 0 ? static_cast<double>(cost.calls) : 1;
    std::printf("| %s | %s | %s | %.1f | %.1f | %.1f |\n", label.c_str(), what,
                Text(measured.cpu_ms, 2).c_str(), static_cast<double>(cost.signatures) / calls,
                static_cast<double>(cost.read_units) / calls,
                static_cast<double>(cost.write_units) / calls);
    std::fflush(stdout);
  }

  const int port_;
  FunctionCpu cpu_;
  bench::CallLog log_;
  const local::DataFolder folder_;
  fotogal::Services services_;
};

}  // namespace

int main(int count, char** arguments) {
  if (count != 5) {
    std::fprintf(stderr, "usage: %s PORT PID DATA LABEL\n", arguments[0]);
    return 2;
  }
  try {
    Bench(std::stoi(arguments[1]), arguments[2], arguments[3]).Run(arguments[4]);
    return 0;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "bench_calls: %s\n", failure.what());
    return 1;
  }
}
