#include "functions/page/markup.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "fotogal/base/text_points.h"
#include "oci/json_text.h"

namespace fotogal::page {
namespace {

using Replacements = std::initializer_list<std::pair<std::string_view, std::string_view>>;

std::string Replaced(std::string_view text, Replacements replacements) {
  std::string result;
  result.reserve(text.size() + text.size() / 8);
  while (!text.empty()) {
    const auto* const found = std::ranges::find_if(
        replacements, [&](const auto& one) { return text.starts_with(one.first); });
    const bool is_one = found != replacements.end();
    result += is_one ? found->second : text.substr(0, 1);
    text.remove_prefix(is_one ? found->first.size() : 1);
  }
  return result;
}

bool IsSpace(text::TextPoint c) { return c == ' ' || c == '\n' || c == '\t'; }

}  // namespace

std::string Escaped(std::string_view text) {
  return Replaced(text,
                  {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}});
}

std::string ScriptText(const nlohmann::json& json) {
  return Replaced(oci::JsonText(json), {{"<", "\\u003c"},
                                        {">", "\\u003e"},
                                        {"&", "\\u0026"},
                                        {"\u2028", "\\u2028"},
                                        {"\u2029", "\\u2029"}});
}

std::string Shortened(std::string_view text, size_t most) {
  const auto points = text::PointsOf(text);
  if (!points) return "";
  std::vector<text::TextPoint> line;
  for (const text::TextPoint c : *points) {
    if (!IsSpace(c))
      line.push_back(c);
    else if (!line.empty() && line.back() != ' ')
      line.push_back(' ');
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  if (line.size() <= most) return text::Utf8Of(line);
  constexpr text::TextPoint kEllipsis = 0x2026;
  line.resize(most);
  line.back() = kEllipsis;
  return text::Utf8Of(line);
}

}  // namespace fotogal::page
