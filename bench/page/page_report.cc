#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <set>

#include "bench/page/page_bench.h"

namespace bench {
namespace {

using Json = nlohmann::json;

constexpr long kMostUnitsOfPage = 115;
constexpr long kMostCallsOfScroll = 3;

std::string Printed(const char* format, auto... values) {
  char text[400];
  std::snprintf(text, sizeof(text), format, values...);
  return text;
}

double Kilobytes(long bytes) { return static_cast<double>(bytes) / 1024; }

struct Metric {
  const char* name;
  double (*of)(const Stage&);
};

constexpr Metric kMetrics[] = {
    {"function calls", [](const Stage& s) { return double(s.OfPage().calls); }},
    {"of these for pictures", [](const Stage& s) { return double(s.CallsOf("image")); }},
    {"read units", [](const Stage& s) { return double(s.OfPage().read_units); }},
    {"signatures", [](const Stage& s) { return double(s.OfPage().signatures); }},
    {"gateway calls", [](const Stage& s) { return double(s.traffic.to_gateway); }},
    {"requests past the gateway", [](const Stage& s) { return double(s.traffic.to_storage); }},
    {"answers 304", [](const Stage& s) { return double(s.traffic.unchanged); }},
    {"KB of JSON", [](const Stage& s) { return Kilobytes(s.traffic.json_bytes); }},
    {"KB of pictures", [](const Stage& s) { return Kilobytes(s.traffic.picture_bytes); }},
    {"milliseconds", [](const Stage& s) { return s.traffic.ms; }}};

const Stage* Find(const PageResults& results, const std::string& name) {
  const auto found = std::ranges::find(results.stages, name, &Stage::name);
  return found == results.stages.end() ? nullptr : &*found;
}

std::string Cell(const std::optional<PageResults>& results, const std::string& stage,
                 const Metric& metric) {
  const Stage* found = results ? Find(*results, stage) : nullptr;
  return found == nullptr ? "" : Printed("%.0f", metric.of(*found));
}

constexpr const char* kStages[] = {kOpened, kScrolled, kAgain};

std::string Totals(const std::optional<PageResults>& before,
                   const std::optional<PageResults>& now) {
  std::string text = "| |";
  for (const char* stage : kStages)
    text +=
        (before ? std::string(" ") + stage + ", before | now |" : std::string(" ") + stage + " |");
  text += "\n|---|";
  for (size_t i = 0; i < std::size(kStages) * (before ? 2 : 1); ++i) text += "---|";
  for (const auto& metric : kMetrics) {
    text += std::string("\n| ") + metric.name + " |";
    for (const char* stage : kStages) {
      if (before) text += " " + Cell(before, stage, metric) + " |";
      text += " " + Cell(now, stage, metric) + " |";
    }
  }
  return text + "\n";
}

std::string ByFunction(const PageResults& results) {
  const Stage* stage = Find(results, kScrolled);
  if (stage == nullptr) return "";
  std::string text =
      "| function | calls | read units | write units | signatures |\n|---|---|---|---|---|\n";
  for (const auto& [name, cost] : stage->functions)
    text += Printed("| %s | %ld | %ld | %ld | %ld |\n", name.c_str(), cost.calls, cost.read_units,
                    cost.write_units, cost.signatures);
  return text;
}

// --- the chart: a panel for each of six metrics, in it two bars for each stage

constexpr double kPanelWidth = 380, kPanelHeight = 210, kBarArea = 120, kBar = 42;
constexpr const char* kColourBefore = "#d9730d";
constexpr const char* kColourNow = "#0b6e99";

std::string Bar(double x, double share, double value, const char* colour) {
  const double height = kBarArea * share;
  return Printed(
      "<rect x=\"%.0f\" y=\"%.1f\" width=\"%.0f\" height=\"%.1f\" fill=\"%s\"/>"
      "<text x=\"%.0f\" y=\"%.1f\" text-anchor=\"middle\">%.0f</text>\n",
      x, 50 + kBarArea - height, kBar, height, colour, x + kBar / 2, 45 + kBarArea - height, value);
}

std::string Panel(size_t place, const Metric& metric, const std::optional<PageResults>& before,
                  const PageResults& now) {
  double most = 1;
  for (const char* stage : kStages) {
    for (const PageResults* results : {before ? &*before : nullptr, &now}) {
      const Stage* found = results == nullptr ? nullptr : Find(*results, stage);
      if (found != nullptr) most = std::max(most, metric.of(*found));
    }
  }
  std::string svg = Printed("<g transform=\"translate(%.0f %.0f)\">\n",
                            static_cast<double>(place % 3) * kPanelWidth + 20,
                            static_cast<double>(place / 3) * kPanelHeight + 30);
  svg += Printed("<text x=\"0\" y=\"20\" font-size=\"15\">%s</text>\n", metric.name);
  double x = 0;
  for (const char* stage : kStages) {
    if (const Stage* was = before ? Find(*before, stage) : nullptr)
      svg += Bar(x, metric.of(*was) / most, metric.of(*was), kColourBefore);
    if (const Stage* is = Find(now, stage))
      svg += Bar(x + kBar + 4, metric.of(*is) / most, metric.of(*is), kColourNow);
    svg +=
        Printed("<text x=\"%.0f\" y=\"%.0f\" text-anchor=\"middle\" font-size=\"11\">%s</text>\n",
                x + kBar, 50 + kBarArea + 16, stage);
    x += 2 * kBar + 32;
  }
  return svg + "</g>\n";
}

// --- the numbers as a file

Json JsonOfCost(const FunctionCost& cost) {
  return {{"calls", cost.calls},
          {"read_units", cost.read_units},
          {"write_units", cost.write_units},
          {"signatures", cost.signatures}};
}

FunctionCost CostFrom(const Json& json) {
  return {json.at("calls"), json.at("read_units"), json.at("write_units"), json.at("signatures")};
}

Json JsonOfTraffic(const Traffic& traffic) {
  return {{"to_gateway", traffic.to_gateway},   {"to_storage", traffic.to_storage},
          {"unchanged", traffic.unchanged},     {"busy", traffic.busy},
          {"json_bytes", traffic.json_bytes},   {"picture_bytes", traffic.picture_bytes},
          {"ms", static_cast<long>(traffic.ms)}};
}

Traffic TrafficFrom(const Json& json) {
  return {json.at("to_gateway"), json.at("to_storage"),    json.at("unchanged"), json.at("busy"),
          json.at("json_bytes"), json.at("picture_bytes"), json.at("ms")};
}

}  // namespace

FunctionCost Stage::OfPage() const {
  FunctionCost sum;
  for (const auto& [function, cost] : functions)
    if (function != "authorize") sum += cost;
  return sum;
}

long Stage::CallsOf(const std::string& function) const {
  const auto found = functions.find(function);
  return found == functions.end() ? 0 : found->second.calls;
}

std::vector<std::string> Unmet(const PageResults& now) {
  std::vector<std::string> unmet;
  const auto hold = [&](bool holds, const char* sentence) {
    if (!holds) unmet.emplace_back(sentence);
  };
  const Stage *opened = Find(now, kOpened), *scrolled = Find(now, kScrolled);
  const bool measured = opened != nullptr && scrolled != nullptr;
  hold(measured && scrolled->CallsOf("image") == 0, "no function is called for a photo");
  hold(measured && opened->OfPage().read_units <= kMostUnitsOfPage,
       "a page of 20 photos costs at most 115 read units");
  hold(measured && scrolled->OfPage().calls <= kMostCallsOfScroll,
       "60 photos take 3 calls of functions");
  return unmet;
}

Json ToJson(const PageResults& results) {
  Json stages = Json::array();
  for (const auto& stage : results.stages) {
    Json functions = Json::object();
    for (const auto& [name, cost] : stage.functions) functions[name] = JsonOfCost(cost);
    stages.push_back({{"name", stage.name},
                      {"traffic", JsonOfTraffic(stage.traffic)},
                      {"functions", std::move(functions)}});
  }
  return {{"build", results.build}, {"stages", std::move(stages)}};
}

std::optional<PageResults> PageResultsFrom(const Json& json) {
  try {
    PageResults results;
    results.build = json.at("build");
    for (const auto& stage : json.at("stages")) {
      Stage& read = results.stages.emplace_back();
      read.name = stage.at("name");
      read.traffic = TrafficFrom(stage.at("traffic"));
      for (const auto& [name, cost] : stage.at("functions").items())
        read.functions[name] = CostFrom(cost);
    }
    return results;
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

std::string ToMarkdown(const std::optional<PageResults>& before, const PageResults& now) {
  std::string text =
      "# A page of photos\n\n"
      "By `fotogal bench page`: a person follows ten authors with a portrait and six photos of "
      "2,400 pixels each, opens the feed with 20 photos, scrolls to 60, and comes back an hour "
      "later. As a browser does it: the feed's calls, each photo once in the size that a phone "
      "loads (medium), each portrait once, over six connections to a host; what is in the cache "
      "and fresh is not asked for, what is not fresh is asked for with If-None-Match. The service "
      "is one `fotogal up` on the same machine, whose functions have been called before. Function "
      "calls, read units and signatures (requests to OCI) are those that the functions log; the "
      "authorizer, which the gateway asks once a minute for everything together, is in the tables "
      "by function only. Pictures are photos and portraits. Bytes are those of bodies.\n\n";
  if (before) text += "Before is " + before->build + ".\n";
  text += "Now is " + now.build + ".\n\n![what a page costs](page.svg)\n\n";
  text += Totals(before, now);
  text += "\n| goal | |\n|---|---|\n";
  const auto unmet = Unmet(now);
  for (const char* goal :
       {"no function is called for a photo", "a page of 20 photos costs at most 115 read units",
        "60 photos take 3 calls of functions"})
    text += std::string("| ") + goal + " | " +
            (std::ranges::find(unmet, goal) == unmet.end() ? "met" : "not met") + " |\n";
  if (before) text += "\n## By function, 60 photos, before\n\n" + ByFunction(*before);
  text += "\n## By function, 60 photos, now\n\n" + ByFunction(now);
  return text;
}

std::string ToSvg(const std::optional<PageResults>& before, const PageResults& now) {
  std::string svg =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1160 470\" "
      "font-family=\"sans-serif\" font-size=\"12\">\n"
      "<rect width=\"1160\" height=\"470\" fill=\"white\"/>\n";
  if (before) svg += Printed("<text x=\"20\" y=\"22\" fill=\"%s\">before</text>\n", kColourBefore);
  svg += Printed("<text x=\"80\" y=\"22\" fill=\"%s\">now</text>\n", kColourNow);
  const std::set<std::string> shown = {"function calls", "read units", "signatures",
                                       "gateway calls",  "KB of JSON", "milliseconds"};
  size_t place = 0;
  for (const auto& metric : kMetrics)
    if (shown.contains(metric.name)) svg += Panel(place++, metric, before, now);
  return svg + "</svg>\n";
}

}  // namespace bench
