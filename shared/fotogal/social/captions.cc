#include "fotogal/social/captions.h"

#include <algorithm>
#include <set>

#include "fotogal/base/entities.h"
#include "fotogal/base/hashes.h"
#include "fotogal/images/tags.h"
#include "fotogal/social/mentions.h"

namespace fotogal {
namespace {

// nullopt: nothing follows from the change.
std::optional<CaptionJob> JobOf(const Image& image, const Caption& caption,
                                const std::vector<UserId>& newly) {
  const auto before = text::TagsIn(image.caption), now = text::TagsIn(caption.text);
  std::set<std::string> tags(before.begin(), before.end());
  const bool same = tags == std::set<std::string>(now.begin(), now.end());
  if (image.is_avatar || (same && newly.empty())) return std::nullopt;
  tags.insert(now.begin(), now.end());
  CaptionJob job{image.ref.author, image.ref.image, {}, newly, Sha256Base64Url(caption.text)};
  job.tags.assign(tags.begin(), tags.end());
  return job;
}

Outcome<std::optional<JobRef>> Prepare(const Context& context, const Image& image,
                                       const Caption& caption) {
  const auto newly = NewlyMentioned(caption.mentions, image.mentions);
  OCI_RETURN_IF_ERROR(SpendMentions(context, image.ref.author, newly));
  const auto job = JobOf(image, caption, newly);
  if (!job) return std::optional<JobRef>();
  OCI_ASSIGN_OR_RETURN(auto queued, QueueJob(context, context.NewOp(), *job));
  return std::optional(std::move(queued));
}

}  // namespace

Outcome<Image> EditTexts(const Context& context, Image image,
                         const std::optional<std::string>& caption,
                         const std::optional<std::string>& alt_text) {
  std::optional<Caption> now;
  std::optional<JobRef> job;
  if (caption) {
    OCI_ASSIGN_OR_RETURN(auto mentions, FindMentioned(context, *caption));
    now = Caption{*caption, std::move(mentions)};
    OCI_ASSIGN_OR_RETURN(job, Prepare(context, image, *now));
    image.caption = now->text;
    image.mentions = now->mentions;
  }
  if (alt_text) image.alt_text = *alt_text;
  OCI_RETURN_IF_ERROR(DescribeImage(context, image.ref, now, alt_text));
  if (job) StartJob(context, *job);
  return image;
}

Outcome<StepResult> CaptionStep(JobRun& run, const CaptionJob& job) {
  OCI_RETURN_IF_ERROR(SettleTags(run.context, job.Image(), {.before = job.tags}));
  OCI_ASSIGN_OR_RETURN(const auto image, FindImage(run.context, job.Image()));
  if (!image) return StepResult::kDone;
  // The call may still be about to write the caption.
  const auto settled = TimeOfOp(run.ref.id) + kLongestCall;
  if (Sha256Base64Url(image->caption) != job.text && run.context.Now() < settled) {
    run.resume_at = settled;
    return StepResult::kMore;
  }
  std::vector<UserId> people = job.people;
  std::erase_if(people, [&](UserId person) {
    return std::ranges::find(image->mentions, person) == image->mentions.end();
  });
  OCI_RETURN_IF_ERROR(TellMentioned(run.context, {image->ref.author, image->ref, 0}, people));
  return StepResult::kDone;
}

Outcome<Unit> AbandonCaption(const Context& context, const CaptionJob& job) {
  return SettleTags(context, job.Image(), {.before = job.tags});
}

}  // namespace fotogal
