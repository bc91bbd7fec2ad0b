// OCI Resource Scheduler over the local tenancy: at each minute that begins, the schedules that are
// due start their functions, always detached.
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
    std::string standin_url, compartment_id;
    // Starts a resource of a schedule that is due, by its OCID; answers the invocation's status.
    std::function<int(const std::string& id)> start;
    oci::Clock clock;
  };
  explicit Scheduler(Options options);
  ~Scheduler();

  // Starts what is due in the minute of that moment. What is not started is logged; the others are
  // started all the same.
  oci::Status RunDue(oci::TimePoint moment);

  // Runs by itself until Stop.
  void Run();
  void Stop();

 private:
  const Options options_;
  oci::management::Client schedules_;
  void RunSafely(oci::TimePoint moment);
  void Start(const std::string& schedule, const std::string& resource);

  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace local
