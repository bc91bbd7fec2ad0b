#include "configuration/members.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <regex>
#include <string_view>

#include "common/files.h"
#include "oci/endpoints.h"
#include "oci/nearest_name.h"
#include "oci/regions.h"

namespace configuration {
namespace {

using Json = nlohmann::json;

// The value as it stands in the file; a long one is cut.
std::string Shown(const Json& value) {
  constexpr size_t kMost = 60;
  std::string text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
  if (text.size() > kMost) text = text.substr(0, kMost) + "...";
  return text;
}

std::string Listed(const std::vector<std::string>& words) {
  std::string text;
  for (size_t i = 0; i < words.size(); ++i)
    text += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
  return text;
}

// "line 3, column 5" of the byte at which parsing has stopped.
std::string Position(const std::string& text, size_t byte) {
  const auto read = text.substr(0, std::min(byte == 0 ? 0 : byte - 1, text.size()));
  const auto line = 1 + std::count(read.begin(), read.end(), '\n');
  const auto start = read.rfind('\n');
  const auto column = read.size() - (start == std::string::npos ? 0 : start + 1) + 1;
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

// True for the form "sa-saopaulo-1": words and a number.
bool IsRegionIdentifier(const std::string& text) {
  static const std::regex kForm("[a-z]{2,8}(-[a-z]{2,20}){1,3}-[0-9]{1,2}");
  return text.size() <= 64 && std::regex_match(text, kForm);
}

bool IsOfWord(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '+' ||
         c == '.';
}

// The word, text or character at which parsing has stopped.
std::string Found(const std::string& text, const Json::parse_error& error) {
  const size_t at = error.byte == 0 ? 0 : error.byte - 1;
  if (at >= text.size()) return "the end of the file";
  if (text[at] == '\n' || text[at] == '\r') return "the end of the line";
  size_t begin = at, end = at + 1;
  if (IsOfWord(text[at])) {
    while (begin > 0 && IsOfWord(text[begin - 1])) --begin;
    while (end < text.size() && IsOfWord(text[end])) ++end;
  } else if (std::string_view(error.what()).find("unexpected string literal") !=
             std::string_view::npos) {
    begin = text.rfind('"', at == 0 ? 0 : at - 1);
    while (begin != std::string::npos && begin > 0 && text[begin - 1] == '\\')
      begin = text.rfind('"', begin - 1);
    if (begin == std::string::npos || begin + 2 > end) begin = at;
    return Shown(begin == at ? text.substr(at, 1) : text.substr(begin + 1, end - begin - 2));
  } else {
    while (end < text.size() && (text[end] & 0xC0) == 0x80) ++end;
    while (begin > 0 && (text[begin] & 0xC0) == 0x80) --begin;
  }
  return Shown(text.substr(begin, end - begin));
}

}  // namespace

oci::Result<std::string> ReadText(const std::string& path) {
  std::error_code unknown;
  if (!std::filesystem::exists(path, unknown) && !unknown)
    return oci::ConfigurationError(path + ": no such file");
  if (std::filesystem::is_directory(path, unknown))
    return oci::ConfigurationError(path + ": is a folder; must be a file");
  auto text = common::ReadFile(path);
  if (!text) return oci::ConfigurationError(path + ": not readable");
  return *std::move(text);
}

oci::Result<Json> ParseJson(const std::string& text, const std::string& file) {
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    return oci::ConfigurationError(file + ": not JSON: " + Position(text, error.byte) +
                                   " is not what may stand there; found " + Found(text, error));
  } catch (const Json::out_of_range& error) {  // "... number overflow parsing '2e324'"
    const std::string_view why = error.what();
    const auto number = why.substr(std::min(why.find('\''), why.size()));
    return oci::ConfigurationError(file + ": not JSON: the number " + std::string(number) +
                                   " is too large");
  }
}

std::string RegionHint(const std::string& region) {
  const auto typed = oci::RegionIdentifier(region);
  std::vector<std::string> keys, identifiers;
  for (const auto& known : oci::Regions()) {
    if (known.identifier == typed) return {};
    keys.emplace_back(known.key);
    identifiers.emplace_back(known.identifier);
  }
  auto nearest = oci::NearestName(typed, identifiers);
  if (!nearest) nearest = oci::NearestName(typed, keys);
  return "; it is not known here" + (nearest ? ", did you mean " + *nearest + "?" : "");
}

oci::Result<Json> ParseObject(const std::string& text, const std::string& file) {
  OCI_ASSIGN_OR_RETURN(auto json, ParseJson(text, file));
  if (!json.is_object())
    return oci::ConfigurationError(file + ": is " + Shown(json) + "; must be a JSON object");
  return json;
}

const Json* Members::Find(const char* member) {
  known_.emplace_back(member);
  const auto found = object_->find(member);
  return found == object_->end() ? nullptr : &*found;
}

std::string Members::Where(const std::string& member) const {
  return file_ + ": " + (path_.empty() ? member : path_ + "." + member);
}

void Members::Fail(oci::Error error) {
  if (!error_) error_ = std::move(error);
}

oci::Error Members::Wrong(const char* member, const std::string& right) const {
  const auto found = object_->find(member);
  const std::string shown = found == object_->end() ? "not there" : Shown(*found);
  return oci::ConfigurationError(Where(member) + " is " + shown + "; must be " + right);
}

oci::Error Members::Missing(const char* member, const std::string& why) const {
  return oci::ConfigurationError(Where(member) + " is missing" + (why.empty() ? "" : ": " + why));
}

void Members::Text(const char* member, std::string& to) {
  const Json* value = Find(member);
  if (value == nullptr) return;
  if (!value->is_string() || value->get_ref<const std::string&>().empty())
    return Fail(Wrong(member, "a text that is not empty"));
  to = value->get<std::string>();
}

void Members::TextThat(const char* member, const std::function<bool(const std::string&)>& fits,
                       const std::string& right, std::string& to) {
  std::string text;
  Text(member, text);
  if (text.empty()) return;
  if (!fits(text)) return Fail(Wrong(member, right));
  to = text;
}

void Members::Region(const char* member, std::string& to) {
  std::string region;
  Text(member, region);
  if (region.empty()) return;
  const auto hint = RegionHint(region);
  if (!hint.empty() && !IsRegionIdentifier(oci::RegionIdentifier(region)))
    return Fail(Wrong(member, "a region of Oracle Cloud, such as sa-saopaulo-1 or gru" + hint));
  to = region;
}

void Members::Number(const char* member, int least, int most, int& to) {
  const Json* value = Find(member);
  if (value == nullptr) return;
  if (!value->is_number_integer() || *value < least || *value > most)
    return Fail(Wrong(
        member, "a whole number from " + std::to_string(least) + " to " + std::to_string(most)));
  to = value->get<int>();
}

void Members::Flag(const char* member, bool& to) {
  const Json* value = Find(member);
  if (value == nullptr) return;
  if (!value->is_boolean()) return Fail(Wrong(member, "true or false"));
  to = value->get<bool>();
}

void Members::OneOf(const char* member, const std::vector<std::string>& allowed, std::string& to) {
  const Json* value = Find(member);
  if (value == nullptr) return;
  const bool fits =
      value->is_string() && std::find(allowed.begin(), allowed.end(),
                                      value->get_ref<const std::string&>()) != allowed.end();
  if (!fits) return Fail(Wrong(member, Listed(allowed)));
  to = value->get<std::string>();
}

std::optional<Members> Members::Object(const char* member) {
  const Json* value = Find(member);
  if (value == nullptr) return std::nullopt;
  if (value->is_object())
    return Members(*value, file_, path_.empty() ? member : path_ + "." + member);
  Fail(Wrong(member, "an object"));
  return std::nullopt;
}

oci::Status Members::Finish() {
  for (const auto& [member, value] : object_->items()) {
    if (std::find(known_.begin(), known_.end(), member) != known_.end()) continue;
    // An unknown member often explains a missing one (a misspelt name), so it is reported first.
    return oci::ConfigurationError(Where(member) + " is not known here; " +
                                   oci::Suggestion(member, known_));
  }
  return error_ ? oci::Status(*error_) : oci::Ok();
}

}  // namespace configuration
