#pragma once

#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace oci {

// Environment variables by name. `names` lists those that are set; a source that can list them does
// so, because a misspelt variable is only found by looking through the list.
class Environment {
 public:
  using Lookup = std::function<std::optional<std::string>(const std::string& name)>;
  using Names = std::function<std::vector<std::string>()>;

  template <class F>
  requires(!std::is_same_v<std::remove_cvref_t<F>, Environment> && std::is_convertible_v<F, Lookup>)
      Environment(
          F&& lookup, Names names = [] { return std::vector<std::string>(); })
      : lookup_(std::forward<F>(lookup)), names_(std::move(names)) {}

  std::optional<std::string> operator()(const std::string& name) const { return lookup_(name); }
  std::vector<std::string> names() const { return names_(); }

 private:
  Lookup lookup_;
  Names names_;
};
// The environment of this process, with its list of names.
Environment ProcessEnvironment();

}  // namespace oci
