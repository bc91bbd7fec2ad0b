#include "local/standin/nosql/renaming.h"

#include <cctype>

namespace standin::nosql {

Renaming::Renaming(const std::vector<std::string>& names, unsigned seed) {
  std::mt19937 random(seed);
  for (const std::string& name : names) {
    std::string other(1, static_cast<char>('a' + random() % 26));
    while (other.size() < 6 + random() % 6)
      other += "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789"[random() % 63];
    // A new name that is unique regardless of case, and no keyword.
    names_[name] = other + "_" + std::to_string(names_.size());
  }
}

std::string Renaming::Name(const std::string& name) const {
  const auto found = names_.find(name);
  return found == names_.end() ? name : found->second;
}

std::string Renaming::operator()(const std::string& text) const {
  std::string renamed;
  char quote = '\0';
  for (size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (quote || c == '"' || c == '\'') {
      if (!quote) {
        quote = c;
      } else if (c == quote) {
        quote = '\0';
      }
      renamed += text[i++];
      continue;
    }
    if (!std::isalpha(static_cast<unsigned char>(c))) {
      renamed += text[i++];
      continue;
    }
    const size_t start = i;
    while (i < text.size() && (std::isalnum(static_cast<unsigned char>(text[i])) || text[i] == '_'))
      ++i;
    const std::string word = text.substr(start, i - start);
    renamed += start > 0 && text[start - 1] == '$' ? word : Name(word);
  }
  return renamed;
}

Json Renaming::Row(const Json& row) const {
  Json renamed = Json::object();
  for (const auto& [name, value] : row.items()) renamed[Name(name)] = value;
  return renamed;
}

}  // namespace standin::nosql
