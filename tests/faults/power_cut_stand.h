// A stand-in in one process, as `fotogal up` starts it in a data folder, and things in it that
// have versions: of each version one can tell what must be seen.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>

#include "local/running/data_folder.h"
#include "local/standin/in_process.h"
#include "local/standin/nosql/service.h"
#include "local/standin/service.h"
#include "oci/client.h"

namespace tests {

// Named "kind:number". Version 0 is that it was never made.
//   row      in a table; each fourth version is that it is deleted; large from number 6 on
//   object   the same in a bucket
//   kept     in a bucket with versioning: all versions, the newest first
//   upload   an object that was uploaded in parts; has one version
//   par, group, sender, token, bucket
//            is there with odd versions
//   mail     so many were sent
std::string ValueOf(const std::string& thing, int version);

class Stand {
 public:
  // The error is what `fotogal up` would say.
  static oci::Result<std::unique_ptr<Stand>> Open(const std::filesystem::path& data);

  // The table and the buckets. False: something was refused.
  bool MakePlaces();
  // From the version before. True: it was acknowledged.
  bool Bring(const std::string& thing, int version);
  // As ValueOf. An error is "?" with what it says.
  std::string See(const std::string& thing);
  // All rows and objects.
  std::set<std::string> Things();
  // What must not change: keys and secrets, by name.
  std::map<std::string, std::string> Fixed() const;

 private:
  struct Answer {
    int status = 0;
    nlohmann::json body;
    std::string text, etag;
  };
  Stand() = default;
  Answer Ask(const std::string& method, const std::string& target, const std::string& body = {},
             oci::HeaderList headers = {});
  Answer Ask(const std::string& method, const std::string& target, const nlohmann::json& body);
  bool BringRow(const std::string& thing, int version);
  bool BringObject(const std::string& thing, int version);
  bool BringUpload(const std::string& thing);
  bool BringListed(const std::string& thing, int version);
  bool SendMail(const std::string& thing);
  std::string SeeRow(const std::string& thing);
  std::string SeeObject(const std::string& target);
  std::string SeeVersions(const std::string& thing);
  std::string SeeListed(const std::string& thing);
  nlohmann::json Listed(const std::string& kind);

  std::filesystem::path data_;
  std::string cursor_key_, push_key_;
  std::unique_ptr<standin::nosql::Service> nosql_;
  std::unique_ptr<standin::Cloud> cloud_;
  std::shared_ptr<oci::Requester> requester_;
};

}  // namespace tests
