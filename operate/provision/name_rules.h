// The rules of what an operator names: what breaks one would be refused far from where it stands.
#pragma once

#include <string>

namespace operate::provision {

// A tag as the OCI Distribution Specification has it.
bool IsImageTag(const std::string& text);
inline constexpr const char* kImageTagRule =
    "1 to 128 letters, digits, _, . and -, a letter, digit or _ first";

// REGISTRY/NAMESPACE and folders below, as the OCI Distribution Specification has them.
bool IsImagePrefix(const std::string& text);
// The same, and the registry is that of a region: gru.ocir.io or ocir.REGION...
bool IsRegionImagePrefix(const std::string& text);
inline constexpr const char* kImagePrefixRule =
    "REGION.ocir.io/NAMESPACE/FOLDER, in small letters without https://";

// Of the photos; the web client's, "-web" longer, must fit too.
bool IsBucket(const std::string& text);
inline constexpr const char* kBucketRule = "1 to 252 letters without accents, digits, -, _ and .";

// Five fields of crontab(5): numbers, *, lists, ranges and steps.
bool IsCron(const std::string& text);
inline constexpr const char* kCronRule =
    "five fields of cron (minute, hour, day, month, day of week), such as 0 * * * *";

// https://HOST, with a port or without; nothing behind it but a slash.
bool IsServiceUrl(const std::string& text);
inline constexpr const char* kServiceUrlRule = "https://HOST";
// The same, or http:// (a stand-in has no TLS).
bool IsLocalUrl(const std::string& text);
inline constexpr const char* kLocalUrlRule = "https://HOST or http://HOST";

}  // namespace operate::provision
