#include "oci/config_file.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <vector>

#include "oci/nearest_name.h"

namespace oci {
namespace {

std::string_view Trim(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r\n\v\f");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n\v\f") - begin + 1);
}

using Sections = std::map<std::string, ConfigProfile, std::less<>>;

std::optional<std::string> ReadLine(std::string_view line, Sections& sections,
                                    std::string& section) {
  if (line.empty() || line.front() == '#' || line.front() == ';') return std::nullopt;
  if (line.front() == '[') {
    if (line.back() != ']') return "a section name is not closed by ']'";
    section = Trim(line.substr(1, line.size() - 2));
    if (section.empty()) return "a section name is empty";
    sections[section];
    return std::nullopt;
  }
  const auto equals = line.find('=');
  if (equals == std::string_view::npos) return "a line is neither key=value nor a section";
  const std::string key = Lower(Trim(line.substr(0, equals)));
  if (key.empty()) return "a line has no key before '='";
  if (section.empty()) return "key " + key + " stands before the first section";
  sections[section][key] = Trim(line.substr(equals + 1));
  return std::nullopt;
}

}  // namespace

Result<ConfigProfile> ParseConfigFile(std::string_view text, const std::string& profile,
                                      const std::string& source) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  Sections sections;
  std::string section;
  for (int number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    if (const auto problem = ReadLine(Trim(text.substr(0, end)), sections, section)) {
      return ConfigurationError(source + " line " + std::to_string(number) + ": " + *problem);
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  const auto found = sections.find(profile);
  if (found == sections.end()) {
    std::vector<std::string> names;
    for (const auto& [name, values] : sections) names.push_back(name);
    return ConfigurationError(source + " has no profile [" + profile + "]; " +
                              Suggestion(profile, names));
  }
  ConfigProfile values = found->second;
  if (const auto inherited = sections.find("DEFAULT"); inherited != sections.end()) {
    values.insert(inherited->second.begin(), inherited->second.end());
  }
  return values;
}

}  // namespace oci
