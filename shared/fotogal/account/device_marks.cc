#include "fotogal/account/device_marks.h"

#include "fotogal/base/cursor.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

// No list has this name: a cursor is no mark.
constexpr std::string_view kDeviceMarkKind = "device";
constexpr size_t kDeviceBytes = 16;

}  // namespace

std::string NewDevice(const Random& random) { return RandomText(random, kDeviceBytes); }

std::string SealDeviceMark(const Config& config, UserId account, const std::string& device,
                           oci::TimePoint now) {
  return SealCursor(config.cursor_key, kDeviceMarkKind,
                    {ToBase36(account), device, ToMillis(now + kDeviceMarkLifetime)});
}

std::string OpenDeviceMark(const Config& config, UserId account, std::string_view mark,
                           oci::TimePoint now) {
  if (mark.empty() || mark.size() > kMaxDeviceMark) return "";
  const auto opened = OpenCursor(config.cursor_key, kDeviceMarkKind, mark);
  if (!opened.ok()) return "";
  const Json& content = *opened;
  const bool fits = content.is_array() && content.size() == 3 && content[0] == ToBase36(account) &&
                    content[1].is_string() && content[2].is_number_integer();
  if (!fits || content[2].get<std::int64_t>() <= ToMillis(now)) return "";
  return content[1].get<std::string>();
}

}  // namespace fotogal
