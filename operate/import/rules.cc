#include "operate/import/rules.h"

#include <sodium.h>
#include <utf8proc.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <ctime>
#include <memory>

#include "oci/json_text.h"

namespace operate::v1 {
namespace {

using fotogal::text::Lines;
using fotogal::text::Unclosed;
using Json = nlohmann::json;

constexpr size_t kLongestUsername = 30;
constexpr size_t kLongestAside = 16 * 1024;
constexpr std::int64_t kIdsPerSecond = 4096 * 1000;

// Compatibility decomposition without accents and in lower case: "João" becomes "joao", "Ａna"
// becomes "ana".
std::string Folded(std::string_view text) {
  utf8proc_uint8_t* mapped = nullptr;
  const auto options = static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                                                      UTF8PROC_STRIPMARK | UTF8PROC_CASEFOLD);
  const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                   static_cast<utf8proc_ssize_t>(text.size()), &mapped, options);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
  if (length < 0) return {};
  return {reinterpret_cast<const char*>(mapped), static_cast<size_t>(length)};
}

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

std::string Stem(std::string_view old_name) {
  std::string stem;
  for (const char c : Folded(old_name)) {
    if (IsContinuation(c)) continue;  // one '_' for each code point that is replaced
    const bool allowed = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
    if (c == '.' && (stem.empty() || stem.back() == '.')) continue;  // names do not contain these
    stem += allowed ? c : '_';
  }
  return stem.substr(0, kLongestUsername);
}

// Calls for each code point of a text; invalid UTF-8 is left out.
template <class Each>
void ForEachCodePoint(std::string_view text, Each each) {
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  for (size_t at = 0; at < text.size();) {
    utf8proc_int32_t code_point = 0;
    const auto length =
        utf8proc_iterate(bytes + at, static_cast<utf8proc_ssize_t>(text.size() - at), &code_point);
    if (length > 0) each(text.substr(at, static_cast<size_t>(length)));
    at += length > 0 ? static_cast<size_t>(length) : 1;
  }
}

// The original, in Python, sometimes stored numbers as text.
std::optional<std::int64_t> IntegerFrom(const Json& value) {
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number)
                                                                  : std::nullopt;
}

std::optional<std::string> BirthdayFrom(const Json& seconds) {
  const auto number = IntegerFrom(seconds);
  if (!number) return std::nullopt;
  const std::time_t time = *number;
  std::tm utc{};
  if (gmtime_r(&time, &utc) == nullptr || utc.tm_year < 0 || utc.tm_year > 200) return std::nullopt;
  std::array<char, 16> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%d", &utc);
  return text.data();
}

// False for what the original stored when nothing was given: "", null and, for the birthday, 0.
bool IsGiven(const Json& old, const char* name) {
  const auto found = old.find(name);
  if (found == old.end() || found->is_null()) return false;
  if (!found->is_string()) return true;
  return !Cleaned(found->get_ref<const std::string&>(), 1, Lines::kOne).empty();
}

// Imports a text and cuts it to the length that the service allows.
void TakeText(const Json& old, const char* name, size_t max, Lines lines, UserData& to) {
  if (!IsGiven(old, name)) return;
  if (!old[name].is_string()) {
    to.changed.emplace_back(name);
    return;
  }
  const auto& text = old[name].get_ref<const std::string&>();
  const auto checked = fotogal::text::Plain(text, 1, max, lines);
  std::string value = checked.ok() ? *checked : Cleaned(text, max, lines);
  if (!checked.ok()) to.changed.emplace_back(name);
  if (!value.empty()) to.data[name] = std::move(value);
}

// Imports a text if the service accepts it, and keeps it under "v1" if not.
void TakeChecked(const Json& old, const char* name, const char* as,
                 fotogal::text::Checked (*rule)(std::string_view), UserData& to) {
  if (!IsGiven(old, name) || to.data.contains(as)) return;
  const Json& value = old[name];
  if (!value.is_string() && !value.is_number_integer()) {
    to.changed.emplace_back(name);
    return;
  }
  const auto checked = rule(value.is_string() ? value.get<std::string>() : oci::JsonText(value));
  if (checked.ok()) {
    to.data[as] = *checked;
    return;
  }
  to.changed.emplace_back(name);
  to.data["v1"][name] = value;
}

