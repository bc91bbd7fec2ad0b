// Multipart uploads that are not committed yet: a folder for each, with a file for each part. What
// was acknowledged survives when the process is killed.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oci/http.h"
#include "oci/result.h"

namespace standin {

struct MultipartUpload {
  std::string id, bucket, object;
  oci::HeaderList headers;  // headers of the future object
  std::string created;      // RFC 3339
};

class MultipartUploads {
 public:
  explicit MultipartUploads(std::filesystem::path folder) : folder_(std::move(folder)) {}

  oci::Status Create(const MultipartUpload& upload);
  // nullopt: the object has no upload with that id.
  std::optional<MultipartUpload> Find(const std::string& bucket, const std::string& object,
                                      const std::string& id) const;
  std::vector<MultipartUpload> List(const std::string& bucket) const;  // in any order
  // Returns the part's etag; an earlier version of the part is replaced.
  oci::Result<std::string> PutPart(const MultipartUpload& upload, int number,
                                   std::string_view bytes);
  // The bytes of these parts in the order of their numbers; nullopt: one is missing or has another
  // etag.
  std::optional<std::string> Join(const MultipartUpload& upload,
                                  const std::map<int, std::string>& etags) const;
  // The smallest size of all parts but the last, in bytes; for a single part, the largest possible
  // number.
  size_t SmallestButLast(const MultipartUpload& upload,
                         const std::map<int, std::string>& etags) const;
  void Remove(const MultipartUpload& upload);

 private:
  static std::optional<MultipartUpload> Read(const std::filesystem::path& folder);
  std::filesystem::path FolderOf(const std::string& id) const;
  std::filesystem::path PartFile(const std::string& id, int number) const;
  const std::filesystem::path folder_;
};

}  // namespace standin
