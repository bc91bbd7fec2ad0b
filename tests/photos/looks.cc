#include "tests/photos/looks.h"

#include "photo/testing.h"
#include "tests/photos/coloured.h"

namespace tests {
namespace {

using namespace std::string_literals;
using Shown = std::array<int, 3>;

const std::string kGrey = Stored({128, 128, 128}), kBrown = Stored({200, 100, 50});
const std::string kLinear = Gama(100'000), kUsual = Gama(45'455);
const std::string kSrgbPoints = Chrm({31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000});
const std::string kP3Points = Chrm({31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000});
const std::string kWarmPoints = Chrm({34567, 35850, 64000, 33000, 30000, 60000, 15000, 6000});

Look Rgb(std::string name, const std::string& pixel, Chunks chunks, Shown shown) {
  return {std::move(name), Encode(FlatPng{2, 8, pixel, std::move(chunks)}), shown};
}

void AddGamma(std::vector<Look>& all) {
  const auto add = [&](auto&&... arguments) { all.push_back(Rgb(arguments...)); };
  add("gamma 1.0", kGrey, Chunks{{"gAMA", kLinear}}, Shown{188, 188, 188});
  add("gamma 1.0, a colour", kBrown, Chunks{{"gAMA", kLinear}}, Shown{229, 168, 122});
  add("gamma 0.45455 is sRGB", Stored({10, 10, 10}), Chunks{{"gAMA", kUsual}}, Shown{10, 10, 10});
  add("gamma 0.47 is sRGB", Stored({10, 10, 10}), Chunks{{"gAMA", Gama(47'000)}},
      Shown{10, 10, 10});
  add("gamma 0.5 is not", kGrey, Chunks{{"gAMA", Gama(50'000)}}, Shown{137, 137, 137});
  add("gamma 0.55556", kGrey, Chunks{{"gAMA", Gama(55'556)}}, Shown{146, 146, 146});
  add("gamma 2.2", kGrey, Chunks{{"gAMA", Gama(220'000)}}, Shown{222, 222, 222});
  add("gamma 0.22222", kGrey, Chunks{{"gAMA", Gama(22'222)}}, Shown{60, 60, 60});
  add("gamma 0", kGrey, Chunks{{"gAMA", Gama(0)}}, Shown{128, 128, 128});
  add("gamma of nearly 0", kGrey, Chunks{{"gAMA", Gama(1)}}, Shown{0, 0, 0});
  add("gamma 20,000", kGrey, Chunks{{"gAMA", Gama(2'000'000'000)}}, Shown{255, 255, 255});
  add("a gamma of two bytes", kGrey, Chunks{{"gAMA", "\1\2"}}, Shown{128, 128, 128});
  add("gamma beside sRGB", kBrown, Chunks{{"gAMA", kLinear}, {"sRGB", "\0"s}}, Shown{200, 100, 50});
  add("gamma beside an sRGB that is none", kGrey, Chunks{{"sRGB", "\x09"}, {"gAMA", kLinear}},
      Shown{188, 188, 188});
  add("primaries alone", kBrown, Chunks{{"cHRM", kP3Points}}, Shown{200, 100, 50});
  add("primaries beside sRGB", kBrown, Chunks{{"sRGB", "\0"s}, {"cHRM", kP3Points}},
      Shown{200, 100, 50});
  add("gamma 1.0 and sRGB's primaries", kBrown, Chunks{{"cHRM", kSrgbPoints}, {"gAMA", kLinear}},
      Shown{229, 168, 122});
  add("gamma 0.45455 and sRGB's primaries", Stored({10, 10, 10}),
      Chunks{{"cHRM", kSrgbPoints}, {"gAMA", kUsual}}, Shown{3, 3, 3});
  add("gamma 0.45455 and P3's primaries", kBrown, Chunks{{"cHRM", kP3Points}, {"gAMA", kUsual}},
      Shown{216, 93, 24});
  add("gamma 0.45455 and a warm white", kBrown, Chunks{{"cHRM", kWarmPoints}, {"gAMA", kUsual}},
      Shown{209, 101, 53});
}

void AddKinds(std::vector<Look>& all) {
  const Chunks linear{{"gAMA", kLinear}};
  const auto add = [&](std::string name, const FlatPng& png, Shown shown) {
    all.push_back({std::move(name), Encode(png), shown});
  };
  add("grey, gamma 1.0", {0, 8, "\x80", linear}, {188, 188, 188});
  add("grey, gamma 1.0 and P3's primaries",
      {0, 8, "\x80", {{"cHRM", kP3Points}, {"gAMA", kLinear}}}, {188, 188, 188});
  add("grey of 16 bits, gamma 1.0", {0, 16, Stored({128, 128}), linear}, {188, 188, 188});
  add("grey of 1 bit, gamma 1.0", {0, 1, "\xff", linear, 8, 48}, {255, 255, 255});
  add("RGB of 16 bits", {2, 16, Stored({127, 255, 128, 127, 16, 255})}, {127, 128, 16});
  add("RGB of 16 bits, gamma 1.0", {2, 16, Stored({127, 255, 128, 127, 16, 255}), linear},
      {187, 188, 71});
  add("a palette, gamma 1.0",
      {3, 8, "\1", {{"gAMA", kLinear}, {"PLTE", Stored({0, 0, 0, 200, 100, 50})}}},
      {229, 168, 122});
  const Chunks clear{
      {"gAMA", kLinear}, {"PLTE", Stored({0, 0, 0, 200, 100, 50})}, {"tRNS", Stored({0, 128})}};
  add("a palette that shows through, gamma 1.0", {3, 8, "\1", clear}, {229, 168, 122});
  add("grey that shows through, gamma 1.0", {4, 8, Stored({128, 128}), linear}, {187, 187, 187});
  add("RGB that shows through, gamma 1.0", {6, 8, Stored({200, 100, 50, 128}), linear},
      {229, 168, 122});
  add("RGB that shows through, 16 bits", {6, 16, Stored({200, 0, 100, 0, 50, 0, 128, 0}), linear},
      {229, 168, 122});
}

Chunks Cicp(int primaries, int curve, int matrix = 0, int range = 1) {
  return {{"cICP", Stored({primaries, curve, matrix, range})}};
}

void AddCicp(std::vector<Look>& all) {
  const auto add = [&](std::string name, const std::string& pixel, Chunks chunks, Shown shown) {
    all.push_back(Rgb("cICP, " + name, pixel, std::move(chunks), shown));
  };
  add("sRGB", kBrown, Cicp(1, 13), {200, 100, 50});
  add("P3", kBrown, Cicp(12, 13), {215, 93, 31});
  add("DCI P3", kBrown, Cicp(11, 13), {211, 93, 32});
  add("BT.2020", kBrown, Cicp(9, 14), {239, 63, 5});
  add("PAL", kBrown, Cicp(5, 13), {203, 100, 51});
  add("NTSC", kBrown, Cicp(6, 13), {196, 102, 49});
  add("EBU 3213", kBrown, Cicp(22, 13), {202, 102, 49});
  add("BT.709's curve", kGrey, Cicp(1, 1), {121, 121, 121});
  add("gamma 2.8", kGrey, Cicp(1, 5), {106, 106, 106});
  add("linear", kBrown, Cicp(1, 8), {229, 168, 122});
  add("SMPTE 428", kGrey, Cicp(1, 17), {118, 118, 118});
  add("PQ, dark", Stored({80, 80, 80}), Cicp(9, 16), {48, 48, 48});
  add("PQ", kGrey, Cicp(9, 16), {132, 132, 132});
  add("PQ, bright", Stored({170, 170, 170}), Cicp(9, 16), {229, 229, 229});
  add("PQ, brightest", Stored({250, 250, 250}), Cicp(9, 16), {255, 255, 255});
  add("PQ among sRGB's primaries", kBrown, Cicp(1, 16), {255, 51, 8});
  add("HLG", kGrey, Cicp(9, 18), {99, 99, 99});
  add("HLG, bright", Stored({210, 210, 210}), Cicp(9, 18), {214, 214, 214});
  add("HLG, a colour", kBrown, Cicp(9, 18), {230, 48, 17});
  add("HLG among sRGB's primaries", kBrown, Cicp(1, 18), {187, 80, 39});
  Chunks dim = Cicp(9, 16), rivals = Cicp(12, 13), odd = Cicp(1, 99), narrow = Cicp(12, 13, 0, 0);
  dim.push_back({"cLLI", Gama(2'030'000) + Gama(1'000'000)});
  add("PQ no brighter than white", kGrey, dim, {181, 181, 181});
  for (auto* chunks : {&rivals, &odd, &narrow}) chunks->push_back({"gAMA", kLinear});
  add("before gamma", kBrown, rivals, {215, 93, 31});
  add("a curve that nobody knows, and gamma", kBrown, odd, {229, 168, 122});
  add("a narrow range, and gamma", kBrown, narrow, {229, 168, 122});
  add("too short, and gamma", kGrey, {{"cICP", Stored({12, 13, 0})}, {"gAMA", kLinear}},
      {188, 188, 188});
  Chunks over = Cicp(1, 13);
  over.push_back({"iCCP", Iccp(RgbProfile(Gamut::kP3, 1))});
  add("before a profile", kBrown, over, {200, 100, 50});
  all.push_back(
      {"grey, cICP linear", Encode(FlatPng{0, 8, "\x80", Cicp(1, 8)}), Shown{188, 188, 188}});
}

void AddPngProfiles(std::vector<Look>& all) {
  const auto add = [&](std::string name, FlatPng png, const std::string& icc,
                       std::optional<Shown> shown, bool carried = false) {
    png.chunks.insert(png.chunks.begin(), {{"iCCP", Iccp(icc)}, {"gAMA", kLinear}});
    all.push_back({"PNG, " + std::move(name), Encode(png), shown, carried});
  };
  const std::string linear = RgbProfile(Gamut::kSrgb, 1), p3 = RgbProfile(Gamut::kP3, 2.2);
  const FlatPng rgb{2, 8, kBrown}, rgba{6, 8, kBrown + "\xc0"}, grey{0, 8, "\x80"},
      grey_alpha{4, 8, "\x80\xc0"};
  add("P3", rgb, p3, {}, true);
  add("P3 that shows through", rgba, p3, {}, true);
  add("grey by a profile of RGB", grey, linear, Shown{188, 188, 188});
  add("grey by its own profile", grey, GreyProfile(1), {}, true);
  add("grey that shows through, by its own profile", grey_alpha, GreyProfile(1),
      Shown{187, 187, 187});
  add("grey that shows through, by a profile of RGB", grey_alpha, linear, {}, true);
  add("RGB with a profile of grey", rgb, GreyProfile(1), Shown{200, 100, 50});
  add("RGB with a profile of a press", rgb, PressProfile(), Shown{200, 100, 50});
  add("grey with a profile of a press", grey, PressProfile(), Shown{128, 128, 128});
  add("a palette with P3", {3, 8, "\1", {{"PLTE", Stored({0, 0, 0, 200, 100, 50})}}}, p3, {}, true);
  add("a profile with a table", rgb, TableProfile(), {}, true);
  add("a profile too large to carry", rgb, TableProfile(200'000), {});
  add("a profile too large to carry, shown through", rgba, TableProfile(200'000), {});
  add("a profile of over 1 MB", rgb, TableProfile(1'500'000), {});
}

void AddJpegs(std::vector<Look>& all) {
  const auto add = [&](std::string name, const FlatJpeg& jpeg, std::optional<Shown> shown,
                       bool carried = false) {
    all.push_back({"JPEG, " + std::move(name), Encode(jpeg), shown, carried});
  };
  const std::string ink = Stored({215, 155, 75, 235}), grey = "\x80";
  const std::string linear = RgbProfile(Gamut::kSrgb, 1);
  add("plain", {kBrown}, Shown{200, 100, 50});
  add("stored as RGB", {kBrown, false}, Shown{200, 100, 50});
  add("Adobe RGB", {kBrown, true, true, RgbProfile(Gamut::kAdobe, 2.2)}, {}, true);
  add("P3", {kBrown, true, true, RgbProfile(Gamut::kP3, 2.2)}, {}, true);
  add("linear", {kBrown, true, true, linear}, {}, true);
  add("RGB with a profile of grey", {kBrown, true, true, GreyProfile(1)}, Shown{200, 100, 50});
  add("RGB with a profile of a press", {kBrown, true, true, PressProfile()}, Shown{200, 100, 50});
  add("a profile too large to carry", {kBrown, true, true, TableProfile(200'000)}, {});
  add("grey", {grey}, Shown{128, 128, 128});
  add("grey by its own profile", {grey, true, true, GreyProfile(1)}, {}, true);
  add("grey by a profile of RGB", {grey, true, true, linear}, Shown{188, 188, 188});
  add("grey with a profile of a press", {grey, true, true, PressProfile()}, Shown{128, 128, 128});
  add("CMYK", {ink, false}, Shown{198, 142, 69});
  add("YCCK", {ink, true}, Shown{198, 142, 69});
  add("CMYK without Adobe's mark", {ink, false, false}, Shown{198, 142, 69});
  // Of black ink Chromium makes the three others before it asks the profile: those by our own.
  const std::string inks = Stored({215, 155, 75, 255});
  add("CMYK by a press", {inks, false, true, PressProfile()}, {});
  add("YCCK by a press", {inks, true, true, PressProfile()}, {});
  add("CMYK by a press, without Adobe's mark", {inks, false, false, PressProfile()}, {});
  add("CMYK by a press, white", {Stored({255, 255, 255, 255}), false, true, PressProfile()}, {});
  add("CMYK with a profile of RGB", {ink, false, true, linear}, Shown{198, 142, 69});
  add("CMYK with a profile of grey", {ink, false, true, GreyProfile(1)}, Shown{198, 142, 69});
  std::string broken = PressProfile();
  broken.resize(broken.size() - 200);  // the table is cut off
  add("CMYK by a broken profile", {ink, false, true, broken}, {});
}

}  // namespace

const std::vector<Look>& Looks() {
  static const std::vector<Look> looks = [] {
    std::vector<Look> all;
    AddGamma(all);
    AddKinds(all);
    AddCicp(all);
    AddPngProfiles(all);
    AddJpegs(all);
    return all;
  }();
  return looks;
}

}  // namespace tests
