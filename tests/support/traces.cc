#include "tests/support/traces.h"

#include <stdexcept>

#include "fotogal/base/hashes.h"
#include "fotogal/base/schema.h"
#include "fotogal/counters/throttle_keys.h"
#include "fotogal/people/identities.h"

namespace tests {
namespace {

using namespace fotogal;

struct Sought {
  std::string what, text;
};

class Scan {
 public:
  Scan(TestCloud& cloud, const std::string& username, const std::string& email, UserId id)
      : id_(id) {
    const auto& config = cloud.services().config;
    sought_ = {{"username", username},
               {"username", ThrottleKeyOfName(config, username)},
               {"email", email},
               {"email", EmailKey(email)},
               {"email", Sha256Base64Url(email)},
               {"email", ThrottleKeyOfName(config, email)},
               {"id", ThrottleKeyOfAccount(config, id)},
               {"id", ToBase36(id)}};
  }

  // Looks in `text`, which is reported as `shown` in `where`.
  void Look(const std::string& where, const std::string& text, const std::string& shown) {
    for (const auto& [what, sought] : sought_) {
      if (text.find(sought) != std::string::npos) Add(where, what, shown);
    }
  }
  void LookAtNumbers(const std::string& where, const Json& value, const std::string& shown) {
    if (value.is_number_integer() && value == id_) Add(where, "id", shown);
    if (!value.is_structured()) return;
    for (const auto& part : value) LookAtNumbers(where, part, shown);
  }
  std::vector<Trace> traces;

 private:
  void Add(const std::string& where, const std::string& what, const std::string& shown) {
    for (const auto& trace : traces) {
      if (trace.where == where && trace.what == what && trace.text == shown) return;
    }
    traces.push_back({where, what, shown});
  }
  UserId id_;
  std::vector<Sought> sought_;
};

template <class T>
T Must(oci::Result<T> result) {
  if (!result.ok()) throw std::runtime_error(result.error().code + ": " + result.error().message);
  return std::move(result).value();
}

void LookAtObjects(TestCloud& cloud, Scan& scan) {
  auto call = cloud.NewCall();
  auto& objects = *cloud.services().objects;
  std::string start;
  do {
    const auto list = Must(objects.List(call, "", start, 100));
    for (const auto& summary : list.objects) {
      const auto object = Must(objects.Get(call, summary.name));
      scan.Look("objects", summary.name + '\n' + object->content_type + '\n' + object->body,
                summary.name);
    }
    start = list.next_start;
  } while (!start.empty());
}

}  // namespace

std::vector<Trace> Traces(TestCloud& cloud, const std::string& username, const std::string& email,
                          UserId id) {
  Scan scan(cloud, username, email, id);
  for (const auto& table : schema::Tables()) {
    for (const auto& row : cloud.Rows(table.name)) {
      scan.Look(table.name, row.dump(), row.dump());
      scan.LookAtNumbers(table.name, row, row.dump());
    }
  }
  LookAtObjects(cloud, scan);
  return scan.traces;
}

std::string ToString(const std::vector<Trace>& traces) {
  std::string text;
  for (const auto& [where, what, row] : traces)
    text.append(what).append(" in ").append(where).append(": ").append(row).append("\n");
  return text;
}

}  // namespace tests
