#include "functions/support/device_words.h"

#include <span>

namespace fotogal {
namespace {

struct Mark {
  std::string_view in_header, name;
};

// The first that occurs counts: most browsers also name those whose pages they want to get.
constexpr Mark kBrowsers[] = {
    {"Edg/", "Edge"},
    {"EdgA/", "Edge"},
    {"EdgiOS/", "Edge"},
    {"OPR/", "Opera"},
    {"SamsungBrowser/", "Samsung Internet"},
    {"Vivaldi/", "Vivaldi"},
    {"FxiOS/", "Firefox"},
    {"Firefox/", "Firefox"},
    {"CriOS/", "Chrome"},
    {"HeadlessChrome/", "Chrome"},
    {"Chromium/", "Chromium"},
    {"Chrome/", "Chrome"},
    {"Safari/", "Safari"},
    {"curl/", "curl"},
};
constexpr Mark kSystems[] = {
    {"iPhone", "iPhone"}, {"iPad", "iPad"},       {"Android", "Android"}, {"Windows", "Windows"},
    {"CrOS", "ChromeOS"}, {"Macintosh", "macOS"}, {"Linux", "Linux"},
};

std::string_view NameIn(std::string_view header, std::span<const Mark> marks) {
  for (const Mark& mark : marks) {
    if (header.find(mark.in_header) != std::string_view::npos) return mark.name;
  }
  return "";
}

}  // namespace

std::string DeviceWords(std::string_view user_agent) {
  const std::string browser(NameIn(user_agent, kBrowsers)), system(NameIn(user_agent, kSystems));
  if (browser.empty() || system.empty()) return browser + system;
  return browser + " on " + system;
}

}  // namespace fotogal
