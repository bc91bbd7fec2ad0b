#include "fotogal/account/cose_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace fotogal::webauthn {
namespace {

template <auto Free>
struct FreedBy {
  void operator()(auto* pointer) const { Free(pointer); }
};
using PublicKey = std::unique_ptr<EVP_PKEY, FreedBy<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, FreedBy<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreedBy<EVP_MD_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, FreedBy<BN_free>>;
using ParamBuilder = std::unique_ptr<OSSL_PARAM_BLD, FreedBy<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, FreedBy<OSSL_PARAM_free>>;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// CBOR's major types that keys consist of.
constexpr int kUnsigned = 0, kNegative = 1, kByteString = 2, kMap = 5;

// Reads the items of a key one after another; the library that reads other CBOR here takes no maps
// with numbers as keys. Only numbers up to 65535 occur, in their shortest form; what has no length
// ahead of it is refused.
class ItemReader {
 public:
  explicit ItemReader(std::string_view bytes) : rest_(bytes) {}

  struct Head {
    int major = 0;
    std::uint32_t argument = 0;
  };
  std::optional<Head> TakeHead() {
    if (rest_.empty()) return std::nullopt;
    const auto first = static_cast<unsigned char>(rest_.front());
    Head head{first >> 5, first & 31U};
    rest_.remove_prefix(1);
    if (head.argument < 24) return head;
    const std::size_t length = head.argument == 24 ? 1 : head.argument == 25 ? 2 : 0;
    const std::uint32_t least = length == 1 ? 24 : 256;
    if (length == 0 || rest_.size() < length) return std::nullopt;
    head.argument = 0;
    for (const char byte : TakeOf(length))
      head.argument = head.argument << 8 | static_cast<unsigned char>(byte);
    if (head.argument < least) return std::nullopt;
    return head;
  }
  std::optional<std::string_view> TakeBytes(std::size_t length) {
    if (rest_.size() < length) return std::nullopt;
    return TakeOf(length);
  }
  std::size_t left() const { return rest_.size(); }

 private:
  std::string_view TakeOf(std::size_t length) {
    const auto taken = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return taken;
  }

  std::string_view rest_;
};

// The labels of a key's parameters: kty and alg of all, the others by kind.
constexpr int kKind = 1, kAlgorithm = 3, kCurve = -1, kX = -2, kY = -3, kModulus = -1,
              kExponent = -2;

struct Parameter {
  std::optional<int> number{};
  std::string_view bytes{};
};
struct Parameters {
  std::map<int, Parameter> by_label;
  std::size_t length = 0;  // of the encoded key

  bool Is(int label, int number) const {
    const auto found = by_label.find(label);
    return found != by_label.end() && found->second.number == number;
  }
  std::string_view BytesOf(int label) const {
    const auto found = by_label.find(label);
    return found == by_label.end() ? std::string_view() : found->second.bytes;
  }
};

std::optional<int> IntegerOf(const ItemReader::Head& head) {
  const int value = static_cast<int>(head.argument);
  if (head.major == kUnsigned) return value;
  if (head.major == kNegative) return -1 - value;
  return std::nullopt;
}

std::optional<Parameter> TakeParameter(ItemReader& reader) {
  const auto head = reader.TakeHead();
  if (!head) return std::nullopt;
  if (head->major != kByteString) {
    const auto number = IntegerOf(*head);
    return number ? std::optional(Parameter{number}) : std::nullopt;
  }
  const auto bytes = reader.TakeBytes(head->argument);
  return bytes ? std::optional(Parameter{std::nullopt, *bytes}) : std::nullopt;
}

// The canonical order: labels from 0 up before those from -1 down. So none comes twice.
bool ComesAfter(int label, int before) {
  if ((label < 0) != (before < 0)) return label < 0;
  return label < 0 ? label < before : label > before;
}

std::optional<Parameters> ReadParameters(std::string_view bytes) {
  constexpr std::uint32_t kMostParameters = 5;
  ItemReader reader(bytes);
  const auto map = reader.TakeHead();
  if (!map || map->major != kMap || map->argument > kMostParameters) return std::nullopt;
  Parameters parameters;
  std::optional<int> before;
  for (std::uint32_t i = 0; i < map->argument; ++i) {
    const auto head = reader.TakeHead();
    const auto label = head ? IntegerOf(*head) : std::nullopt;
    if (!label || (before && !ComesAfter(*label, *before))) return std::nullopt;
    const auto parameter = TakeParameter(reader);
    if (!parameter) return std::nullopt;
    parameters.by_label[*label] = *parameter;
    before = label;
  }
  parameters.length = bytes.size() - reader.left();
  return parameters;
}

PublicKey FromParams(const char* type, const ParamBuilder& builder) {
  const Params params(OSSL_PARAM_BLD_to_param(builder.get()));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
    return nullptr;
  return PublicKey(key);
}

// That its point is on the curve is checked here, too.
PublicKey P256Key(const Parameters& parameters) {
  constexpr std::size_t kCoordinate = 32;
  constexpr int kEc2 = 2, kP256 = 1;
  const auto x = parameters.BytesOf(kX), y = parameters.BytesOf(kY);
  if (parameters.by_label.size() != 5 || !parameters.Is(kKind, kEc2) ||
      !parameters.Is(kCurve, kP256) || x.size() != kCoordinate || y.size() != kCoordinate)
    return nullptr;
  std::string point(1, '\x04');  // not compressed
  point.append(x).append(y);
  const ParamBuilder builder(OSSL_PARAM_BLD_new());
  if (!builder ||
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                       point.size()) != 1)
    return nullptr;
  PublicKey key = FromParams("EC", builder);
  const KeyContext check(key ? EVP_PKEY_CTX_new(key.get(), nullptr) : nullptr);
  if (!check || EVP_PKEY_public_check(check.get()) != 1) return nullptr;
  return key;
}

