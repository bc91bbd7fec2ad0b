#include "functions/support/language.h"

#include <charconv>

#include "common/ascii.h"
#include "fotogal/base/clean_text.h"

namespace fotogal {
namespace {

// Thousandths; of "pt-BR;q=0.8" 800.
int QualityIn(std::string_view parameters) {
  const auto at = parameters.find("q=");
  if (at == std::string_view::npos) return 1000;
  const auto text = parameters.substr(at + 2);
  double quality = 0;
  const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), quality);
  return error == std::errc() ? static_cast<int>(quality * 1000) : 0;
}

bool IsLanguage(std::string_view range, std::string_view language) {
  const auto primary = range.substr(0, range.find('-'));
  return common::EqualNoCase(primary, language);
}

}  // namespace

Language LanguageOf(const Exchange& exchange) {
  const std::string header(exchange.request.headers.Get("Accept-Language").value_or(""));
  int portuguese = 0, english = 0;
  for (std::string_view rest = header; !rest.empty();) {
    const auto item = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(item.size() + 1, rest.size()));
    const auto semicolon = std::min(item.find(';'), item.size());
    const auto range = text::Trim(item.substr(0, semicolon));
    const int quality = QualityIn(item.substr(semicolon));
    if (IsLanguage(range, "pt")) portuguese = std::max(portuguese, quality);
    if (IsLanguage(range, "en")) english = std::max(english, quality);
  }
  return portuguese > english ? Language::kPortuguese : Language::kEnglish;
}

}  // namespace fotogal
