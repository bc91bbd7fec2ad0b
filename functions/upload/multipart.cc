#include "functions/upload/multipart.h"

#include <algorithm>

namespace fotogal::upload {
namespace {

constexpr size_t kMaxParts = 16;
constexpr size_t kMaxPartHeader = 8 * 1024;

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return lower;
}

// The parameter `name` in "a; name=value; other=\"quoted \\\" value\"".
std::optional<std::string> Parameter(std::string_view header, std::string_view name) {
  size_t at = header.find(';');
  while (at != std::string_view::npos && at < header.size()) {
    ++at;
    while (at < header.size() && header[at] == ' ') ++at;
    const size_t equals = header.find('=', at);
    if (equals == std::string_view::npos) return std::nullopt;
    const std::string key = Lower(header.substr(at, equals - at));
    std::string value;
    at = equals + 1;
    if (at < header.size() && header[at] == '"') {
      for (++at; at < header.size() && header[at] != '"'; ++at) {
        if (header[at] == '\\' && at + 1 < header.size()) ++at;
        value += header[at];
      }
      at = header.find(';', at);
    } else {
      const size_t end = std::min(header.find(';', at), header.size());
      value = header.substr(at, end - at);
      at = end;
    }
    if (key == name) return value;
  }
  return std::nullopt;
}

std::optional<Part> ParsePart(std::string_view text) {
  const size_t end = text.find("\r\n\r\n");
  if (end == std::string_view::npos || end > kMaxPartHeader) return std::nullopt;
  Part part;
  part.body = text.substr(end + 4);
  std::string_view head = text.substr(0, end);
  while (!head.empty()) {
    const size_t line_end = std::min(head.find("\r\n"), head.size());
    const auto line = head.substr(0, line_end);
    head.remove_prefix(std::min(line_end + 2, head.size()));
    if (!Lower(line.substr(0, 20)).starts_with("content-disposition:")) continue;
    part.name = Parameter(line, "name").value_or("");
    part.filename = Parameter(line, "filename").value_or("");
  }
  if (part.name.empty()) return std::nullopt;
  return part;
}

}  // namespace

std::optional<std::vector<Part>> ParseMultipart(std::string_view content_type,
                                                std::string_view body) {
  const auto boundary = Parameter(content_type, "boundary");
  if (!boundary || boundary->empty() || boundary->size() > 70) return std::nullopt;
  const std::string delimiter = "\r\n--" + *boundary;
  if (!body.starts_with(std::string_view(delimiter).substr(2))) return std::nullopt;
  body.remove_prefix(delimiter.size() - 2);
  std::vector<Part> parts;
  while (parts.size() < kMaxParts) {
    if (body.starts_with("--")) return parts;
    if (!body.starts_with("\r\n")) return std::nullopt;
    body.remove_prefix(2);
    const size_t end = body.find(delimiter);
    if (end == std::string_view::npos) return std::nullopt;
    auto part = ParsePart(body.substr(0, end));
    if (!part) return std::nullopt;
    parts.push_back(std::move(*part));
    body.remove_prefix(end + delimiter.size());
  }
  return std::nullopt;
}

}  // namespace fotogal::upload
