#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "fotogal/account/cose_key.h"
#include "fotogal/account/webauthn.h"
#include "tests/support/authenticator.h"

using namespace fotogal::webauthn;

// The first byte says what the rest is: nothing that the fuzzer writes is signed by the key, and a
// key that is read is read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, size_t size) {
  if (size == 0) return 0;
  static const tests::Authenticator authenticator;
  static const Expected expected{"photos.example", "https://photos.example", "AAAA"};
  static const std::string create = authenticator.ClientData("create", "AAAA"),
                           get = authenticator.ClientData("get", "AAAA"),
                           key = authenticator.PublicKey();
  const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string credential = authenticator.Data(0x40) + authenticator.Credential("");
  std::string made = bytes;
  switch (data[0] & 7) {
    case 0:
      break;
    case 1:  // what the attestation object holds
      made = tests::Authenticator::Attestation(bytes);
      break;
    case 2:  // the key in it
      made = tests::Authenticator::Attestation(credential + bytes);
      break;
    case 3:  // extensions after it
      made = tests::Authenticator::Attestation(authenticator.Data(0xc0) +
                                               authenticator.Credential(key) + bytes);
      break;
    case 4:
      (void)ReadRegistration(expected, bytes, authenticator.Attestation());
      return 0;
    default:
      if (CheckSignature({get, authenticator.Data(), bytes}, key).ok()) std::abort();
      (void)ReadAssertion(expected, {get, bytes, ""});
      return 0;
  }
  const auto read = ReadRegistration(expected, create, made);
  if (!read.ok()) return 0;
  if (KeyAt(read->public_key) != read->public_key || read->id.size() < kLeastCredentialId)
    std::abort();
  return 0;
}
