// The job that makes an export. Each step makes one part of the multipart upload: the next pages of
// the tables, with photos, until there are enough megabytes. The ZIP directory's records of each
// part are stored beside the archive until the last part, which contains them all.

#include "fotogal/export/export_job.h"

#include <algorithm>
#include <array>
#include <set>

#include "fotogal/base/schema.h"
#include "fotogal/base/table_statements.h"
#include "fotogal/export/export_statements.h"
#include "fotogal/export/exports.h"
#include "fotogal/export/zip.h"
#include "fotogal/images/avatar_url.h"
#include "fotogal/images/image_objects.h"
#include "fotogal/images/images.h"
#include "fotogal/people/block_reads.h"
#include "fotogal/people/people.h"
#include "fotogal/people/user.h"
#include "fotogal/pushes/subscriptions.h"
#include "oci/json_text.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

constexpr size_t kPartBytes = 16 * 1024 * 1024;  // OCI takes 10 MiB at least, but of the last one
constexpr int kPackedRowsPerPage = 200;
constexpr int kPackedImagesPerPage = 20;
constexpr std::chrono::seconds kTimeForOnePart{10};

// One table's rows of the person.
struct Section {
  const schema::Table* table;
  std::string_view own;  // the column with the person's id
  schema::Exported told;
};

// In the order of the archive, which the schema gives; images are first.
const std::vector<Section>& Sections() {
  static const std::vector<Section> sections = [] {
    std::vector<Section> found;
    for (const auto& table : schema::Tables()) {
      for (const auto& person : table.people) {
        if (person.exported) found.push_back({&table, person.column, *person.exported});
      }
    }
    std::ranges::sort(found, {}, [](const Section& section) { return section.told.place; });
    return found;
  }();
  return sections;
}

// How far the archive is; the job's cursor.
struct Progress {
  std::string upload_id;
  int part = 1;  // the next one
  std::uint64_t offset = 0, entries = 0;
  size_t section = 0;
  std::string page;  // position in the section: a page token, or an ImagesPage
  int done = 0, total = 0;
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(Progress, upload_id, part, offset, entries, section, page, done,
                                 total)
};

Progress FromCursor(const std::string& cursor) {
  const Json json = oci::JsonOf(cursor);
  return json.is_object() ? json.get<Progress>() : Progress{};
}

struct Packing {
  JobRun& run;
  UserId user;
  Progress progress;
  ZipPiece piece;

  std::string Archive() const { return ArchiveName(user, run.ref.id); }
  std::string RecordsName(int part) const { return Archive() + "." + std::to_string(part); }
};

void KeepBack(Json& row) {
  for (auto column = row.begin(); column != row.end();)
    column = schema::IsKeptBack(column.key()) ? row.erase(column) : std::next(column);
}

// The avatar's address in the API, as before its objects' names were stored; the name of a file in
// Object Storage says nothing to a person.
void ShowAvatar(Json& account) {
  const auto text = account.find("profile_image_url");
  if (text == account.end() || !text->is_string()) return;
  const auto avatar = AvatarOf(account.at("id").get<UserId>(), text->get<std::string>());
  if (avatar) *text = AvatarUrl(*avatar);
}

// Of a browser that takes pushes: what the person has set; the rest of it is for the service alone.
void ShowQuietHours(Json& row) {
  const auto push = row.find("push");
  if (push == row.end() || !push->is_object()) return;
  row["quiet_hours"] = QuietHours(push->get<PushSubscription>());
}

void AddJson(Packing& packing, std::string_view name, const Json& rows) {
  if (rows.empty()) return;
  const std::string entry = std::string(name) + "/" + std::to_string(packing.progress.part) + "-" +
                            std::to_string(packing.piece.entries()) + ".json";
  packing.piece.Add(entry, oci::JsonText(rows, 2), packing.run.context.Now());
}

// How far the images have come: after which one, and how many photos of the next one are packed.
struct ImagesPage {
  ImageId after = 0, next = 0;
  size_t photos = 0;

