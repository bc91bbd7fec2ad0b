// The whole stand-in in this process, its NoSQL planner included, and a bill of what is asked of
// it.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "fotogal/base/services.h"
#include "local/standin/in_process.h"
#include "local/standin/nosql/service.h"
#include "local/standin/service.h"

namespace bench {

// What some calls have cost. Units are the stand-in's planner's; CPU is that of the functions
// alone, signatures included, without the stand-in's.
struct Bill {
  long read_units = 0, write_units = 0, requests = 0, round_trips = 0;
  double cpu_ms = 0;
};

class MemoryCloud {
 public:
  static oci::Result<std::unique_ptr<MemoryCloud>> Open();
  ~MemoryCloud();

  fotogal::Services& services() { return services_; }
  oci::Call NewCall() const;
  oci::TimePoint Now() const { return now_; }
  void Pass(std::chrono::seconds time) { now_ += time; }
  // A row, past signatures and clients.
  oci::Status Store(std::string_view table, const nlohmann::json& row);

  // What `work` costs, all of it on this thread and its helpers.
  template <class Work>
  Bill Charge(Work work) {
    const Bill before = Total();
    work();
    const Bill after = Total();
    return {after.read_units - before.read_units, after.write_units - before.write_units,
            after.requests - before.requests, after.round_trips - before.round_trips,
            after.cpu_ms - before.cpu_ms};
  }

 private:
  MemoryCloud() = default;
  oci::Status Start();
  standin::Response Handle(const standin::Request& request);
  Bill Total() const;

  std::filesystem::path folder_;
  oci::TimePoint now_{std::chrono::hours(24 * 365 * 56)};
  std::unique_ptr<standin::nosql::Service> nosql_;
  std::unique_ptr<standin::Cloud> cloud_;
  fotogal::Services services_;
  std::atomic<long> read_units_{0}, write_units_{0}, requests_{0}, standin_ns_{0};
};

}  // namespace bench
