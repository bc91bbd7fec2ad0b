#include "local/command/logs.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <map>

#include "common/rfc3339.h"
#include "common/unique_fd.h"
#include "local/command/log_lines.h"
#include "local/running/data_folder.h"
#include "local/running/manifest.h"
#include "oci/nearest_name.h"
#include "terminal/signals.h"
#include "terminal/terminal.h"

namespace local {
namespace {

namespace fs = std::filesystem;

// The log files that were asked for, including those that appear later.
class Logs {
 public:
  Logs(std::string folder, const std::vector<std::string>& sources)
      : folder_(std::move(folder)), sources_(sources) {}

  bool Has(const std::string& source) const { return files_.contains(source); }
  // The sources that have written something.
  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& [source, file] : files_) names.push_back(source);
    return names;
  }
  bool empty() const { return files_.empty(); }

  void Find() {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder_, error)) {
      const std::string source = entry.path().stem();
      const bool wanted =
          sources_.empty() || std::find(sources_.begin(), sources_.end(), source) != sources_.end();
      if (wanted && entry.path().extension() == ".log")
        files_.try_emplace(source, source, entry.path().string());
    }
  }

  std::vector<LogLine> Read(bool to_the_end) {
    std::vector<LogLine> all;
    for (auto& [source, file] : files_) {
      auto lines = file.Read(to_the_end);
      std::move(lines.begin(), lines.end(), std::back_inserter(all));
    }
    SortByTime(all);
    return all;
  }

 private:
  const std::string folder_;
  const std::vector<std::string>& sources_;
  std::map<std::string, LogFile> files_;
};

void Print(const std::vector<LogLine>& lines, const LogsOptions& options,
           const std::string& oldest) {
  const bool colour = terminal::WantsColour(stdout);
  for (const auto& line : lines) {
    if (line.latest < oldest || (options.errors && !IsError(line))) continue;
    std::cout << (options.json ? line.text : Readable(line, colour)) << '\n';
  }
  std::cout << std::flush;
}

// The error for a source without log: a function that was not called has none; another name may be
// misspelt.
std::string NoLogOf(const std::string& source, const std::string& folder) {
  const std::vector<std::string> all;
  Logs logs(folder, all);
  logs.Find();
  auto names = logs.Names();
  if (const auto functions = ReadManifest({}); functions.ok()) {
    for (const auto& function : *functions) {
      if (function.name == source) return source + " has written no log in " + folder;
      if (!logs.Has(function.name)) names.push_back(function.name);
    }
  }
  return "no log of " + source + " in " + folder + "; " + oci::Suggestion(source, names);
}

int FollowLogs(Logs& logs, const LogsOptions& options, const std::string& folder,
               const std::string& oldest) {
  terminal::UnblockSignals();
  const common::UniqueFd changes(inotify_init1(IN_CLOEXEC));
  if (inotify_add_watch(changes.get(), folder.c_str(), IN_MODIFY | IN_CREATE) < 0) {
    std::perror("fotogal: cannot follow the logs");
    return 1;
  }
  for (;;) {
    // Reads what was written between the first reading and the start of the watch.
    logs.Find();
    Print(logs.Read(false), options, oldest);
    if (!std::cout) return 0;  // the reader has closed the pipe
    alignas(inotify_event) char events[4096];
    if (read(changes.get(), events, sizeof events) <= 0) return 0;
  }
}

}  // namespace

int ShowLogs(const LogsOptions& options) {
  std::string oldest;
  if (!options.since.empty()) {
    const auto age = ParseAge(options.since);
    if (!age) {
      std::fprintf(stderr, "fotogal: --since %s: a number and s, m, h or d, as 10m\n",
                   options.since.c_str());
      return 1;
    }
    oldest = common::Rfc3339(std::chrono::system_clock::now() - *age);
  }
  const auto data = FindDataFolder(options.data);
  if (!data.ok()) {
    std::fprintf(stderr, "fotogal: %s\n", data.error().message.c_str());
    return 1;
  }
  const std::string folder = data->Logs();
  Logs logs(folder, options.sources);
  logs.Find();
  for (const auto& source : options.sources) {
    if (logs.Has(source)) continue;
    std::fprintf(stderr, "fotogal: %s\n", NoLogOf(source, folder).c_str());
    return 1;
  }
  if (logs.empty()) {
    std::fprintf(stderr, "fotogal: no log in %s\n", folder.c_str());
    return 1;
  }
  Print(logs.Read(!options.follow), options, oldest);
  return options.follow ? FollowLogs(logs, options, folder, oldest) : 0;
}

}  // namespace local
