
#include "local/standin/base/routes.h"

#include "common/percent.h"

namespace standin {
namespace {

// Takes the text up to the next slash off `rest` and returns it.
std::string_view TakePart(std::string_view& rest) {
  const auto part = rest.substr(0, rest.find('/'));
  rest.remove_prefix(part.size());
  return part;
}

bool IsFixedPart(std::string_view wanted, std::string_view part, FixedParts fixed) {
  if (part == wanted) return true;
  return fixed == FixedParts::kDecoded && part.find('%') != std::string_view::npos &&
         common::PercentDecodeLoosely(part) == wanted;
}

// "name" for "{name}"; empty: it is a fixed part.
std::string_view NameIn(std::string_view part) {
  if (!part.starts_with('{') || !part.ends_with('}')) return {};
  return part.substr(1, part.size() - 2);
}

}  // namespace

std::string_view PathValues::AsSent(std::string_view name) const {
  for (const auto& [known, value] : values_) {
    if (known == name) return value;
  }
  return {};
}

std::optional<PathValues> MatchPath(std::string_view pattern, std::string_view path,
                                    FixedParts fixed) {
  constexpr std::string_view kMayEnd = "[/]", kAllThatIsLeft = "...";
  PathValues values;
  const bool slash_may_end = pattern.ends_with(kMayEnd);
  if (slash_may_end) pattern.remove_suffix(kMayEnd.size());
  while (!pattern.empty()) {
    if (!path.starts_with('/')) return std::nullopt;
    pattern.remove_prefix(1);
    path.remove_prefix(1);
    const auto wanted = TakePart(pattern);
    const auto name = NameIn(wanted);
    if (name.ends_with(kAllThatIsLeft)) {
      values.Add(name.substr(0, name.size() - kAllThatIsLeft.size()), path);
      return values;
    }
    const auto part = TakePart(path);
    if (!name.empty()) {
      values.Add(name, part);
    } else if (!IsFixedPart(wanted, part, fixed)) {
      return std::nullopt;
    }
  }
  const bool ends = path.empty() || (slash_may_end && path == "/");
  return ends ? std::optional(std::move(values)) : std::nullopt;
}

bool TakesMethod(std::string_view methods, std::string_view method) {
  if (methods == "*") return true;
  while (!methods.empty()) {
    const auto one = methods.substr(0, methods.find('|'));
    if (one == method) return true;
    methods.remove_prefix(std::min(one.size() + 1, methods.size()));
  }
  return false;
}

}  // namespace standin