void TakeBirthday(const Json& old, UserData& to) {
  TakeChecked(old, "birthday", "birthday", &fotogal::text::Birthday, to);
  if (!IsGiven(old, "birthday_ts") || IntegerFrom(old["birthday_ts"]) == 0) return;
  const auto birthday = BirthdayFrom(old["birthday_ts"]);
  if (birthday) to.data["birthday"] = *birthday;
  if (!birthday) to.changed.emplace_back("birthday_ts");
}

bool IsKnown(const std::string& name) {
  for (const char* known :
       {"bio", "website", "gender", "birthday", "birthday_ts", "phone", "phone_number"}) {
    if (name == known) return true;
  }
  return false;
}

}  // namespace

std::string WhyRenamed(std::string_view old_name) {
  const auto checked = fotogal::text::Username(old_name);
  return checked.ok() ? std::string() : checked.error().code;
}

std::optional<std::string> UsernameAttempt(std::string_view old_name, std::int64_t old_id,
                                           int attempt) {
  if (attempt == 0) {
    if (const auto as_it_is = fotogal::text::Username(old_name); as_it_is.ok()) return *as_it_is;
    const auto stem = fotogal::text::Username(Stem(old_name));
    return stem.ok() ? std::optional(*stem) : std::nullopt;
  }
  std::string suffix = "_" + std::to_string(old_id < 0 ? -old_id : old_id);
  if (old_id < 0) suffix += "n";
  if (attempt > 1) suffix += "_" + std::to_string(attempt);
  std::string stem = Stem(old_name).substr(0, kLongestUsername - suffix.size());
  if (stem.empty()) stem = "user";
  return stem + suffix;
}

std::string Cleaned(std::string_view text, size_t max, Lines lines) {
  std::string valid;
  ForEachCodePoint(text, [&](std::string_view code_point) {
    if (code_point != std::string_view("\0", 1)) valid += code_point;
  });
  // Cleans the whole text before cutting, because the meaning of a character depends on those
  // before it.
  const auto clean = fotogal::text::Clean(valid, lines, Unclosed::kDrop);
  std::vector<std::string_view> kept;
  ForEachCodePoint(fotogal::text::Trim(*clean), [&](std::string_view code_point) {
    if (kept.size() < max) kept.push_back(code_point);
  });
  // Normalization may lengthen a text by a few code points, so it may have to be cut again.
  for (;; kept.pop_back()) {
    std::string joined;
    for (const auto code_point : kept) joined += code_point;
    const auto trimmed = fotogal::text::Trim(joined);
    if (auto checked = fotogal::text::Plain(trimmed, 0, max, lines); checked.ok()) return *checked;
    if (kept.empty()) return {};
  }
}

UserData ConvertUserData(const Json& old) {
  UserData result;
  if (old.is_null()) return result;
  if (!old.is_object()) {
    result.changed.emplace_back("user_data");
    return result;
  }
  TakeText(old, "bio", 3000, Lines::kMany, result);
  TakeText(old, "gender", 50, Lines::kOne, result);
  TakeChecked(old, "website", "website", &fotogal::text::Website, result);
  TakeChecked(old, "phone", "phone", &fotogal::text::Phone, result);
  TakeChecked(old, "phone_number", "phone", &fotogal::text::Phone, result);
  TakeBirthday(old, result);
  Json aside = result.data.value("v1", Json::object());
  result.data.erase("v1");
  for (const auto& [name, value] : old.items()) {
    if (!IsKnown(name)) aside[name] = value;
  }
  if (oci::JsonText(aside).size() > kLongestAside) {
    result.changed.emplace_back("v1");
  } else if (!aside.empty()) {
    result.data["v1"] = std::move(aside);
  }
  return result;
}

fotogal::Id NewIdFor(std::int64_t millis, std::int64_t old_id) {
  const std::int64_t place = ((old_id % kIdsPerSecond) + kIdsPerSecond) % kIdsPerSecond;
  return fotogal::FirstIdAt(fotogal::FromMillis(millis)) + place;
}

fotogal::Id OpFor(std::int64_t millis, const std::string& name) {
  std::array<std::uint8_t, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(name.data()),
                     name.size());
  fotogal::Id noise = 0;
  for (size_t i = 0; i < 4; ++i) noise = noise << 8 | digest.at(i);
  return fotogal::FirstOpAt(fotogal::FromMillis(millis)).value() + noise;
}

}  // namespace operate::v1
