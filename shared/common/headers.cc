#include "common/headers.h"

#include "common/ascii.h"

namespace common {

std::optional<std::string_view> Headers::Get(std::string_view name) const {
  for (const auto& [key, value] : entries_) {
    if (EqualNoCase(key, name)) return value;
  }
  return std::nullopt;
}

std::vector<std::string_view> Headers::GetAll(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& [key, value] : entries_) {
    if (EqualNoCase(key, name)) values.push_back(value);
  }
  return values;
}

void Headers::Add(std::string name, std::string value) {
  entries_.emplace_back(std::move(name), std::move(value));
}

void Headers::Set(std::string name, std::string value) {
  Remove(name);
  Add(std::move(name), std::move(value));
}

void Headers::Remove(std::string_view name) {
  // Copied, because `name` may refer to an entry that is removed here.
  const std::string removed(name);
  std::erase_if(entries_, [&](const Entry& entry) { return EqualNoCase(entry.first, removed); });
}

}  // namespace common
