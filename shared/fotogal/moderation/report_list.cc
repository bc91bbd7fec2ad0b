#include "fotogal/moderation/report_list.h"

#include <algorithm>
#include <tuple>

#include "fotogal/base/rows.h"
#include "fotogal/images/avatar_url.h"
#include "fotogal/images/image_objects.h"
#include "fotogal/moderation/moderation_statements.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

constexpr int kReportsInFlight = 8;

std::string NameOf(ReportState state) { return nlohmann::json(state).get<std::string>(); }

auto OrderOf(const ReportRow& row) { return std::tuple(row.created_ts, row.user); }

// All reports of the thing, the oldest first.
Outcome<std::vector<ReportRow>> ReportsOf(const Context& context, const std::string& thing) {
  OCI_ASSIGN_OR_RETURN(auto rows,
                       context.Select<ReportRow>(kModerationOfThing, {{"$t", thing}}, Absolute()));
  std::ranges::sort(rows, {}, &OrderOf);
  return rows;
}

Outcome<ReportedGroup> GroupOf(const Context& context, const std::string& thing) {
  ReportedGroup group{.thing = thing, .owner = std::nullopt, .reports = {}};
  OCI_ASSIGN_OR_RETURN(group.reports, ReportsOf(context, thing));
  if (group.reports.empty()) return group;
  OCI_ASSIGN_OR_RETURN(group.owner, FindUserRow(context, group.reports.front().owner));
  return group;
}

// A thing is listed where its first report in the state is, so that no page repeats it.
bool IsListedAt(const ReportedGroup& group, const ReportRow& row, const std::string& state) {
  const auto first = std::ranges::find(group.reports, state, &ReportRow::state);
  return first != group.reports.end() && first->user == row.user;
}

Outcome<std::string> ThingNamed(const Context& context, const std::string& named) {
  if (ParseThing(named)) return named;
  const auto id = FromBase36(named);
  if (!id) return NotFound();
  OCI_ASSIGN_OR_RETURN(const auto rows, context.Select<ReportRow>(kModerationById, {{"$i", *id}}));
  if (rows.empty()) return NotFound();
  return rows.front().thing;
}

Outcome<Unit> AddImage(const Context& context, const ImageRef& ref, ShownThing& shown) {
  OCI_ASSIGN_OR_RETURN(shown.image, FindImageRow(context, ref));
  if (!shown.image) return Unit{};
  OCI_ASSIGN_OR_RETURN(shown.objects, FindObjects(context, *shown.image));
  return Unit{};
}

Outcome<Unit> AddOwner(const Context& context, UserId owner, ShownThing& shown) {
  if (shown.group.owner) return Unit{};
  OCI_ASSIGN_OR_RETURN(shown.group.owner, FindUserRow(context, owner));
  return Unit{};
}

Outcome<Unit> AddThing(const Context& context, ShownThing& shown) {
  const ThingRef& ref = shown.ref;
  if (ref.kind == "image") {
    OCI_RETURN_IF_ERROR(AddImage(context, ref.image, shown));
    return AddOwner(context, ref.image.author, shown);
  }
  if (ref.kind == "user") {
    OCI_RETURN_IF_ERROR(AddOwner(context, ref.user, shown));
    const auto avatar = shown.group.owner ? AvatarOf(*shown.group.owner) : std::nullopt;
    return avatar ? AddImage(context, *avatar, shown) : Unit{};
  }
  OCI_ASSIGN_OR_RETURN(shown.comment, FindComment(context, ref.image, ref.comment));
  return shown.comment ? AddOwner(context, shown.comment->user_id, shown) : Unit{};
}

bool IsThere(const ShownThing& shown) {
  if (!shown.group.reports.empty()) return true;
  if (shown.ref.kind == "image") return shown.image.has_value();
  return shown.ref.kind == "user" ? shown.group.owner.has_value() : shown.comment.has_value();
}

}  // namespace

Outcome<ReportedPage> ListReported(const Context& context, ReportState state, int limit,
                                   const std::string& page) {
  oci::nosql::QueryOptions options = Absolute(limit);
  options.page = page;
  const std::string name = NameOf(state);
  OCI_ASSIGN_OR_RETURN(const auto found,
                       context.Query(kModerationInState, {{"$s", name}}, options));
  const auto rows = RowsFrom<ReportRow>(found.items);
  std::vector<std::optional<ReportedGroup>> groups(rows.size());
  std::vector<size_t> places;
  for (size_t i = 0; i < rows.size(); ++i) places.push_back(i);
  OCI_RETURN_IF_ERROR(oci::ForEach(places, kReportsInFlight, [&](size_t i) -> oci::Status {
    auto group = GroupOf(context, rows[i].thing);
    if (!group.ok()) return StatusOf(group.error());
    if (IsListedAt(*group, rows[i], name)) groups[i] = std::move(*group);
    return oci::Ok();
  }));
  ReportedPage listed;
  for (auto& group : groups) {
    if (group) listed.groups.push_back(std::move(*group));
  }
  std::ranges::sort(listed.groups, {},
                    [](const ReportedGroup& group) { return OrderOf(group.reports.front()); });
  listed.next = found.next;
  return listed;
}

std::optional<ThingRef> ParseThing(const std::string& thing) {
  const auto colon = thing.find(':');
  if (colon == std::string::npos) return std::nullopt;
  ThingRef ref{.kind = thing.substr(0, colon)};
  const std::string id = thing.substr(colon + 1);
  if (ref.kind == "user") {
    const auto user = FromBase36(id);
    if (!user) return std::nullopt;
    ref.user = *user;
    return ref;
  }
  const auto slash = std::min(id.find('/'), id.size());
  const auto image = ParseImageRef(id.substr(0, slash));
  if (!image) return std::nullopt;
  ref.image = *image;
  if (ref.kind == "image") return slash == id.size() ? std::optional(ref) : std::nullopt;
  const auto comment = slash == id.size() ? std::nullopt : FromBase36(id.substr(slash + 1));
  if (ref.kind != "comment" || !comment) return std::nullopt;
  ref.comment = *comment;
  return ref;
}

Outcome<ShownThing> ShowReported(const Context& context, const std::string& named) {
  OCI_ASSIGN_OR_RETURN(const auto thing, ThingNamed(context, named));
  ShownThing shown;
  OCI_ASSIGN_OR_RETURN(shown.group, GroupOf(context, thing));
  const auto ref = ParseThing(thing);
  if (!ref) return NotFound();
  shown.ref = *ref;
  OCI_RETURN_IF_ERROR(AddThing(context, shown));
  if (!IsThere(shown)) return NotFound();
  return shown;
}

Outcome<int> SettleReports(const Context& context, const std::string& thing, ReportState state) {
  const std::string name = NameOf(state);
  OCI_ASSIGN_OR_RETURN(const auto reports, ReportsOf(context, thing));
  OCI_RETURN_IF_ERROR(
      oci::ForEach(reports, kReportsInFlight, [&](const ReportRow& row) -> oci::Status {
        if (row.state != NameOf(ReportState::kOpen)) return oci::Ok();
        OCI_RETURN_IF_ERROR(context.Execute(
            kModerationSettle, {{"$t", thing}, {"$u", row.user}, {"$s", name}}, Repeated::kSame));
        return oci::Ok();
      }));
  return static_cast<int>(std::ranges::count_if(reports, [&](const ReportRow& row) {
    return row.state == name || row.state == NameOf(ReportState::kOpen);
  }));
}

}  // namespace fotogal
