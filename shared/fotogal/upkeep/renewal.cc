#include "fotogal/upkeep/renewal.h"

#include <algorithm>

#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/base/table_statements.h"
#include "fotogal/images/images.h"
#include "fotogal/people/user.h"
#include "fotogal/upkeep/image_renewal.h"
#include "oci/json_text.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

// Beside the jobs, but in no bucket of theirs: `sweep` must not start it.
constexpr int kRenewalBucket = schema::kJobBuckets;
constexpr Op kRenewalId = 2;
constexpr int kSurveyedPerPage = 100;
constexpr int kRenewedPerPage = 20;
constexpr int kLooksInFlight = 8;
// A large photo is read, decoded and written again within it.
constexpr std::chrono::seconds kTimeForOneImage{25};

constexpr const char* kNotDecodable = "not decodable";
constexpr const char* kWithoutOriginal = "without an original";

const char* NameOf(Renewed renewed) {
  switch (renewed) {
    case Renewed::kRenewed:
      return "renditions of photos";
    case Renewed::kMoved:
      return "avatars in the folder of photos";
    case Renewed::kNotDecodable:
      return kNotDecodable;
    case Renewed::kWithoutOriginal:
      return kWithoutOriginal;
    default:
      return "";
  }
}

template <class Row>
Outcome<std::vector<Row>> NextRenewalRows(const Context& context, Renewal& at,
                                          const std::string& columns, int limit,
                                          std::string& next) {
  auto options = Absolute(limit);
  options.page = at.page;
  const std::string text = RowsOfTable(Row::kTable, columns);
  OCI_ASSIGN_OR_RETURN(const auto page,
                       context.Query({"renewal.page", text}, Json::object(), options));
  next = page.next;
  return RowsFrom<Row>(page.items);
}

// Estimates the work from the present counters, for the progress bar only.
Outcome<Unit> SurveyImages(const Context& context, Renewal& at) {
  std::string next;
  OCI_ASSIGN_OR_RETURN(const auto users,
                       NextRenewalRows<User>(context, at, "t.image_count, t.profile_image_url",
                                             kSurveyedPerPage, next));
  for (const User& user : users) at.total += user.image_count + (user.image_url.empty() ? 0 : 1);
  at.page = next;
  if (next.empty()) at.part = "photos";
  return Unit{};
}

void Settle(Renewal& at, const Image& image, Renewed renewed) {
  at.settled.push_back(ToString(image.ref));
  ++at.done;
  if (const std::string name = NameOf(renewed); !name.empty()) ++at.counts[name];
}

// Settles those of the page that need nothing; returns the others.
Outcome<std::vector<Image>> Outdated(const Context& context, Renewal& at,
                                     const std::vector<Image>& images) {
  std::vector<Image> open;
  for (const Image& image : images) {
    if (std::ranges::find(at.settled, ToString(image.ref)) != at.settled.end()) continue;
    if (image.removed) {
      Settle(at, image, Renewed::kRemoved);
    } else {
      open.push_back(image);
    }
  }
  std::vector<char> is_up_to_date(open.size());  // not bool: written by several threads
  OCI_RETURN_IF_ERROR(oci::ForEach(open, kLooksInFlight, [&](const Image& image) -> oci::Status {
    const auto found = IsUpToDate(context, image);
    if (!found.ok()) return StatusOf(found.error());
    is_up_to_date[static_cast<std::size_t>(&image - open.data())] = *found ? 1 : 0;
    return oci::Ok();
  }));
  std::vector<Image> outdated;
  for (std::size_t i = 0; i < open.size(); ++i) {
    if (is_up_to_date[i] != 0) {
      Settle(at, open[i], Renewed::kUpToDate);
    } else {
      outdated.push_back(std::move(open[i]));
    }
  }
  return outdated;
}

// One image after the other: decoding one may take half a gigabyte.
Outcome<Unit> RenewPage(JobRun& run, Renewal& at) {
  std::string next;
  OCI_ASSIGN_OR_RETURN(const auto images,
                       NextRenewalRows<Image>(run.context, at, "*", kRenewedPerPage, next));
  OCI_ASSIGN_OR_RETURN(const auto outdated, Outdated(run.context, at, images));
  for (const Image& image : outdated) {
    if (run.context.call.TimeLeft() < kTimeForOneImage) {
      run.needs_fresh_run = true;
      return Unit{};
    }
    OCI_ASSIGN_OR_RETURN(const auto renewed, RenewImage(run.context, image));
    Settle(at, image, renewed);
  }
  at.settled.clear();
  at.page = next;
  if (next.empty()) at.part = "end";
  return Unit{};
}

}  // namespace

Renewal ReadRenewal(const std::string& cursor) {
  if (cursor.empty()) return {};
  return oci::ParseOrThrow(cursor).get<Renewal>();
}

bool IsLeftAsItIs(std::string_view what) {
  return what == kNotDecodable || what == kWithoutOriginal;
}

JobRef TheRenewal() { return {kRenewalBucket, kRenewalId, std::string(RenewalJob::kKind)}; }

Outcome<Unit> QueueRenewal(const Context& context) {
  OCI_RETURN_IF_ERROR(context.Insert(JobRow{.bucket = kRenewalBucket,
                                            .id = kRenewalId,
                                            .kind = std::string(RenewalJob::kKind),
                                            .arguments = RenewalJob{},
                                            .cursor = "",
                                            .op = kRenewalId}));
  return Unit{};
}

Outcome<StepResult> RenewalStep(JobRun& run, const RenewalJob&) {
  Renewal at = ReadRenewal(run.cursor);
  if (at.part == "end") return StepResult::kDone;
  if (at.part.empty()) at.part = "survey";
  if (at.part == "survey") {
    OCI_RETURN_IF_ERROR(SurveyImages(run.context, at));
  } else {
    OCI_RETURN_IF_ERROR(RenewPage(run, at));
  }
  run.cursor = oci::JsonText(at);
  return StepResult::kMore;
}

}  // namespace fotogal
