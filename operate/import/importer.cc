#include "operate/import/importer.h"

#include <array>

#include "fotogal/base/ids.h"
#include "operate/import/steps.h"

namespace operate::v1 {
namespace {

struct Step {
  const char* name;
  oci::Status (*run)(Job&);
};

constexpr std::array<Step, 13> kSteps = {{{"people read", &ReadUsers},
                                          {"images read", &ReadImages},
                                          {"ids", &PlanIds},
                                          {"edges", &PlanEdges},
                                          {"survey", &Survey},
                                          {"names", &PlanNames},
                                          {"names reserved", &ReserveNames},
                                          {"images copied", &CopyImages},
                                          {"reactions", &WriteReactions},
                                          {"follows", &WriteFollows},
                                          {"people", &WritePeople},
                                          {"feeds", &WriteFeeds},
                                          {"directory", &WriteDirectory}}};

// Survey sets this when an earlier run had written everything and its state was lost.
bool IsWritten(Job& job) { return !job.state.Get("written").empty(); }

oci::Status RunSteps(Job& job) {
  for (const auto& step : kSteps) {
    const std::string mark = std::string("done: ") + step.name;
    if (!job.state.Get(mark.c_str()).empty() || IsWritten(job)) continue;
    OCI_RETURN_IF_ERROR(step.run(job));
    OCI_RETURN_IF_ERROR(job.state.Set(mark.c_str(), "1"));
  }
  OCI_RETURN_IF_ERROR(ConfirmNames(job));
  return job.state.Set("finished", "1");
}

oci::Status Start(Job& job) {
  std::string at = job.state.Get("imported_at");
  if (at.empty()) {
    at = std::to_string(fotogal::ToMillis(job.services.clock()));
    OCI_RETURN_IF_ERROR(job.state.Set("imported_at", at));
  }
  job.imported_at = std::stoll(at);
  return oci::Ok();
}

Summary Summarize(State& state) {
  Summary summary;
  summary.people = state.Count("SELECT count(*) FROM people");
  summary.images = state.Count("SELECT count(*) FROM images WHERE state = 1");
  summary.reactions = state.Count(
      "SELECT count(*) FROM reactions r JOIN images i ON i.old_id = r.image WHERE i.state = 1");
  summary.follows = state.Count("SELECT count(*) FROM follows WHERE accepted = 1");
  summary.requests = state.Count("SELECT count(*) FROM follows WHERE accepted = 0");
  summary.cases = state.CaseCounts();
  return summary;
}

}  // namespace

oci::Result<Summary> Import(const Source& source, fotogal::Services& destination,
                            const Options& options, terminal::Progress& progress) {
  OCI_ASSIGN_OR_RETURN(const auto state, State::Open(options.state_path));
  Job job{source, destination, options, *state, progress};
  OCI_RETURN_IF_ERROR(Start(job));
  const bool was_finished = !state->Get("finished").empty();
  const auto ran = was_finished ? oci::Ok() : RunSteps(job);
  const auto reported = state->WriteReport(options.report_path);
  if (!ran.ok()) return ran.error();
  if (!reported.ok()) return reported.error();
  Summary summary = Summarize(*state);
  summary.was_finished = was_finished;
  return summary;
}

}  // namespace operate::v1
