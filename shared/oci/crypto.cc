#include "oci/crypto.h"

#include <openssl/evp.h>

#include <algorithm>

namespace oci {
namespace {

std::string Digest(const EVP_MD* algorithm, std::string_view bytes) {
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), &size,
             algorithm, nullptr);
  digest.resize(size);
  return digest;
}

}  // namespace

std::string Sha256(std::string_view bytes) { return Digest(EVP_sha256(), bytes); }
std::string Md5(std::string_view bytes) { return Digest(EVP_md5(), bytes); }

}  // namespace oci
