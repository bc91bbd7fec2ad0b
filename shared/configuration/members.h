// Reads JSON configuration files. Every error is one line that names the file, the member, the
// value found and what would be allowed.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "oci/result.h"

namespace configuration {

// The content of a file; the error names the file.
oci::Result<std::string> ReadText(const std::string& path);

// Parses a configuration file, which must be an object. A syntax error is told with line, column
// and the text found there.
oci::Result<nlohmann::json> ParseObject(const std::string& text, const std::string& file);
// The same for JSON of any type.
oci::Result<nlohmann::json> ParseJson(const std::string& text, const std::string& file);

// For an error message: the region that may be meant by one that oci/regions.h does not have; "":
// it is known.
std::string RegionHint(const std::string& region);

// Reads the members of one object by name. Members that nobody has read are unknown ones, which is
// an error. The first error is kept and returned by Finish.
class Members {
 public:
  // path: where the object stands in the file, such as "source.credentials"; "": the whole file.
  // The object must outlive this one.
  Members(const nlohmann::json& object, std::string file, std::string path = {})
      : object_(&object), file_(std::move(file)), path_(std::move(path)) {}

  // These leave `to` unchanged when the member is missing or wrong.
  void Text(const char* member, std::string& to);
  // fits: the rule for the value; `right`: the same rule in words, for the error.
  void TextThat(const char* member, const std::function<bool(const std::string&)>& fits,
                const std::string& right, std::string& to);
  // The identifier or key of a region. An unknown one is accepted when it has the form of an
  // identifier, because new regions are added.
  void Region(const char* member, std::string& to);
  void Number(const char* member, int least, int most, int& to);
  void Flag(const char* member, bool& to);
  void OneOf(const char* member, const std::vector<std::string>& allowed, std::string& to);
  // nullopt: the member is missing, or it is no object, which is an error.
  std::optional<Members> Object(const char* member);
  // The error for a member that a caller has found wrong; it shows the value found.
  oci::Error Wrong(const char* member, const std::string& right) const;
  oci::Error Missing(const char* member, const std::string& why = {}) const;

  bool Has(const char* member) const { return object_->contains(member); }
  oci::Status Finish();

 private:
  const nlohmann::json* Find(const char* member);
  std::string Where(const std::string& member) const;
  void Fail(oci::Error error);

  const nlohmann::json* object_;
  std::string file_, path_;
  std::vector<std::string> known_;
  std::optional<oci::Error> error_;
};

}  // namespace configuration
