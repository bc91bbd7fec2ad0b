#include "local/standin/check_data.h"

#include <sys/stat.h>

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "local/standin/base/files.h"
#include "local/standin/identity/rsa.h"
#include "local/standin/object_storage/object_file.h"
#include "oci/crypto.h"

namespace standin {
namespace {

namespace fs = std::filesystem;

// What is wrong with the file of an object; empty: nothing.
std::string FaultOfObject(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  const auto head = ReadObjectHead(file);
  if (!head) return "is damaged: its description cannot be read";
  // A previous version's name continues with the version's id.
  const std::string file_name = path.filename().string();
  if (file_name.substr(0, file_name.find('.')) != oci::Hex(oci::Sha256(head->name)))
    return "is damaged: it is not the object that its name says";
  std::error_code unknown;
  if (!ReadObjectBytes(file, head->info, fs::file_size(path, unknown)))
    return "is damaged: the bytes of object " + head->name + " are not those that were stored";
  return {};
}

std::string WhatOfJson(const fs::path& path) {
  const auto text = ReadWholeFile(path);
  if (!text) return "cannot be read";
  return nlohmann::json::accept(*text) ? "" : "is damaged: it is not JSON";
}

// What is wrong with a key file. The stand-in does not start with a damaged one, because it could
// not verify later who has signed with it.
std::string FaultOfKey(const fs::path& path) {
  const auto text = ReadWholeFile(path);
  return text && PublicKeyOf(*text) ? ""
                                    : "is damaged: it is no private key; remove it for a new one";
}

std::string WhatOfMode(const fs::path& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0 || !(S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)))
    return {};
  const unsigned mode = status.st_mode & 0777;
  if ((mode & 077) == 0) return {};
  char text[64];
  std::snprintf(text, sizeof text,
                "may be used by others (mode %04o); `fotogal up` takes that away", mode);
  return text;
}

void Look(const fs::path& path, DataReport& report) {
  const auto note = [&](const std::string& what) {
    if (!what.empty()) report.findings.push_back({path, what});
    return what.empty();
  };
  note(WhatOfMode(path));
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return;
  if (path.extension() == kAsideSuffix) note("was damaged and is not used: look at it, remove it");
  if (path.extension() == kObjectSuffix && note(FaultOfObject(path))) ++report.objects;
  if (path.extension() == kVersionSuffix) note(FaultOfObject(path));
  if (path.extension() == ".pem") note(FaultOfKey(path));
  if (path.extension() == ".json" && note(WhatOfJson(path)) && path.filename() == "bucket.json")
    ++report.buckets;
}

}  // namespace

DataReport CheckData(const fs::path& folder) {
  DataReport report;
  Look(folder, report);
  std::error_code ignored;
  for (const auto& entry : fs::recursive_directory_iterator(folder, ignored))
    Look(entry.path(), report);
  return report;
}

}  // namespace standin
