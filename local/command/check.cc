// `fotogal check`: looks for damage in a data folder.
#include <cstdio>
#include <filesystem>

#include "local/command/up.h"
#include "local/running/data_folder.h"
#include "local/standin/check_data.h"
#include "local/standin/nosql/sqlite.h"

namespace local {

int CheckDataFolder(const std::string& path) {
  const auto folder = FindDataFolder(path);
  if (!folder.ok()) {
    std::fprintf(stderr, "fotogal: %s\n", folder.error().message.c_str());
    return 1;
  }
  auto report = standin::CheckData(folder->path);
  const std::string tables = folder->path + "/nosql.db";
  std::error_code ignored;
  if (std::filesystem::exists(tables, ignored)) {
    if (const auto wrong = standin::nosql::CheckDatabase(tables); !wrong.empty())
      report.findings.push_back({tables, "is damaged: " + wrong});
  }
  for (const auto& key : {folder->CursorKey(), folder->PushKey()}) {
    if (std::filesystem::exists(key, ignored) && !IsSecret(key))
      report.findings.push_back({key, "is damaged: remove it and start again"});
  }
  for (const auto& [file, what] : report.findings)
    std::printf("%s %s\n", file.c_str(), what.c_str());
  std::printf("%zu buckets and %zu objects are whole; %zu things are wrong\n", report.buckets,
              report.objects, report.findings.size());
  return report.findings.empty() ? 0 : 1;
}

}  // namespace local
