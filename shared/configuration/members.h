// Reading a configuration file in JSON. Whatever is wrong is one line: the file, the member, what
// was found and what would fit.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "oci/result.h"

namespace configuration {

// The whole of a file; the error names it.
oci::Result<std::string> ReadText(const std::string& path);

// An object, as all configuration files are. What is no JSON is told with line, column and what
// stands there.
oci::Result<nlohmann::json> ParseObject(const std::string& text, const std::string& file);
// The same, of whatever kind; the file keeps its own rules.
oci::Result<nlohmann::json> ParseJson(const std::string& text, const std::string& file);

// What may be meant by a region that oci/regions.h does not have; "": it has it.
std::string RegionHint(const std::string& region);

// The members of one object. Each is read by name; what is left over is not known. The first fault
// is kept until Finish.
class Members {
 public:
  // path: of the object in the file, "source.credentials"; "": the file itself. The object must
  // outlive this.
  Members(const nlohmann::json& object, std::string file, std::string path = {})
      : object_(&object), file_(std::move(file)), path_(std::move(path)) {}

  // What is not there leaves `to` as it is, and so does what is wrong.
  void Text(const char* member, std::string& to);
  // fits: the rule of this member, which `right` says in words.
  void TextThat(const char* member, const std::function<bool(const std::string&)>& fits,
                const std::string& right, std::string& to);
  // Identifier or key of a region; one that is not known here is taken when it has the form of an
  // identifier: there will be new ones.
  void Region(const char* member, std::string& to);
  void Number(const char* member, int least, int most, int& to);
  void Flag(const char* member, bool& to);
  void OneOf(const char* member, const std::vector<std::string>& allowed, std::string& to);
  // nullopt: it is not there, or no object, which is a fault.
  std::optional<Members> Object(const char* member);
  // "found" stands in the line; an error of whoever knows more of this member.
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
