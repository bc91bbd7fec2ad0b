// Responses that servers send: however the bytes are split, they are read alike.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <string>
#include <string_view>

#include "oci/response_reader.h"

namespace {

using oci::ResponseReader;

constexpr std::uint64_t kMaxBody = 4096;

void Require(bool holds) {
  if (!holds) std::abort();
}

void Read(ResponseReader& reader, std::string_view bytes, std::size_t piece) {
  for (std::size_t at = 0; at < bytes.size(); at += piece) reader.Take(bytes.substr(at, piece));
  reader.End();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  // The first byte says how the rest is read.
  const bool to_head = (data[0] & 1) != 0;
  const std::size_t piece = 1 + (data[0] >> 1);
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::function<bool(std::string_view)> no_sink;
  ResponseReader whole(to_head, kMaxBody, no_sink), pieces(to_head, kMaxBody, no_sink);
  Read(whole, bytes, bytes.size() + 1);
  Read(pieces, bytes, piece);
  Require(whole.done() != (whole.fault() != ResponseReader::Fault::kNone));
  Require(whole.done() == pieces.done());
  Require(whole.response().body.size() <= kMaxBody);
  if (!whole.done()) return 0;
  Require(whole.response().status == pieces.response().status);
  Require(whole.response().headers == pieces.response().headers);
  Require(whole.response().body == pieces.response().body);
  return 0;
}
