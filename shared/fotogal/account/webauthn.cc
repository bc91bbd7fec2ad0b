#include "fotogal/account/webauthn.h"

#include <openssl/sha.h>

#include <nlohmann/json.hpp>

#include "fotogal/account/cose_key.h"
#include "oci/json_text.h"

namespace fotogal::webauthn {
namespace {

using OrderedJson = nlohmann::ordered_json;

Refused Refuse(const char* code) { return {code}; }

std::string Sha256(std::string_view bytes) {
  std::string hash(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(hash.data()));
  return hash;
}

// Accepts what a value of CBOR may be like here: not deep, and no container without a length or
// with one that nothing can have. The library would follow both.
class ModestShape : public nlohmann::json_sax<OrderedJson> {
 public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool key(string_t&) override { return true; }
  bool start_object(std::size_t size) override { return Enter(size); }
  bool end_object() override { return Leave(); }
  bool start_array(std::size_t size) override { return Enter(size); }
  bool end_array() override { return Leave(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override {
    return false;
  }

 private:
  static constexpr int kDeepest = 4;
  bool Enter(std::size_t size) { return ++depth_ <= kDeepest && size <= kMostAttestationObject; }
  bool Leave() {
    --depth_;
    return true;
  }

  int depth_ = 0;
};

// One map in the encoding that there is one of for each value: what is written again is the same.
// So lengths are known ahead and short, and no key comes twice.
std::optional<OrderedJson> CanonicalMap(std::string_view bytes) {
  ModestShape shape;
  if (!OrderedJson::sax_parse(bytes.begin(), bytes.end(), &shape,
                              OrderedJson::input_format_t::cbor))
    return std::nullopt;
  auto map = OrderedJson::from_cbor(bytes.begin(), bytes.end(), true, false);
  if (!map.is_object()) return std::nullopt;
  std::string again;
  OrderedJson::to_cbor(map, again);
  return again == bytes ? std::optional(std::move(map)) : std::nullopt;
}

Checked<Unit> CheckClientData(const Expected& expected, std::string_view client_data,
                              std::string_view type) {
  if (client_data.size() > kMostClientData) return Refuse("long_client_data");
  const auto json = oci::JsonOf(client_data);
  // the parser takes NUL for the end
  if (!json.is_object() || client_data.find('\0') != client_data.npos)
    return Refuse("bad_client_data");
  const auto is = [&](const char* name, std::string_view value) {
    const auto found = json.find(name);
    return found != json.end() && found->is_string() &&
           found->get_ref<const std::string&>() == value;
  };
  if (!is("type", type)) return Refuse("wrong_type");
  if (!is("challenge", expected.challenge)) return Refuse("wrong_challenge");
  if (!is("origin", expected.origin)) return Refuse("wrong_origin");
  const auto framed = json.find("crossOrigin");
  if (framed != json.end() && *framed != false) return Refuse("cross_origin");
  if (json.contains("topOrigin")) return Refuse("cross_origin");
  return Unit{};
}

// Section 6.1; bits 1 and 5 are reserved, and not looked at.
constexpr unsigned kPresent = 0x01, kVerified = 0x04, kMayBackUp = 0x08, kBackedUp = 0x10,
                   kHasCredential = 0x40, kHasExtensions = 0x80;

struct AuthenticatorData {
  unsigned flags = 0;
  std::uint32_t sign_count = 0;
  std::string_view rest;  // after what all have
};

std::uint32_t BigEndian(std::string_view bytes) {
  std::uint32_t number = 0;
  for (const char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

Checked<AuthenticatorData> ReadHead(const Expected& expected, std::string_view bytes) {
  constexpr std::size_t kHash = 32, kFlags = 1, kCount = 4;
  if (bytes.size() > kMostAuthenticatorData) return Refuse("long_authenticator_data");
  if (bytes.size() < kHash + kFlags + kCount) return Refuse("bad_authenticator_data");
  if (bytes.substr(0, kHash) != Sha256(expected.rp_id)) return Refuse("wrong_rp");
  const AuthenticatorData data{static_cast<unsigned char>(bytes[kHash]),
                               BigEndian(bytes.substr(kHash + kFlags, kCount)),
                               bytes.substr(kHash + kFlags + kCount)};
  if ((data.flags & kPresent) == 0) return Refuse("not_present");
  if ((data.flags & kVerified) == 0) return Refuse("not_verified");
  if ((data.flags & kBackedUp) != 0 && (data.flags & kMayBackUp) == 0)
    return Refuse("bad_authenticator_data");
  return data;
}

// What follows the other parts: a map if the flags say so, else nothing.
Checked<Unit> CheckEnd(const AuthenticatorData& data, std::string_view rest) {
  const bool right =
      (data.flags & kHasExtensions) != 0 ? CanonicalMap(rest).has_value() : rest.empty();
  if (!right) return Refuse("bad_authenticator_data");
  return Unit{};
}

Checked<NewCredential> ReadCredential(const AuthenticatorData& data) {
  constexpr std::size_t kAaguid = 16, kLength = 2;
  if ((data.flags & kHasCredential) == 0) return Refuse("no_credential");
  std::string_view rest = data.rest;
  if (rest.size() < kAaguid + kLength) return Refuse("bad_authenticator_data");
  const std::size_t length = BigEndian(rest.substr(kAaguid, kLength));
  rest.remove_prefix(kAaguid + kLength);
  if (length < kLeastCredentialId || length > kMostCredentialId || length > rest.size())
    return Refuse("bad_credential_id");
  const auto id = rest.substr(0, length);
  rest.remove_prefix(length);
  const auto key = KeyAt(rest);
  if (!key) return Refuse("bad_key");
  OCI_RETURN_IF_ERROR(CheckEnd(data, rest.substr(key->size())));
  return NewCredential{std::string(id), std::string(*key), data.sign_count};
}

// The bytes of "authData".
Checked<std::string> AuthenticatorDataIn(std::string_view attestation_object) {
  if (attestation_object.size() > kMostAttestationObject) return Refuse("long_attestation");
  const auto map = CanonicalMap(attestation_object);
  if (!map) return Refuse("bad_attestation");
  const auto format = map->find("fmt"), statement = map->find("attStmt"),
             data = map->find("authData");
  if (format == map->end() || !format->is_string() || statement == map->end() ||
      !statement->is_object() || data == map->end() || !data->is_binary())
    return Refuse("bad_attestation");
  const auto& bytes = data->get_binary();
  return std::string(bytes.begin(), bytes.end());
}

}  // namespace

Checked<NewCredential> ReadRegistration(const Expected& expected, std::string_view client_data,
                                        std::string_view attestation_object) {
  OCI_RETURN_IF_ERROR(CheckClientData(expected, client_data, "webauthn.create"));
  OCI_ASSIGN_OR_RETURN(const auto bytes, AuthenticatorDataIn(attestation_object));
  OCI_ASSIGN_OR_RETURN(const auto data, ReadHead(expected, bytes));
  return ReadCredential(data);
}

Checked<Asserted> ReadAssertion(const Expected& expected, const Assertion& assertion) {
  OCI_RETURN_IF_ERROR(CheckClientData(expected, assertion.client_data, "webauthn.get"));
  OCI_ASSIGN_OR_RETURN(const auto data, ReadHead(expected, assertion.authenticator_data));
  if ((data.flags & kHasCredential) != 0) return Refuse("bad_authenticator_data");
  OCI_RETURN_IF_ERROR(CheckEnd(data, data.rest));
  if (assertion.signature.size() > kMostSignature) return Refuse("bad_signature");
  return Asserted{data.sign_count};
}

Checked<Unit> CheckSignature(const Assertion& assertion, std::string_view public_key) {
  const std::string message = assertion.authenticator_data + Sha256(assertion.client_data);
  if (!IsSignedBy(public_key, message, assertion.signature)) return Refuse("bad_signature");
  return Unit{};
}

}  // namespace fotogal::webauthn
