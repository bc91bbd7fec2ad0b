// The headers of an HTTP message, as they were sent.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace common {

// Header names compare case-insensitively; order and repeated headers are kept.
class Headers {
 public:
  using Entry = std::pair<std::string, std::string>;

  // The first value of that name; nullopt when there is none.
  std::optional<std::string_view> Get(std::string_view name) const;
  std::vector<std::string_view> GetAll(std::string_view name) const;
  void Add(std::string name, std::string value);
  void Set(std::string name, std::string value);  // replaces all values of that name
  void Remove(std::string_view name);
  bool empty() const { return entries_.empty(); }
  size_t size() const { return entries_.size(); }
  void Reserve(size_t count) { entries_.reserve(count); }
  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end(); }
  auto begin() { return entries_.begin(); }
  auto end() { return entries_.end(); }

 private:
  std::vector<Entry> entries_;
};

}  // namespace common
