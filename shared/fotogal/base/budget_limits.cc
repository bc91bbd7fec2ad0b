#include "fotogal/base/budget_limits.h"

#include <charconv>
#include <optional>
#include <string>
#include <vector>

#include "oci/nearest_name.h"

namespace fotogal {
namespace {

std::optional<std::int64_t> ReadCount(std::string_view text) {
  std::int64_t number = 0;
  const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  constexpr std::int64_t kMost = std::int64_t{1} << 53;
  if (error != std::errc() || stopped != text.data() + text.size()) return std::nullopt;
  return number > 0 && number <= kMost ? std::optional(number) : std::nullopt;
}

std::optional<Limits> ReadLimits(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto in_hour = ReadCount(text.substr(0, slash)), in_day = ReadCount(text.substr(slash + 1));
  if (!in_hour || !in_day) return std::nullopt;
  return Limits{*in_hour, *in_day};
}

std::string Found(std::string_view part) {
  return "FOTOGAL_BUDGETS: found \"" + std::string(part) + "\"";
}

oci::Error UnknownBudget(std::string_view part, std::string_view name) {
  std::vector<std::string> names;
  for (const BudgetRule& rule : kBudgets) {
    names.emplace_back(rule.name);
    if (!rule.bytes_name.empty()) names.emplace_back(rule.bytes_name);
  }
  return oci::ConfigurationError(Found(part) + "; \"" + std::string(name) +
                                 "\" is not known here; " + oci::Suggestion(name, names));
}

Limits* Named(Budgets& budgets, std::string_view name) {
  for (BudgetRule& rule : budgets) {
    if (rule.name == name) return &rule.calls;
    if (!name.empty() && rule.bytes_name == name) return &rule.bytes;
  }
  return nullptr;
}

}  // namespace

oci::Result<Budgets> ReadBudgets(std::string_view text) {
  Budgets budgets = kBudgets;
  while (!text.empty()) {
    const auto part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    const auto equals = part.find('=');
    Limits* const named = Named(budgets, part.substr(0, equals));
    const auto limits =
        equals == std::string_view::npos ? std::nullopt : ReadLimits(part.substr(equals + 1));
    if (named == nullptr && !part.empty()) return UnknownBudget(part, part.substr(0, equals));
    if (named == nullptr || !limits)
      return oci::ConfigurationError(Found(part) +
                                     "; must be a budget's name=hour/day, as comments=10/50");
    *named = *limits;
  }
  return budgets;
}

}  // namespace fotogal
