#include <algorithm>
#include <cmath>
#include <cstdio>

#include "bench/load/load_bench.h"

namespace bench {
namespace {

std::string Text(const char* format, auto... values) {
  char text[400];
  std::snprintf(text, sizeof(text), format, values...);
  return text;
}

double Milliseconds(std::chrono::microseconds time) {
  return static_cast<double>(time.count()) / 1000;
}

struct Quantile {
  const char* name;
  double share;
};
constexpr Quantile kQuantiles[] = {{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p99.9", 0.999}};

// "429: 3, no answer: 1"
std::string Failures(const Tally& tally) {
  std::string text;
  for (const auto& [status, count] : tally.failures) {
    if (!text.empty()) text += ", ";
    text += (status == 0 ? std::string("no answer") : std::to_string(status)) + ": " +
            std::to_string(count);
  }
  if (tally.missed > 0) text += (text.empty() ? "" : ", ") + Text("not begun: %ld", tally.missed);
  return text;
}

std::string Row(const std::string& name, const Tally& tally, double seconds) {
  const auto done = tally.times.count() - static_cast<std::uint64_t>(tally.missed);
  std::string row =
      Text("| %s | %llu | %.1f |", name.c_str(), static_cast<unsigned long long>(done),
           static_cast<double>(done) / seconds);
  for (const auto& quantile : kQuantiles)
    row += Text(" %.1f |", Milliseconds(tally.times.At(quantile.share)));
  return row + Text(" %.1f | ", Milliseconds(tally.times.most())) + Failures(tally) + " |\n";
}

bool IsEmpty(const Tally& tally) { return tally.times.count() == 0 && tally.failures.empty(); }

std::string How(const LoadResults& results) {
  const std::string people =
      Text("%zu %s", results.people, results.people == 1 ? "person" : "people");
  if (results.rate == 0)
    return people + (results.people == 1 ? ", who begins a call" : ", each of whom begins a call") +
           " when the one before is answered (closed loop).";
  return Text("%.1f calls a second are due", results.rate) +
         " at times as independent people have them (open loop), whether or not earlier ones are "
         "answered; one of " +
         people +
         " makes each. Times count from when a call was due, so those who had to wait because "
         "everybody was busy are in them, also the calls that were not begun when the time was "
         "over, with the time until then.";
}

// --- the chart: milliseconds, logarithmic, over the shares of calls that were no slower

constexpr double kLeft = 70, kTop = 50, kWidth = 520, kHeight = 300;
constexpr const char* kColours[] = {"#0b6e99", "#d9730d", "#ad1a72", "#0f7b6c", "#6940a5",
                                    "#e03e3e", "#64473a", "#8a8a00", "#000000"};

struct Scale {
  int lowest = 0, highest = 1;  // powers of ten of milliseconds
  double Y(std::chrono::microseconds time) const {
    const double power = std::log10(std::max(Milliseconds(time), 0.001));
    return kTop + kHeight * (highest - power) / (highest - lowest);
  }
};

Scale ScaleFor(const LoadResults& results) {
  Scale scale{6, -3};
  for (const auto& tally : results.by_work) {
    if (tally.times.count() == 0) continue;
    const auto fast = std::max(Milliseconds(tally.times.At(kQuantiles[0].share)), 0.001);
    const auto slow = std::max(Milliseconds(tally.times.At(std::end(kQuantiles)[-1].share)), 0.001);
    scale.lowest = std::min(scale.lowest, static_cast<int>(std::floor(std::log10(fast))));
    scale.highest = std::max(scale.highest, static_cast<int>(std::floor(std::log10(slow))) + 1);
  }
  return scale.lowest < scale.highest ? scale : Scale{};
}

double XOf(size_t quantile) {
  return kLeft + kWidth * static_cast<double>(quantile) / (std::size(kQuantiles) - 1);
}

std::string Curve(const std::string& name, const Tally& tally, const Scale& scale, size_t place) {
  std::string points, dots;
  const char* colour = kColours[place % std::size(kColours)];
  for (size_t i = 0; i < std::size(kQuantiles); ++i) {
    const double y = scale.Y(tally.times.At(kQuantiles[i].share));
    points += Text("%.1f,%.1f ", XOf(i), y);
    dots += Text("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>", XOf(i), y, colour);
  }
  return Text("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>",
              points.c_str(), colour) +
         dots +
         Text("<text x=\"%.0f\" y=\"%.0f\" fill=\"%s\">%s</text>\n", kLeft + kWidth + 24,
              kTop + 14 + 20 * static_cast<double>(place), colour, name.c_str());
}

std::string Grid(const Scale& scale) {
  std::string svg;
  for (int power = scale.lowest; power <= scale.highest; ++power) {
    const double ms = std::pow(10, power);
    const double y =
        scale.Y(std::chrono::microseconds(static_cast<std::int64_t>(std::llround(ms * 1000))));
    svg += Text(
        "<line x1=\"%.0f\" y1=\"%.1f\" x2=\"%.0f\" y2=\"%.1f\" stroke=\"#ddd\"/>"
        "<text x=\"%.0f\" y=\"%.1f\" text-anchor=\"end\">%g ms</text>\n",
        kLeft, y, kLeft + kWidth, y, kLeft - 6, y + 4, ms);
  }
  for (size_t i = 0; i < std::size(kQuantiles); ++i)
    svg += Text("<text x=\"%.1f\" y=\"%.0f\" text-anchor=\"middle\">%s</text>\n", XOf(i),
                kTop + kHeight + 20, kQuantiles[i].name);
  return svg;
}

}  // namespace

std::string ToMarkdown(const LoadResults& results) {
  std::string text = "# Load on the whole service\n\nBy `fotogal bench load`";
  if (!results.where.empty()) text += "; " + results.where;
  text += ". " + How(results) + " It took " + Text("%.1f s", results.seconds) +
          ". Times in milliseconds, of calls that were done, each at most 1/64 too long.\n\n"
          "![milliseconds by share of the calls](load.svg)\n\n"
          "| | calls | a second | p50 | p90 | p99 | p99.9 | most | not done |\n"
          "|---|---|---|---|---|---|---|---|---|\n";
  for (const auto& share : kMix) {
    const Tally& tally = results.by_work[static_cast<size_t>(share.work)];
    if (!IsEmpty(tally)) text += Row(std::string(share.name), tally, results.seconds);
  }
  return text + Row("all", results.Sum(), results.seconds);
}

std::string ToSvg(const LoadResults& results) {
  std::string svg =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 760 400\" "
      "font-family=\"sans-serif\" font-size=\"12\">\n"
      "<rect width=\"760\" height=\"400\" fill=\"white\"/>\n";
  svg += Text(
      "<text x=\"%.0f\" y=\"28\" font-size=\"15\">Milliseconds of a call, people: %zu</text>\n",
      kLeft, results.people);
  const Scale scale = ScaleFor(results);
  svg += Grid(scale);
  size_t place = 0;
  for (const auto& share : kMix) {
    const Tally& tally = results.by_work[static_cast<size_t>(share.work)];
    if (tally.times.count() > 0) svg += Curve(std::string(share.name), tally, scale, place++);
  }
  return svg + "</svg>\n";
}

}  // namespace bench
