#include "tests/photos/photo_process.h"

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <stdexcept>

#include "common/files.h"

namespace tests {
namespace {

using Json = nlohmann::json;

// Tags of a picture itself, by exiftool's group; "*": all.
bool IsAllowed(const std::string& group, const std::string& tag) {
  static const std::map<std::string, std::set<std::string>> kAllowed = {
      {"ExifTool", {"ExifToolVersion"}},
      {"System", {"*"}},
      {"File",
       {"FileType", "FileTypeExtension", "MIMEType", "ImageWidth", "ImageHeight", "BitsPerSample",
        "ColorComponents", "EncodingProcess", "YCbCrSubSampling", "ExifByteOrder"}},
      {"Composite", {"ImageSize", "Megapixels", "Orientation"}},
      {"JFIF", {"*"}},
      {"Adobe", {"DCTEncodeVersion", "APP14Flags0", "APP14Flags1", "ColorTransform"}},
      {"IFD0", {"Orientation"}},
      {"PNG",
       {"ImageWidth", "ImageHeight", "BitDepth", "ColorType", "Compression", "Filter", "Interlace",
        "Palette", "Transparency", "Gamma", "SRGBRendering", "SignificantBits", "ProfileName"}},
      {"PNG-cICP", {"*"}},
      {"RIFF",
       {"ImageWidth", "ImageHeight", "VP8Version", "HorizontalScale", "VerticalScale", "WebP_Flags",
        "AlphaCompression", "AlphaFiltering", "AlphaPreprocessing", "AlphaIsUsed",
        "BackgroundColor", "AnimationLoopCount", "FrameCount", "Duration"}},
      {"GIF",
       {"ImageWidth", "ImageHeight", "GIFVersion", "HasColorMap", "ColorResolutionDepth",
        "BitsPerPixel", "BackgroundColor", "AnimationIterations", "FrameCount", "Duration",
        "TransparentColor", "PixelAspectRatio"}}};
  if (group.starts_with("ICC")) return true;
  if (group == "PNG" && (tag.starts_with("WhitePoint") || tag.starts_with("Red") ||
                         tag.starts_with("Green") || tag.starts_with("Blue")))
    return true;
  const auto found = kAllowed.find(group);
  return found != kAllowed.end() && (found->second.contains("*") || found->second.contains(tag));
}

}  // namespace

Ended Run(const std::string& command) {
  Ended ended;
  FILE* pipe = popen(("timeout -s KILL 600 " + command + " 2>/dev/null").c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("popen");
  std::array<char, 65536> buffer;
  for (std::size_t count; (count = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    ended.output.append(buffer.data(), count);
  const int status = pclose(pipe);
  if (WIFEXITED(status)) ended.exit_code = WEXITSTATUS(status);
  return ended;
}

std::vector<Probed> Probe(const std::vector<ProbeJob>& jobs, const std::string& scratch) {
  std::string lines;
  for (const auto& [file, folder] : jobs) lines += file + "\t" + folder + "\n";
  const std::string list = scratch + "/jobs";
  WriteFile(list, lines);
  std::istringstream answers(Run(FOTOGAL_BIN_DIR "/photo_probe < " + Quoted(list)).output);
  std::filesystem::remove(list);
  std::vector<Probed> all;
  for (std::string line; std::getline(answers, line);) {
    std::istringstream words(line);
    Probed probed;
    std::string fate, what;
    words >> fate >> what >> probed.computed >> probed.taken;
    probed.result = fate + " " + what;
    all.push_back(probed);
  }
  return all;
}

std::string Quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

Scratch::Scratch() {
  std::string name = std::filesystem::temp_directory_path() / "fotogal-photos-XXXXXX";
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
  path_ = name;
}
Scratch::~Scratch() { std::filesystem::remove_all(path_); }

std::string ReadFile(const std::string& name) { return common::ReadFile(name).value_or(""); }

void WriteFile(const std::string& name, const std::string& bytes) {
  std::ofstream(name, std::ios::binary) << bytes;
}

std::string Forbidden(const std::string& folder) {
  const auto ended =
      Run("exiftool -r -ext '*' -a -j -G1 --System:all --ICC_Profile:all " + Quoted(folder));
  const Json files = Json::parse(ended.output, nullptr, false);
  if (!files.is_array() || files.empty()) return "exiftool read nothing";
  std::string forbidden;
  for (const auto& file : files) {
    for (const auto& [name, value] : file.items()) {
      const auto colon = name.find(':');
      if (colon == std::string::npos) continue;  // SourceFile
      if (!IsAllowed(name.substr(0, colon), name.substr(colon + 1)))
        forbidden += file["SourceFile"].get<std::string>() + " " + name + "=" + value.dump() + "\n";
    }
  }
  return forbidden;
}

}  // namespace tests
