// photo_probe, run on one file at a time, and the programs that others look at photos with.
#pragma once

#include <string>

namespace tests {

struct Ended {
  int exit_code = -1;  // -1: by a signal, or it took too long
  std::string output;  // stdout
};
Ended Run(const std::string& command);

// What was made of a file, in a process that may take no more memory than its headers say.
struct Probed {
  Ended ended;
  std::string result;  // "made jpeg", "refused bad_image"; "": it died
  unsigned long long computed = 0, taken = 0;
};
Probed Probe(const std::string& file, const std::string& folder);

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
