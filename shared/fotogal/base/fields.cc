#include "fotogal/base/fields.h"

#include <algorithm>

#include "common/base64.h"

namespace fotogal {
namespace {

// Empty, or only characters that cleaning removes. A very long text is not examined.
bool IsBlank(const std::string& text) {
  constexpr size_t kLongest = 100;
  return text.size() <= kLongest && text::Trim(text::CleanCode(text)).empty();
}

}  // namespace

const nlohmann::json* Fields::Find(const char* name) {
  known_.emplace_back(name);
  const auto found = body_.find(name);
  return found == body_.end() || found->is_null() ? nullptr : &*found;
}

std::optional<std::string> Fields::Check(const char* name, const nlohmann::json& value, Rule rule) {
  if (!value.is_string()) {
    Refuse(name, "wrong_type", "must be a string");
    return std::nullopt;
  }
  auto checked = rule(value.get_ref<const std::string&>());
  if (!checked.ok()) {
    Refuse(name, checked.error());
    return std::nullopt;
  }
  return std::move(checked).value();
}

std::string Fields::Required(const char* name, Rule rule) {
  const auto* value = Find(name);
  if (value == nullptr) {
    Refuse(name, "required", "is required");
    return {};
  }
  return Check(name, *value, rule).value_or("");
}

std::optional<std::string> Fields::Optional(const char* name, Rule rule) {
  const auto* value = Find(name);
  return value == nullptr ? std::nullopt : Check(name, *value, rule);
}

std::optional<std::int64_t> Fields::RequiredNumber(const char* name, std::int64_t least,
                                                   std::int64_t most) {
  const auto* value = Find(name);
  if (value == nullptr) {
    Refuse(name, "required", "is required");
    return std::nullopt;
  }
  if (!value->is_number_integer()) {
    Refuse(name, "wrong_type", "must be a whole number");
    return std::nullopt;
  }
  // The parser makes integers beyond 64 bits unsigned or floating-point numbers.
  const bool huge =
      value->is_number_unsigned() && value->get<std::uint64_t>() > static_cast<std::uint64_t>(most);
  if (huge || value->get<std::int64_t>() < least) {
    Refuse(name, "out_of_range",
           "must be from " + std::to_string(least) + " to " + std::to_string(most));
    return std::nullopt;
  }
  return value->get<std::int64_t>();
}

bool Fields::OptionalBool(const char* name, bool otherwise) {
  const auto* value = Find(name);
  if (value == nullptr) return otherwise;
  if (!value->is_boolean()) {
    Refuse(name, "wrong_type", "must be true or false");
    return otherwise;
  }
  return value->get<bool>();
}

bool Fields::IsGiven(const char* name) const {
  const auto found = body_.find(name);
  return found != body_.end() && !found->is_null();
}

std::vector<std::string> Fields::OptionalTexts(const char* name, size_t least, size_t most,
                                               Rule rule) {
  const auto* value = Find(name);
  if (value == nullptr) return {};
  if (!value->is_array()) {
    Refuse(name, "wrong_type", "must be a list");
    return {};
  }
  if (value->size() < least || value->size() > most) {
    Refuse(name, "out_of_range",
           "must have from " + std::to_string(least) + " to " + std::to_string(most) + " items");
    return {};
  }
  const size_t refused = errors_.size();
  std::vector<std::string> texts;
  for (const auto& item : *value) {
    const std::string place = std::string(name) + "[" + std::to_string(texts.size()) + "]";
    texts.push_back(Check(place.c_str(), item, rule).value_or(""));
  }
  return errors_.size() == refused ? texts : std::vector<std::string>();
}

const nlohmann::json& Fields::RequiredObject(const char* name) {
  static const auto kNothing = nlohmann::json::object();
  const auto* value = Find(name);
  if (value != nullptr && value->is_object()) return *value;
  if (value == nullptr) {
    Refuse(name, "required", "is required");
  } else {
    Refuse(name, "wrong_type", "must be an object");
  }
  return kNothing;
}

const nlohmann::json* Fields::OptionalObject(const char* name) {
  const auto* value = Find(name);
  if (value == nullptr || value->is_object()) return value;
  Refuse(name, "wrong_type", "must be an object");
  return nullptr;
}

std::optional<std::string> Fields::Patch(const char* name, Rule rule) {
  (void)Find(name);
  const auto given = body_.find(name);
  return given == body_.end() ? std::nullopt : Check(name, *given, rule);
}

std::optional<std::string> Fields::PatchOrClear(const char* name, Rule rule) {
  (void)Find(name);
  const auto given = body_.find(name);
  if (given == body_.end()) return std::nullopt;
  const bool cleared =
      given->is_null() || (given->is_string() && IsBlank(given->get_ref<const std::string&>()));
  if (cleared) return std::string();
  return Check(name, *given, rule);
}

std::optional<bool> Fields::PatchBool(const char* name) {
  (void)Find(name);
  const auto given = body_.find(name);
  if (given == body_.end()) return std::nullopt;
  if (given->is_boolean()) return given->get<bool>();
  Refuse(name, "wrong_type", "must be true or false");
  return std::nullopt;
}

void Fields::Refuse(std::string field, std::string code, std::string message, std::string reason) {
  errors_.push_back({prefix_ + field, std::move(code), std::move(message), std::move(reason)});
}

void Fields::Refuse(std::string field, const text::Refusal& refusal) {
  Refuse(std::move(field), refusal.code, refusal.message, refusal.reason);
}

Outcome<Unit> Fields::Finish() {
  for (const auto& [name, value] : body_.items()) {
    if (std::find(known_.begin(), known_.end(), name) == known_.end()) {
      Refuse(name, "unknown", "is not a field of this request");
    }
  }
  if (!errors_.empty()) return InvalidFields(std::move(errors_));
  return Unit{};
}

text::Checked AnyText(std::string_view input) {
  if (input.size() > 1000) return text::Refusal{"too_long", "at most 1000 bytes"};
  return std::string(input);
}

text::Checked EncodedBytes(std::string_view input) {
  constexpr std::size_t kMostBytes = 16 * 1024;
  if (input.size() > (kMostBytes * 4 + 2) / 3)
    return text::Refusal{"too_long", "at most 16384 bytes in base64url"};
  auto bytes = common::Base64UrlDecode(input);
  if (!bytes) return text::Refusal{"bad_format", "must be base64url without padding"};
  return std::move(*bytes);
}

}  // namespace fotogal