  // "<after>" or "<after>/<next>/<photos>"
  static ImagesPage From(const std::string& text) {
    const auto slash = text.find('/'), second = text.find('/', slash + 1);
    ImagesPage page{FromBase36(text.substr(0, slash)).value_or(0), 0, 0};
    if (slash == std::string::npos || second == std::string::npos) return page;
    page.next = FromBase36(text.substr(slash + 1, second - slash - 1)).value_or(0);
    page.photos = std::stoul(text.substr(second + 1));
    return page;
  }
  std::string Text() const {
    if (photos == 0) return ToBase36(after);
    return ToBase36(after) + "/" + ToBase36(next) + "/" + std::to_string(photos);
  }
};

bool IsFull(const Packing& packing) { return packing.piece.bytes().size() >= kPartBytes; }

std::string FileOf(const Image& photo) {
  return "photos/" + NameOfPhoto(ToBase36(photo.ref.image), photo.place) + "." + photo.type;
}

enum class Packed { kAll, kSome, kNone };
// Adds the photos of one image, from page.photos on, until the part is full. kNone: the image was
// removed meanwhile.
Outcome<Packed> AddPhotos(Packing& packing, const Image& image, ImagesPage& page) {
  const Context& context = packing.run.context;
  if (page.next != image.ref.image) page = {page.after, image.ref.image, 0};
  const auto photos = PhotosOf(image);
  for (; page.photos < photos.size(); ++page.photos) {
    if (page.photos > 0 && IsFull(packing)) return Packed::kSome;
    const Image& photo = photos[page.photos];
    OCI_ASSIGN_OR_RETURN(const auto object,
                         context.services.objects->Get(context.call, photo.object_name));
    if (!object) return Packed::kNone;
    packing.piece.Add(FileOf(photo), object->body, FromMillis(image.created_ts));
  }
  return Packed::kAll;
}

void AddFiles(Json& row, const Image& image) {
  row["file"] = FileOf(image);
  if (image.further.empty()) return;
  for (const Image& photo : PhotosOf(image)) row["files"].push_back(FileOf(photo));
}

// Adds photos one by one until the part is full; their rows follow.
Outcome<Unit> AddImages(Packing& packing) {
  auto page = ImagesPage::From(packing.progress.page);
  OCI_ASSIGN_OR_RETURN(
      auto rows,
      packing.run.context.QueryAll(
          kExportImages, {{"$u", packing.user}, {"$c", page.after}, {"$n", kPackedImagesPerPage}}));
  Json kept = Json::array();
  size_t seen = 0;
  for (auto& row : rows) {
    if (IsFull(packing)) break;
    const Image image = RowFrom<Image>(row);
    OCI_ASSIGN_OR_RETURN(const Packed packed, AddPhotos(packing, image, page));
    if (packed == Packed::kSome) break;
    page = {image.ref.image, 0, 0};
    ++seen;
    if (packed == Packed::kNone) continue;
    AddFiles(row, image);
    KeepBack(row);
    kept.push_back(std::move(row));
    if (!image.is_avatar) ++packing.progress.done;
  }
  packing.progress.page = page.Text();
  AddJson(packing, "images", kept);
  const bool all = seen == rows.size();
  if (all && rows.size() < static_cast<size_t>(kPackedImagesPerPage)) {
    ++packing.progress.section;
    packing.progress.page.clear();
  }
  return Unit{};
}

// Adds other people's usernames beside their ids, except of those who block the person.
Outcome<Unit> NameOthers(Packing& packing, const Section& section, std::vector<Json>& rows) {
  const auto& other = section.told.other_person;
  if (other.empty()) return Unit{};
  std::set<UserId> ids;
  for (const auto& row : rows) ids.insert(row.at(other).get<UserId>());
  const std::vector<UserId> others(ids.begin(), ids.end());
  OCI_ASSIGN_OR_RETURN(const auto people, FindPeople(packing.run.context, others));
  OCI_ASSIGN_OR_RETURN(const auto blocks, BlocksAmong(packing.run.context, packing.user, others));
  for (auto& row : rows) {
    const UserId id = row.at(other).get<UserId>();
    const auto person = people.find(id);
    const bool named = person != people.end() && !blocks.of_user.contains(id);
    row["username"] = named ? Json(person->second.username) : Json();
  }
  return Unit{};
}

