// Uploads in parts that are not committed yet: a folder each, one file a part. What was
// acknowledged survives a kill.
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
  oci::HeaderList headers;  // of the object to be
  std::string created;      // RFC 3339
};

class MultipartUploads {
 public:
  explicit MultipartUploads(std::filesystem::path folder) : folder_(std::move(folder)) {}

  oci::Status Create(const MultipartUpload& upload);
  // nullopt: there is none of that id for that object.
  std::optional<MultipartUpload> Find(const std::string& bucket, const std::string& object,
                                      const std::string& id) const;
  std::vector<MultipartUpload> List(const std::string& bucket) const;  // in no order
  // The part's etag; an earlier version of it is replaced.
  oci::Result<std::string> PutPart(const MultipartUpload& upload, int number,
                                   std::string_view bytes);
  // The bytes of all these parts, by number; nullopt: one is not there or has another etag.
  std::optional<std::string> Join(const MultipartUpload& upload,
                                  const std::map<int, std::string>& etags) const;
  // Bytes; of one part alone, as many as there can be.
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
