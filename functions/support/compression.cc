#include "functions/support/compression.h"

#include <zlib.h>

#include <algorithm>
#include <new>
#include <optional>

#include "common/ascii.h"

namespace fotogal {
namespace {

// In thousandths: "q=0.5" is 500. No weight is 1000; one that cannot be read is 0.
int WeightOf(std::string_view parameter) {
  constexpr size_t kMostDigits = 5;  // "0.123"
  if (parameter.empty()) return 1000;
  if (!common::StartsWithNoCase(parameter, "q=")) return 0;
  const auto digits = parameter.substr(2);
  if (digits.empty() || digits.size() > kMostDigits) return 0;
  if (digits[0] != '0' && digits[0] != '1') return 0;
  if (digits.size() > 1 && digits[1] != '.') return 0;
  int weight = (digits[0] - '0') * 1000;
  int place = 100;
  for (const char digit : digits.substr(std::min<size_t>(2, digits.size()))) {
    if (!common::IsDigit(digit)) return 0;
    weight += (digit - '0') * place;
    place /= 10;
  }
  return weight > 1000 ? 0 : weight;
}

// What a client said of the codings that are told apart here.
struct Codings {
  std::optional<int> gzip, identity, others;
};

Codings CodingsOf(std::string_view list) {
  Codings codings;
  while (!list.empty()) {
    const auto item = common::TakeItem(list);
    const auto semicolon = std::min(item.find(';'), item.size());
    const auto name = common::Trim(item.substr(0, semicolon));
    const int weight = WeightOf(common::Trim(item.substr(std::min(semicolon + 1, item.size()))));
    if (common::EqualNoCase(name, "gzip") || common::EqualNoCase(name, "x-gzip"))
      codings.gzip = weight;
    if (common::EqualNoCase(name, "identity")) codings.identity = weight;
    if (name == "*") codings.others = weight;
  }
  return codings;
}

}  // namespace

bool TakesGzip(std::string_view accept_encoding) {
  const Codings codings = CodingsOf(accept_encoding);
  const int gzip = codings.gzip ? *codings.gzip : codings.others.value_or(0);
  return gzip > 0 && gzip >= codings.identity.value_or(0);
}

std::string Gzip(const std::string& text) {
  constexpr int kWindow = 15 + 16;  // 16: with gzip's header, in which zlib leaves the time 0
  constexpr int kMemory = 8;        // zlib's default
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kWindow, kMemory,
                   Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
  std::string packed(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  // Within the bound one call does it all.
  (void)deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

}  // namespace fotogal
