// photo_probe, and the programs that others look at photos with.
#pragma once

#include <string>
#include <vector>

namespace tests {

struct Ended {
  int exit_code = -1;  // -1: by a signal, or it took too long
  std::string output;  // stdout
};
Ended Run(const std::string& command);

struct Probed {
  std::string result;  // "made jpeg", "refused bad_image", "died 11"
  unsigned long long computed = 0, taken = 0;
};
// What is made of files, each in a process that may take no more memory than its headers say. What
// is made goes into the folders.
struct ProbeJob {
  std::string file, folder;
};
std::vector<Probed> Probe(const std::vector<ProbeJob>& jobs, const std::string& scratch);

std::string Quoted(const std::string& text);  // for a shell

// A folder of its own, removed at the end.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::string ReadFile(const std::string& name);
void WriteFile(const std::string& name, const std::string& bytes);

// What exiftool finds in the files below a folder that a sanitized picture may not hold; "": none.
std::string Forbidden(const std::string& folder);

}  // namespace tests
