#include "photo/profile.h"

#include <lcms2_plugin.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "photo/bytes.h"

namespace photo {
namespace {

using namespace std::string_view_literals;

// Allocates memory for lcms2 up to a limit. Before each block its size and its budget are stored.
struct Budget {
  std::size_t left = kMostForProfiles;
};
struct alignas(std::max_align_t) BlockHead {
  Budget* budget;
  std::size_t size;
};

void* Allocate(cmsContext context, cmsUInt32Number size) {
  auto* budget = static_cast<Budget*>(cmsGetContextUserData(context));
  if (budget != nullptr && budget->left < size) return nullptr;
  auto* head = static_cast<BlockHead*>(std::calloc(1, sizeof(BlockHead) + size));
  if (head == nullptr) return nullptr;
  if (budget != nullptr) budget->left -= size;
  *head = {budget, size};
  return head + 1;
}
void Free(cmsContext, void* block) {
  if (block == nullptr) return;
  BlockHead* head = static_cast<BlockHead*>(block) - 1;
  if (head->budget != nullptr) head->budget->left += head->size;
  std::free(head);
}
void* Reallocate(cmsContext context, void* block, cmsUInt32Number size) {
  void* larger = Allocate(context, size);
  if (larger == nullptr || block == nullptr) return larger;
  const BlockHead* head = static_cast<BlockHead*>(block) - 1;
  std::memcpy(larger, block, std::min<std::size_t>(head->size, size));
  Free(context, block);
  return larger;
}

struct Deleter {
  void operator()(cmsContext context) const { cmsDeleteContext(context); }
};
using Context = std::unique_ptr<std::remove_pointer_t<cmsContext>, Deleter>;

Context NewContext(Budget& budget) {
  static cmsPluginMemHandler memory{{cmsPluginMagicNumber, 2000, cmsPluginMemHandlerSig, nullptr},
                                    &Allocate,
                                    &Free,
                                    &Reallocate,
                                    nullptr,
                                    nullptr,
                                    nullptr};
  return Context(cmsCreateContext(&memory, &budget));
}

// The profile with only those tags that are needed to read a picture, of types that take no more
// time than their size allows.
std::string Reduced(std::string_view icc) {
  constexpr std::size_t kCount = 128, kTags = 132, kTag = 12;
  static constexpr std::array kRead = {"A2B0"sv, "wtpt"sv, "kTRC"sv, "rTRC"sv, "gTRC"sv,
                                       "bTRC"sv, "rXYZ"sv, "gXYZ"sv, "bXYZ"sv};
  const std::size_t tags = Big32(icc, kCount);
  const auto tag = [&](std::size_t i) { return icc.substr(kTags + i * kTag, kTag); };
  const auto find = [&](std::string_view name) {
    for (std::size_t i = 0; i < tags; ++i) {
      if (tag(i).starts_with(name)) return tag(i).substr(4);
    }
    return std::string_view();
  };
  std::string reduced(icc), table;
  std::uint32_t kept = 0;
  for (const auto name : kRead) {
    auto place = find(name);
    // The perceptual table, as in browsers; without one, the colorimetric table.
    if (place.empty() && name == "A2B0"sv) place = find("A2B1"sv);
    if (place.empty()) continue;
    const std::size_t offset = Big32(place, 0), size = Big32(place, 4);
    static constexpr std::array kTypes = {"mft1"sv, "mft2"sv, "mAB "sv,
                                          "curv"sv, "para"sv, "XYZ "sv};
    bool known = false;
    for (const auto type : kTypes) known = known || (size >= 8 && icc.substr(offset, 4) == type);
    if (!known) continue;
    table += name;
    table += place;
    ++kept;
  }
  std::string count;
  AppendBig32(count, kept);
  reduced.replace(kCount, 4, count);
  reduced.replace(kTags, table.size(), table);
  return reduced;
}

class ByProfile : public RowConversion {
 public:
  static std::unique_ptr<ByProfile> Of(std::string_view icc, cmsUInt32Number from,
                                       cmsUInt32Number to, cmsUInt32Number flags) {
    std::unique_ptr<ByProfile> conversion(new ByProfile());
    if (conversion->context_ == nullptr) return nullptr;
    const std::string reduced = Reduced(icc);
    cmsContext context = conversion->context_.get();
    cmsHPROFILE source =
        cmsOpenProfileFromMemTHR(context, reduced.data(), static_cast<unsigned>(reduced.size()));
    cmsHPROFILE srgb = cmsCreate_sRGBProfileTHR(context);
    if (source != nullptr && srgb != nullptr) {
      // The reduced profile has only one table, so this intent uses it, without black point
      // compensation.
      conversion->transform_ = cmsCreateTransformTHR(context, source, from, srgb, to,
                                                     INTENT_RELATIVE_COLORIMETRIC, flags);
    }
    if (source != nullptr) cmsCloseProfile(source);
    if (srgb != nullptr) cmsCloseProfile(srgb);
    return conversion->transform_ == nullptr ? nullptr : std::move(conversion);
  }
  ~ByProfile() override {
    if (transform_ != nullptr) cmsDeleteTransform(transform_);
  }
  ByProfile(const ByProfile&) = delete;
  ByProfile& operator=(const ByProfile&) = delete;