PublicKey Ed25519Key(const Parameters& parameters) {
  constexpr std::size_t kBytes = 32;
  constexpr int kOkp = 1, kEd25519 = 6;
  const auto x = parameters.BytesOf(kX);
  if (parameters.by_label.size() != 4 || !parameters.Is(kKind, kOkp) ||
      !parameters.Is(kCurve, kEd25519) || x.size() != kBytes)
    return nullptr;
  return PublicKey(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Bytes(x), x.size()));
}

// With exponent 1 everything would be signed, and a small one helps forgers; 65537 is what all use.
PublicKey RsaKey(const Parameters& parameters) {
  constexpr int kRsa = 3;
  constexpr int kFewestBits = 2048, kMostBits = 4096;
  constexpr std::string_view kUsualExponent{"\x01\x00\x01", 3};
  const auto modulus = parameters.BytesOf(kModulus);
  if (parameters.by_label.size() != 4 || !parameters.Is(kKind, kRsa) || modulus.empty() ||
      modulus.front() == '\0' || modulus.size() > kMostBits / 8 ||
      parameters.BytesOf(kExponent) != kUsualExponent)
    return nullptr;
  const Number n(BN_bin2bn(Bytes(modulus), static_cast<int>(modulus.size()), nullptr));
  const Number e(BN_bin2bn(Bytes(kUsualExponent), kUsualExponent.size(), nullptr));
  const ParamBuilder builder(OSSL_PARAM_BLD_new());
  if (!n || !e || !builder || BN_num_bits(n.get()) < kFewestBits || BN_is_odd(n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
    return nullptr;
  return FromParams("RSA", builder);
}

struct LoadedKey {
  PublicKey key;
  const EVP_MD* digest = nullptr;  // null: the algorithm hashes by itself
};
LoadedKey Load(const Parameters& parameters) {
  if (parameters.Is(kAlgorithm, kEs256)) return {P256Key(parameters), EVP_sha256()};
  if (parameters.Is(kAlgorithm, kEdDsa)) return {Ed25519Key(parameters), nullptr};
  if (parameters.Is(kAlgorithm, kRs256)) return {RsaKey(parameters), EVP_sha256()};
  return {};
}

}  // namespace

std::optional<std::string_view> KeyAt(std::string_view bytes) {
  const auto parameters = ReadParameters(bytes);
  if (!parameters || !Load(*parameters).key) return std::nullopt;
  return bytes.substr(0, parameters->length);
}

bool IsSignedBy(std::string_view key, std::string_view message, std::string_view signature) {
  const auto parameters = ReadParameters(key);
  if (!parameters || parameters->length != key.size()) return false;
  const LoadedKey loaded = Load(*parameters);
  const DigestContext context(EVP_MD_CTX_new());
  return loaded.key && context &&
         EVP_DigestVerifyInit(context.get(), nullptr, loaded.digest, nullptr, loaded.key.get()) ==
             1 &&
         EVP_DigestVerify(context.get(), Bytes(signature), signature.size(), Bytes(message),
                          message.size()) == 1;
}

}  // namespace fotogal::webauthn
