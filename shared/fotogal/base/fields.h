// Reads the fields of a JSON body and collects all errors before anything is done.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fotogal/base/problem.h"
#include "fotogal/base/text.h"

namespace fotogal {

class Fields {
 public:
  // The body lives longer than this. prefix: before the names of fields in errors, "passkey.".
  explicit Fields(const nlohmann::json& body, std::string prefix = {})
      : body_(body), prefix_(std::move(prefix)) {}

  using Rule = text::Checked (*)(std::string_view);
  // The normalized text; empty after a refusal.
  std::string Required(const char* name, Rule rule);
  std::optional<std::string> Optional(const char* name, Rule rule);
  // A whole number; nullopt after a refusal.
  std::optional<std::int64_t> RequiredNumber(const char* name, std::int64_t least,
                                             std::int64_t most);
  bool OptionalBool(const char* name, bool otherwise);
  // A list of texts, each by the rule; errors name their place, "ids[2]". Empty after a refusal,
  // and where the field is not given.
  std::vector<std::string> OptionalTexts(const char* name, size_t least, size_t most, Rule rule);
  bool IsGiven(const char* name) const;
  // An object, whose fields another Fields reads; an empty one after a refusal.
  const nlohmann::json& RequiredObject(const char* name);
  // nullptr: not given, or refused.
  const nlohmann::json* OptionalObject(const char* name);
  // A field of a PATCH; nullopt: not given, so it is not changed. null is refused, or means ""
  // where that is allowed; so does a text of spaces.
  std::optional<std::string> Patch(const char* name, Rule rule);
  std::optional<std::string> PatchOrClear(const char* name, Rule rule);
  std::optional<bool> PatchBool(const char* name);
  void Refuse(std::string field, std::string code, std::string message, std::string reason = {});
  void Refuse(std::string field, const text::Refusal& refusal);
  // Also refuses unknown fields. Success: everything that was read is valid.
  Outcome<Unit> Finish();

 private:
  const nlohmann::json* Find(const char* name);
  std::optional<std::string> Check(const char* name, const nlohmann::json& value, Rule rule);

  const nlohmann::json& body_;
  std::string prefix_;
  std::vector<std::string> known_;
  std::vector<FieldError> errors_;
};

// For values that are checked elsewhere (a login, an old password): any text of up to 1000 bytes.
text::Checked AnyText(std::string_view input);
// The bytes, up to 16 KB, that a text in base64url without padding stands for.
text::Checked EncodedBytes(std::string_view input);

}  // namespace fotogal
