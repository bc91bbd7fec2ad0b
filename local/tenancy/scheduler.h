// OCI Resource Scheduler for the local tenancy: at the beginning of each minute it starts the
// functions of the schedules that are due, as detached calls.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "oci/call.h"
#include "oci/client.h"
#include "oci/management.h"

namespace local {

class Scheduler {
 public:
  struct Options {
    std::shared_ptr<oci::Requester> requester;
    std::string standin_url, tenancy_id;
    // Starts the resource (by OCID) of a schedule that is due; returns the status of the
    // invocation.
    std::function<int(const std::string& id)> start;
    oci::Clock clock;
  };
  explicit Scheduler(Options options);
  ~Scheduler();

  // Starts everything that is due in the minute of that moment. When one cannot be started, that is
  // logged and the others are still started.
  oci::Status RunDue(oci::TimePoint moment);

  // Runs until Stop.
  void Run();
  void Stop();

 private:
  const Options options_;
  void RunSafely(oci::TimePoint moment);
  void Start(const std::string& schedule, const std::string& resource);

  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace local
