#include "operate/provision/name_rules.h"

#include <regex>

#include "fotogal/base/text.h"
#include "local/standin/management/cron.h"
#include "local/standin/object_storage/service.h"

namespace operate::provision {
namespace {

constexpr size_t kLongest = 512;  // std::regex recurses as deep as a text is long

bool Matches(const std::string& text, const std::regex& form) {
  return text.size() <= kLongest && std::regex_match(text, form);
}

}  // namespace

bool IsImageTag(const std::string& text) {
  static const std::regex kForm("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");
  return Matches(text, kForm);
}

bool IsImagePrefix(const std::string& text) {
  static const std::regex kForm(
      "[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?"
      "(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)+");
  return Matches(text, kForm);
}

bool IsRegionImagePrefix(const std::string& text) {
  static const std::regex kRegistry("([a-z0-9-]+\\.ocir\\.io|ocir\\.[a-z0-9.-]+)/.+");
  return IsImagePrefix(text) && Matches(text, kRegistry);
}

bool IsBucket(const std::string& text) { return standin::IsBucketName(text + "-web"); }

bool IsCron(const std::string& text) { return standin::Cron::Parse(text).ok(); }

bool IsServiceUrl(const std::string& text) { return text.starts_with("https") && IsLocalUrl(text); }

bool IsLocalUrl(const std::string& text) {
  static const std::regex kForm(
      "https?://([A-Za-z0-9][A-Za-z0-9.-]*|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?/?");
  return Matches(text, kForm);
}

bool IsMailAddress(const std::string& text) { return fotogal::text::Email(text).ok(); }

}  // namespace operate::provision