Outcome<Unit> AddRows(Packing& packing, const Section& section) {
  const std::string text = RowsOfPerson(section.table->name, section.own);
  oci::nosql::QueryOptions options;
  options.limit = kPackedRowsPerPage;
  options.page = packing.progress.page;
  OCI_ASSIGN_OR_RETURN(
      auto page, packing.run.context.Query({"export.rows", text}, {{"$u", packing.user}}, options));
  OCI_RETURN_IF_ERROR(NameOthers(packing, section, page.items));
  Json kept = Json::array();
  for (auto& row : page.items) {
    if (row.value("removed", Json()) == true) continue;
    ShowQuietHours(row);
    KeepBack(row);
    if (section.table->name == schema::kUsers) ShowAvatar(row);
    kept.push_back(std::move(row));
  }
  AddJson(packing, section.told.folder, kept);
  packing.progress.page = page.next;
  if (page.next.empty()) ++packing.progress.section;
  return Unit{};
}

// Uploads the part and stores its directory records.
Outcome<Unit> SendPart(Packing& packing) {
  auto& objects = *packing.run.context.services.objects;
  OCI_ASSIGN_OR_RETURN(
      const auto part,
      objects.UploadPart(packing.run.context.call, packing.Archive(), packing.progress.upload_id,
                         packing.progress.part, packing.piece.bytes()));
  OCI_RETURN_IF_ERROR(objects.Put(packing.run.context.call, packing.RecordsName(part.number),
                                  part.etag + "\n" + packing.piece.directory(), {}));
  packing.progress.offset += packing.piece.bytes().size();
  packing.progress.entries += static_cast<std::uint64_t>(packing.piece.entries());
  ++packing.progress.part;
  return Unit{};
}

Outcome<Unit> RemoveRecords(Packing& packing) {
  for (int part = 1; part < packing.progress.part; ++part) {
    OCI_RETURN_IF_ERROR(packing.run.context.services.objects->Delete(packing.run.context.call,
                                                                     packing.RecordsName(part)));
  }
  return Unit{};
}

// Uploads the last part with the directory of the whole archive.
Outcome<Unit> Close(Packing& packing) {
  auto& objects = *packing.run.context.services.objects;
  std::string directory;
  std::vector<oci::object_storage::Part> parts;
  for (int part = 1; part < packing.progress.part; ++part) {
    OCI_ASSIGN_OR_RETURN(const auto records,
                         objects.Get(packing.run.context.call, packing.RecordsName(part)));
    if (!records) return TryAgain("A part of the export is gone.");
    const auto line = records->body.find('\n');
    parts.push_back({part, records->body.substr(0, line)});
    directory += records->body.substr(line + 1);
  }
  directory += packing.piece.directory();
  const std::string end =
      ZipEnd(packing.progress.offset + packing.piece.bytes().size(), directory.size(),
             packing.progress.entries + static_cast<std::uint64_t>(packing.piece.entries()));
  OCI_ASSIGN_OR_RETURN(
      const auto last,
      objects.UploadPart(packing.run.context.call, packing.Archive(), packing.progress.upload_id,
                         packing.progress.part, packing.piece.bytes() + directory + end));
  parts.push_back(last);
  OCI_RETURN_IF_ERROR(objects.CommitMultipartUpload(packing.run.context.call, packing.Archive(),
                                                    packing.progress.upload_id, parts));
  return RemoveRecords(packing);
}