  void Convert(const std::uint8_t* from, std::uint8_t* to, int width) const override {
    cmsDoTransform(transform_, from, to, static_cast<cmsUInt32Number>(width));
  }

 private:
  ByProfile() : context_(NewContext(budget_)) {}

  Budget budget_;
  Context context_;
  cmsHTRANSFORM transform_ = nullptr;
};

// What each of the grey values 0 to 255 becomes.
std::optional<ShadeTable> Shades(std::string_view icc) {
  const bool grey = KindOf(icc) == ProfileOf::kGrey;
  const auto conversion =
      ByProfile::Of(icc, grey ? TYPE_GRAY_8 : TYPE_RGB_8, TYPE_RGB_8, cmsFLAGS_NOOPTIMIZE);
  if (conversion == nullptr) return std::nullopt;
  const std::size_t channels = grey ? 1 : 3;
  std::vector<std::uint8_t> all, converted(256 * 3);
  for (std::size_t i = 0; i < 256 * channels; ++i)
    all.push_back(static_cast<std::uint8_t>(i / channels));
  conversion->Convert(all.data(), converted.data(), 256);
  ShadeTable table;
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = converted[i * 3 + 1];
  return table;
}

}  // namespace

ProfileOf KindOf(std::string_view icc) {
  const auto space = icc.size() < 20 ? ""sv : icc.substr(16, 4);
  if (space == "GRAY"sv) return ProfileOf::kGrey;
  if (space == "RGB "sv) return ProfileOf::kRgb;
  return space == "CMYK"sv ? ProfileOf::kPress : ProfileOf::kOther;
}

std::unique_ptr<RowConversion> ConversionBy(std::string_view icc, int channels) {
  const auto kind = KindOf(icc);
  if (kind == ProfileOf::kGrey || (kind == ProfileOf::kRgb && channels == 1)) {
    const auto table = Shades(icc);
    return table ? ConversionBy(*table, channels) : nullptr;
  }
  if (kind != ProfileOf::kRgb) return nullptr;
  const auto type = channels == 4 ? TYPE_RGBA_8 : TYPE_RGB_8;
  return ByProfile::Of(icc, type, type,
                       cmsFLAGS_NOWHITEONWHITEFIXUP | (channels == 4 ? cmsFLAGS_COPY_ALPHA : 0));
}

std::unique_ptr<RowConversion> PressConversion(std::string_view icc) {
  if (KindOf(icc) != ProfileOf::kPress) return nullptr;
  return ByProfile::Of(icc, TYPE_CMYK_8_REV, TYPE_RGB_8, cmsFLAGS_NOWHITEONWHITEFIXUP);
}

}  // namespace photo
