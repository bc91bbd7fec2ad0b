#include "local/http/client_key.h"

#include <arpa/inet.h>

#include <cstring>

namespace local {

std::string ClientKey(const std::string& address) {
  in6_addr whole{};
  if (inet_pton(AF_INET6, address.c_str(), &whole) != 1) return address;
  char text[INET6_ADDRSTRLEN] = "";
  if (IN6_IS_ADDR_V4MAPPED(&whole)) {
    inet_ntop(AF_INET, whole.s6_addr + 12, text, sizeof(text));
    return text;
  }
  std::memset(whole.s6_addr + 8, 0, 8);
  inet_ntop(AF_INET6, &whole, text, sizeof(text));
  return std::string(text) + "/64";
}

}  // namespace local