Outcome<Unit> Begin(Packing& packing, const User& user) {
  packing.progress.total = user.image_count;
  OCI_ASSIGN_OR_RETURN(
      packing.progress.upload_id,
      packing.run.context.services.objects->CreateMultipartUpload(
          packing.run.context.call, packing.Archive(), "application/zip", "no-store"));
  return Unit{};
}

Outcome<StepResult> HandedOut(Packing& packing) {
  auto& run = packing.run;
  OCI_RETURN_IF_ERROR(MakeFetchable(run.context, packing.user, run.ref.id));
  return StepResult::kDone;
}

Outcome<Unit> Abandon(Packing& packing) {
  OCI_RETURN_IF_ERROR(RemoveRecords(packing));
  OCI_RETURN_IF_ERROR(RemoveExportPars(packing.run.context, packing.Archive()));
  OCI_RETURN_IF_ERROR(
      packing.run.context.services.objects->Delete(packing.run.context.call, packing.Archive()));
  if (packing.progress.upload_id.empty()) return Unit{};
  OCI_RETURN_IF_ERROR(packing.run.context.services.objects->AbortMultipartUpload(
      packing.run.context.call, packing.Archive(), packing.progress.upload_id));
  return Unit{};
}

Packing PackingOf(JobRun& run, const ExportJob& job) {
  Progress progress = FromCursor(run.cursor);
  const std::uint64_t offset = progress.offset;
  return {.run = run, .user = job.user, .progress = std::move(progress), .piece = ZipPiece(offset)};
}

// Fills a part, or takes all that is left; false: there is too little time for a part.
Outcome<bool> Fill(Packing& packing) {
  while (packing.progress.section < Sections().size() &&
         packing.piece.bytes().size() < kPartBytes) {
    if (packing.run.context.call.TimeLeft() < kTimeForOnePart) return false;
    const Section& section = Sections()[packing.progress.section];
    OCI_RETURN_IF_ERROR(packing.progress.section == 0 ? AddImages(packing)
                                                      : AddRows(packing, section));
  }
  return true;
}

Outcome<StepResult> ExportStep(JobRun& run, const ExportJob& job) {
  Packing packing = PackingOf(run, job);
  auto [made, user, asked_for] = oci::InParallel(
      [&] { return run.context.services.objects->Head(run.context.call, packing.Archive()); },
      [&] { return FindUser(run.context, packing.user); },
      [&] { return IsExportOf(run.context, packing.user, run.ref.id); });
  OCI_RETURN_IF_ERROR(made);
  OCI_RETURN_IF_ERROR(user);
  OCI_RETURN_IF_ERROR(asked_for);
  if (!*user || !*asked_for) {
    OCI_RETURN_IF_ERROR(Abandon(packing));
    return StepResult::kDone;
  }
  if (*made) {  // by a run that died after the commit
    OCI_RETURN_IF_ERROR(RemoveRecords(packing));
    return HandedOut(packing);
  }
  if (packing.progress.upload_id.empty()) {
    OCI_RETURN_IF_ERROR(Begin(packing, **user));
    run.cursor = oci::JsonText(packing.progress);
    return StepResult::kMore;
  }
  OCI_ASSIGN_OR_RETURN(const bool full, Fill(packing));
  if (!full) {
    run.needs_fresh_run = true;
    return StepResult::kMore;
  }
  if (packing.progress.section == Sections().size()) {
    OCI_RETURN_IF_ERROR(Close(packing));
    return HandedOut(packing);
  }
  OCI_RETURN_IF_ERROR(SendPart(packing));
  run.cursor = oci::JsonText(packing.progress);
  return StepResult::kMore;
}

}  // namespace

Outcome<Unit> AbandonExport(JobRun& run, const ExportJob& job) {
  Packing packing = PackingOf(run, job);
  return Abandon(packing);
}

std::span<const JobKind> ExportJobs() {
  static constexpr std::array kKinds = {KindOf<ExportJob, &ExportStep>()};
  return kKinds;
}

}  // namespace fotogal
