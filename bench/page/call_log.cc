#include "bench/page/call_log.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "oci/json_text.h"

namespace bench {
namespace {

namespace fs = std::filesystem;

long NumberIn(const nlohmann::json& line, const char* name) {
  const auto found = line.find(name);
  return found != line.end() && found->is_number() ? found->get<long>() : 0;
}

}  // namespace

FunctionCost& FunctionCost::operator+=(const FunctionCost& other) {
  calls += other.calls;
  read_units += other.read_units;
  write_units += other.write_units;
  signatures += other.signatures;
  return *this;
}

void AddCalls(std::string_view lines, std::map<std::string, FunctionCost>& costs) {
  while (!lines.empty()) {
    const auto end = std::min(lines.find('\n'), lines.size());
    const auto line = oci::JsonOf(lines.substr(0, end));
    lines.remove_prefix(std::min(end + 1, lines.size()));
    if (!line.is_object() || !line.contains("call_id") || !line.contains("duration_ms")) continue;
    const auto function = oci::StringMember(line, "function");
    if (function.empty()) continue;
    // Until 0.2.0 every request was signed, and none told so.
    const long signatures = line.contains("oci_signatures")
                                ? NumberIn(line, "oci_signatures")
                                : NumberIn(line, "oci_calls") + NumberIn(line, "oci_retries");
    costs[function] += {1, NumberIn(line, "read_units"), NumberIn(line, "write_units"), signatures};
  }
}

CallLog::CallLog(std::string folder) : folder_(std::move(folder)) { (void)NewLines(); }

std::string CallLog::NewLines() {
  std::string lines;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    if (entry.path().extension() != ".log") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    size_t& from = read_[entry.path().string()];
    file.seekg(static_cast<std::streamoff>(from));
    std::string text((std::istreambuf_iterator<char>(file)), {});
    text.resize(text.rfind('\n') + 1);  // npos + 1 is 0
    from += text.size();
    lines += text;
  }
  return lines;
}

std::map<std::string, FunctionCost> CallLog::Take() {
  constexpr std::chrono::milliseconds kQuiet{500};
  std::map<std::string, FunctionCost> costs;
  for (;;) {
    std::this_thread::sleep_for(kQuiet);
    const std::string lines = NewLines();
    if (lines.empty()) return costs;
    AddCalls(lines, costs);
  }
}

}  // namespace bench
