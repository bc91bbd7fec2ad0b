#include "local/standin/object_storage/multipart_uploads.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "local/standin/base/files.h"
#include "oci/crypto.h"
#include "oci/json_text.h"

namespace standin {
namespace {

using nlohmann::json;

constexpr char kDescription[] = "upload.json";

}  // namespace

std::filesystem::path MultipartUploads::FolderOf(const std::string& id) const {
  return folder_ / oci::Hex(oci::Sha256(id)).substr(0, 40);
}

std::filesystem::path MultipartUploads::PartFile(const std::string& id, int number) const {
  return FolderOf(id) / (std::to_string(number) + ".part");
}

oci::Status MultipartUploads::Create(const MultipartUpload& upload) {
  OCI_RETURN_IF_ERROR(MakeFolder(folder_, 0700));
  OCI_RETURN_IF_ERROR(MakeFolder(FolderOf(upload.id), 0700));
  json headers = json::array();
  for (const auto& [name, value] : upload.headers)
    headers.push_back({oci::Base64(name), oci::Base64(value)});
  const json description = {{"id", oci::Base64(upload.id)},
                            {"bucket", upload.bucket},
                            {"object", oci::Base64(upload.object)},
                            {"created", upload.created},
                            {"headers", std::move(headers)}};
  return WriteWholeFile(FolderOf(upload.id) / kDescription, oci::JsonText(description), 0600);
}

std::optional<MultipartUpload> MultipartUploads::Read(const std::filesystem::path& folder) {
  const auto text = ReadWholeFile(folder / kDescription);
  const json description = oci::JsonOf(text.value_or(""));
  if (!description.is_object()) return std::nullopt;
  MultipartUpload upload;
  upload.id = oci::Base64Decode(oci::StringMember(description, "id")).value_or("");
  upload.bucket = oci::StringMember(description, "bucket");
  upload.object = oci::Base64Decode(oci::StringMember(description, "object")).value_or("");
  upload.created = oci::StringMember(description, "created");
  for (const json& header : oci::ArrayMember(description, "headers")) {
    upload.headers.emplace_back(*oci::Base64Decode(header[0].get<std::string>()),
                                *oci::Base64Decode(header[1].get<std::string>()));
  }
  return upload;
}

std::optional<MultipartUpload> MultipartUploads::Find(const std::string& bucket,
                                                      const std::string& object,
                                                      const std::string& id) const {
  auto upload = Read(FolderOf(id));
  if (!upload || upload->bucket != bucket || upload->object != object) return std::nullopt;
  return upload;
}

std::vector<MultipartUpload> MultipartUploads::List(const std::string& bucket) const {
  std::vector<MultipartUpload> uploads;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, none)) {
    auto upload = Read(entry.path());
    if (upload && upload->bucket == bucket) uploads.push_back(std::move(*upload));
  }
  return uploads;
}

oci::Result<std::string> MultipartUploads::PutPart(const MultipartUpload& upload, int number,
                                                   std::string_view bytes) {
  OCI_RETURN_IF_ERROR(WriteWholeFile(PartFile(upload.id, number), std::string(bytes), 0600));
  return oci::Hex(oci::Md5(bytes));
}

std::optional<std::string> MultipartUploads::Join(const MultipartUpload& upload,
                                                  const std::map<int, std::string>& etags) const {
  std::string whole;
  for (const auto& [number, etag] : etags) {
    const auto bytes = ReadWholeFile(PartFile(upload.id, number));
    if (!bytes || oci::Hex(oci::Md5(*bytes)) != etag) return std::nullopt;
    whole += *bytes;
  }
  return whole;
}

size_t MultipartUploads::SmallestButLast(const MultipartUpload& upload,
                                         const std::map<int, std::string>& etags) const {
  size_t smallest = std::numeric_limits<size_t>::max();
  for (const auto& [number, etag] : etags) {
    if (number == etags.rbegin()->first) break;
    std::error_code gone;
    const auto size = std::filesystem::file_size(PartFile(upload.id, number), gone);
    smallest = std::min<size_t>(smallest, gone ? 0 : size);
  }
  return smallest;
}

void MultipartUploads::Remove(const MultipartUpload& upload) {
  std::error_code ignored;
  // Removes the description first: a folder without it is no upload.
  (void)RemoveFile(FolderOf(upload.id) / kDescription);
  std::filesystem::remove_all(FolderOf(upload.id), ignored);
}

}  // namespace standin
