#include "bench/figures/figures.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>

namespace bench {

std::string FieldOf(const std::string& path, const std::string& name) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const auto value = line.find(": ");
    if (line.starts_with(name) && value != std::string::npos) return line.substr(value + 2);
  }
  return "";
}

std::string Machine() {
  char day[16] = "", text[400];
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  std::strftime(day, sizeof(day), "%F", gmtime_r(&now, &utc));
  utsname system{};
  uname(&system);
  double load = 0;
  (void)getloadavg(&load, 1);
  std::snprintf(text, sizeof(text), "%s; %s, %ld CPUs; %s %s; load average before the run %.1f",
                day, FieldOf("/proc/cpuinfo", "model name").c_str(), sysconf(_SC_NPROCESSORS_ONLN),
                system.sysname, system.release, load);
  return text;
}

Spread SpreadOf(std::vector<double> values) {
  std::ranges::sort(values);
  return {values[values.size() / 2], values.front(), values.back()};
}

std::string Text(const Spread& spread, int digits) {
  char text[100];
  std::snprintf(text, sizeof(text), "%.*f (%.*f–%.*f)", digits, spread.median, digits, spread.least,
                digits, spread.most);
  return text;
}

}  // namespace bench
