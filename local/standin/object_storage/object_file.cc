#include "local/standin/object_storage/object_file.h"

#include <nlohmann/json.hpp>

#include "common/rfc3339.h"
#include "oci/crypto.h"
#include "oci/json_text.h"

namespace standin {

using nlohmann::json;

namespace {

// Name and value of a header; nullopt: damaged.
std::optional<std::pair<std::string, std::string>> ReadHeader(const json& header) {
  if (!header.is_array() || header.size() != 2) return std::nullopt;
  if (!header[0].is_string() || !header[1].is_string()) return std::nullopt;
  auto name = oci::Base64Decode(header[0].get<std::string>());
  auto value = oci::Base64Decode(header[1].get<std::string>());
  if (!name || !value) return std::nullopt;
  return std::pair(std::move(*name), std::move(*value));
}

}  // namespace

std::string ObjectHeadLine(const std::string& name, const ObjectInfo& info) {
  json headers = json::array();
  for (const auto& [header, value] : info.headers) {
    headers.push_back({oci::Base64(header), oci::Base64(value)});
  }
  json head = {{"name", oci::Base64(name)}, {"etag", info.etag},
               {"md5", info.md5},           {"headers", std::move(headers)},
               {"size", info.size},         {"created", common::Rfc3339(info.created)}};
  if (info.order > 0) head["order"] = info.order;
  if (info.is_marker) head["deleteMarker"] = true;
  return oci::JsonText(head) + "\n";
}

std::optional<ObjectHead> ReadObjectHead(std::istream& file) {
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  const json head = oci::JsonOf(line);
  const auto name = oci::Base64Decode(oci::StringMember(head, "name"));
  const auto created = common::ParseRfc3339(oci::StringMember(head, "created"));
  const bool has_size =
      head.is_object() && head.contains("size") && head["size"].is_number_unsigned();
  if (!name || !created || !has_size) return std::nullopt;
  ObjectHead result{*name, {}};
  result.info.etag = oci::StringMember(head, "etag");
  result.info.md5 = oci::StringMember(head, "md5");
  result.info.size = head["size"].get<uint64_t>();
  result.info.created = *created;
  if (const auto order = head.find("order"); order != head.end() && order->is_number_unsigned())
    result.info.order = order->get<uint64_t>();
  result.info.is_marker = head.value("deleteMarker", json(false)) == json(true);
  for (const json& header : oci::ArrayMember(head, "headers")) {
    auto read = ReadHeader(header);
    if (!read) return std::nullopt;
    result.info.headers.push_back(std::move(*read));
  }
  return result;
}

std::optional<std::string> ReadObjectBytes(std::istream& file, const ObjectInfo& info,
                                           std::uintmax_t file_size) {
  if (info.size > file_size) return std::nullopt;
  std::string bytes(info.size, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(info.size));
  const bool is_whole = static_cast<uint64_t>(file.gcount()) == info.size &&
                        file.peek() == std::istream::traits_type::eof();
  if (!is_whole || oci::Base64(oci::Md5(bytes)) != info.md5) return std::nullopt;
  return bytes;
}

}  // namespace standin
