#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "bench/feed/feed_bench.h"

namespace bench {
namespace {

std::string Format(const char* format, auto... values) {
  char text[400];
  std::snprintf(text, sizeof(text), format, values...);
  return text;
}

std::string Row(const std::string& first, const Bill& bill) {
  return Format("| %s | %ld | %ld | %ld | %ld | %.2f |\n", first.c_str(), bill.read_units,
                bill.write_units, bill.round_trips, bill.requests, bill.cpu_ms);
}

std::string Header(const std::string& first) {
  return "| " + first +
         " | read units | write units | round trips | requests | CPU ms |\n"
         "|---|---|---|---|---|---|\n";
}

std::string Table(const Series& series) {
  std::string text = "## " + series.name + "\n\n" + Header(series.of_what);
  for (const auto& point : series.points) text += Row(std::to_string(point.size), point.bill);
  return text + "\n";
}

// One diagram: units over size, both logarithmic.
struct Line {
  const Series* series;
  bool writes;
  const char* colour;
};

constexpr double kWidth = 300, kHeight = 220, kLeft = 60, kTop = 50, kStep = 400;

double X(double size) { return kLeft + (std::log10(std::max(size, 1.0)) - 1) / 3 * kWidth; }
double Y(double units) { return kTop + kHeight - std::log10(std::max(units, 1.0)) / 5 * kHeight; }

std::string Panel(int place, const std::string& title, const std::string& of_what,
                  const std::vector<Line>& lines) {
  std::string svg = Format("<g transform=\"translate(%.0f 0)\">\n", place * kStep);
  svg += Format("<text x=\"%.0f\" y=\"24\" font-size=\"15\">%s</text>\n", kLeft, title.c_str());
  for (int power = 0; power <= 5; ++power) {
    const double y = Y(std::pow(10, power));
    svg += Format(
        "<line x1=\"%.0f\" y1=\"%.1f\" x2=\"%.0f\" y2=\"%.1f\" stroke=\"#ddd\"/>"
        "<text x=\"%.0f\" y=\"%.1f\" text-anchor=\"end\">%.0f</text>\n",
        kLeft, y, kLeft + kWidth, y, kLeft - 6, y + 4, std::pow(10, power));
  }
  for (int power = 1; power <= 4; ++power) {
    svg += Format("<text x=\"%.1f\" y=\"%.0f\" text-anchor=\"middle\">%.0f</text>\n",
                  X(std::pow(10, power)), kTop + kHeight + 18, std::pow(10, power));
  }
  svg += Format("<text x=\"%.0f\" y=\"%.0f\" text-anchor=\"middle\">%s</text>\n",
                kLeft + kWidth / 2, kTop + kHeight + 38, of_what.c_str());
  double legend = kTop + kHeight + 58;
  for (const auto& line : lines) {
    std::string points, dots;
    for (const auto& point : line.series->points) {
      const double units =
          static_cast<double>(line.writes ? point.bill.write_units : point.bill.read_units);
      points += Format("%.1f,%.1f ", X(point.size), Y(units));
      dots += Format("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>", X(point.size),
                     Y(units), line.colour);
    }
    svg += Format("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>",
                  points.c_str(), line.colour) +
           dots + "\n";
    svg += Format("<text x=\"%.0f\" y=\"%.0f\" fill=\"%s\">%s: %s units</text>\n", kLeft, legend,
                  line.colour, line.series->name.c_str(), line.writes ? "write" : "read");
    legend += 16;
  }
  return svg + "</g>\n";
}

}  // namespace

std::string ToMarkdown(const FeedResults& results) {
  std::string text =
      "# Feed benchmark\n\n"
      "By `fotogal bench feed`: the handlers over the stand-in in one process. Units are what its "
      "planner counts, CPU is the functions' own, round trips are requests that wait for one "
      "another; statements are prepared.\n\n"
      "![units over size](feed.svg)\n\n";
  text += Table(results.page);
  text += "Pages of 20 images by 10 authors, all liked. ";
  text += "Of 20 authors, one image each, a page costs:\n\n" + Header("authors on the page") +
          Row("20", results.widest_page) + "\n";
  for (const Series* series :
       {&results.pulled_page, &results.publish, &results.pulled_publish, &results.like})
    text += Table(*series);
  text +=
      "A publication is the author's own feed row, the job and its fan-out; the object, the "
      "image's row and its count cost the same for everybody. Pulled authors (from 5,000 "
      "followers on) write nothing to followers.\n\n| limit | |\n|---|---|\n";
  const auto broken = Violations(results);
  for (const char* limit :
       {"one feed page costs the same within 20 % at both ends, at most 3 round trips and 110 read "
        "units",
        "one like costs the same within 20 % at both ends, at most 4 round trips",
        "one publication costs at most 2 write units a follower and the followers' scan"})
    text += std::string("| ") + limit + " | " + (broken.empty() ? "met" : "see below") + " |\n";
  for (const auto& sentence : broken) text += "\nNot met: " + sentence + ".\n";
  return text;
}

std::string ToSvg(const FeedResults& results) {
  std::string svg =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1200 380\" "
      "font-family=\"sans-serif\" font-size=\"12\">\n"
      "<rect width=\"1200\" height=\"380\" fill=\"white\"/>\n";
  svg += Panel(0, "Units of one feed page", "people followed",
               {{&results.page, false, "#0b6e99"}, {&results.pulled_page, false, "#d9730d"}});
  svg += Panel(1, "Units of one publication", "followers",
               {{&results.publish, true, "#ad1a72"},
                {&results.publish, false, "#0b6e99"},
                {&results.pulled_publish, true, "#d9730d"}});
  svg += Panel(2, "Units of one like", "likes of the image",
               {{&results.like, true, "#ad1a72"}, {&results.like, false, "#0b6e99"}});
  return svg + "</svg>\n";
}

}  // namespace bench
