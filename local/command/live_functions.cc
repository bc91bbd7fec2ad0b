#include "local/command/live_functions.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <vector>

#include "local/running/manifest.h"

namespace local {
namespace {

namespace fs = std::filesystem;

oci::Error CannotSwap(const std::string& path, const std::error_code& error) {
  return oci::ConfigurationError(path + ": " + error.message());
}

bool SameContent(const std::string& one, const std::string& other) {
  constexpr size_t kPiece = 1 << 16;
  std::error_code error;
  const auto size = fs::file_size(one, error);
  if (error || size != fs::file_size(other, error) || error) return false;
  std::ifstream first(one, std::ios::binary), second(other, std::ios::binary);
  std::vector<char> left(kPiece), right(kPiece);
  while (first && second) {
    first.read(left.data(), kPiece);
    second.read(right.data(), kPiece);
    const auto count = first.gcount();
    if (count != second.gcount()) return false;
    if (std::memcmp(left.data(), right.data(), static_cast<size_t>(count)) != 0) return false;
  }
  return first.eof() && second.eof();
}

}  // namespace

oci::Result<LiveFunctions> LiveFunctions::Open(std::string folder, std::string built) {
  LiveFunctions functions(std::move(folder), std::move(built));
  std::error_code error;
  fs::remove_all(functions.folder_, error);
  fs::create_directories(functions.links(), error);
  if (error) return CannotSwap(functions.links(), error);
  const std::string manifest = "/manifest.json";
  fs::copy_file(functions.built_ + manifest, functions.links() + manifest, error);
  if (error) return CannotSwap(functions.built_ + manifest, error);
  OCI_RETURN_IF_ERROR(functions.ServeChanged());
  return functions;
}

oci::Result<std::vector<std::string>> LiveFunctions::Changed(
    const std::set<std::string>& of) const {
  OCI_ASSIGN_OR_RETURN(const auto functions, ReadManifest({}, links()));
  std::vector<std::string> changed;
  // When one program serves several functions, its content is compared once for each copy.
  std::map<std::pair<std::string, std::string>, bool> compared;
  for (const auto& function : functions) {
    if (!of.empty() && !of.contains(function.name)) continue;
    std::error_code error;
    const std::string built = fs::canonical(built_ + "/" + function.name, error);
    if (error) return CannotSwap(built_ + "/" + function.name, error);
    const std::string served = FollowLink(function).executable;
    const auto [known, is_new] = compared.try_emplace({built, served});
    if (is_new) known->second = SameContent(built, served);
    if (!known->second) changed.push_back(function.name);
  }
  return changed;
}

oci::Status LiveFunctions::Stage(const std::vector<std::string>& names,
                                 const std::string& stage) const {
  std::error_code error;
  fs::create_directories(stage, error);
  std::map<std::string, std::string> copies;  // one copy for each program
  for (const auto& name : names) {
    const std::string built = fs::canonical(built_ + "/" + name, error);
    const std::string copy = stage + "/" + name;
    if (const auto known = copies.find(built); known != copies.end())
      fs::create_hard_link(known->second, copy, error);
    else
      fs::copy_file(built, copy, error);
    if (error) return CannotSwap(copy, error);
    copies.emplace(built, copy);
  }
  return oci::Ok();
}

// Replaces the link in one step, so that it exists at every moment.
oci::Status LiveFunctions::SetLink(const std::string& name, const std::string& stage) const {
  std::error_code error;
  const std::string link = links() + "/" + name, next = link + ".next";
  fs::create_symlink(stage + "/" + name, next, error);
  if (!error) fs::rename(next, link, error);
  if (error) return CannotSwap(link, error);
  return oci::Ok();
}

std::vector<std::string> LiveFunctions::StagesInUse() const {
  std::vector<std::string> stages;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(links(), ignored))
    if (entry.is_symlink(ignored))
      stages.push_back(fs::read_symlink(entry.path(), ignored).parent_path());
  return stages;
}

void LiveFunctions::RemoveUnused(const std::vector<std::string>& before) const {
  auto used = StagesInUse();
  used.insert(used.end(), before.begin(), before.end());
  used.push_back(links());
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder_, ignored))
    if (std::find(used.begin(), used.end(), entry.path().string()) == used.end())
      fs::remove_all(entry.path(), ignored);
}

oci::Result<std::vector<std::string>> LiveFunctions::ServeChanged(const std::set<std::string>& of) {
  OCI_ASSIGN_OR_RETURN(auto changed, Changed(of));
  if (changed.empty()) return changed;
  const auto before = StagesInUse();
  const std::string stage = folder_ + "/" + std::to_string(++stages_);
  OCI_RETURN_IF_ERROR(Stage(changed, stage));
  for (const auto& name : changed) OCI_RETURN_IF_ERROR(SetLink(name, stage));
  RemoveUnused(before);
  return changed;
}

FunctionSpec FollowLink(FunctionSpec spec) {
  std::error_code error;
  const auto target = fs::read_symlink(spec.executable, error);
  if (!error) spec.executable = target;
  return spec;
}

}  // namespace local
