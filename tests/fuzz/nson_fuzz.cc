// What is read from any bytes is the same after it was written and read again, as a tree and as
// JSON.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "nosql/errors.h"
#include "nosql/json_values.h"

namespace {

using nosql::nson::Reader;

void Require(bool holds) {
  if (!holds) std::abort();
}

void TryTree(std::string_view bytes) {
  const auto value = nosql::nson::Decode(bytes);
  Reader skipping(bytes);
  skipping.Skip(skipping.Next());
  Require(value.ok() == skipping.AtEnd());
  if (!value.ok()) return;
  const std::string written = nosql::nson::Encode(*value);
  Require(written.size() <= bytes.size());  // a writer takes the fewest bytes
  const auto again = nosql::nson::Decode(written);
  Require(again.ok());
  Require(nosql::nson::Encode(*again) == written);  // compares NaN as bytes
}

void TryJson(std::string_view bytes) {
  Reader reader(bytes);
  const auto json = nosql::ReadJson(reader, reader.Next());
  if (!reader.AtEnd()) return;
  nosql::nson::Writer writer;
  std::string fault;
  if (!nosql::WriteJson(writer, json, fault)) {
    Require(!fault.empty());  // a text that is not UTF-8
    return;
  }
  const std::string written = writer.Take();
  Reader second(written);
  const auto again = nosql::ReadJson(second, second.Next());
  Require(second.AtEnd());
  nosql::nson::Writer rewriter;
  Require(nosql::WriteJson(rewriter, again, fault));
  Require(rewriter.bytes() == written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  TryTree(bytes);
  TryJson(bytes);
  (void)nosql::ErrorOfAnswer(bytes);
  return 0;
}
