// Rules for names in the settings, so that a wrong one is reported with its place in the file and
// not later by a service.
#pragma once

#include <string>

namespace operate::provision {

// A tag according to the OCI Distribution Specification.
bool IsImageTag(const std::string& text);
inline constexpr const char* kImageTagRule =
    "1 to 128 letters, digits, _, . and -, a letter, digit or _ first";

// REGISTRY/NAMESPACE and optional folders, according to the OCI Distribution Specification.
bool IsImagePrefix(const std::string& text);
// The same, with the registry of a region: gru.ocir.io or ocir.REGION...
bool IsRegionImagePrefix(const std::string& text);
inline constexpr const char* kImagePrefixRule =
    "REGION.ocir.io/NAMESPACE/FOLDER, in small letters without https://";

// A bucket for photos; the name of the web client's bucket, which is longer by "-web", must be
// valid too.
bool IsBucket(const std::string& text);
inline constexpr const char* kBucketRule = "1 to 252 letters without accents, digits, -, _ and .";

// Five fields of crontab(5): numbers, *, lists, ranges and steps.
bool IsCron(const std::string& text);
inline constexpr const char* kCronRule =
    "five fields of cron (minute, hour, day, month, day of week), such as 0 * * * *";

// https://HOST, with or without a port; nothing after it but a slash.
bool IsServiceUrl(const std::string& text);
inline constexpr const char* kServiceUrlRule = "https://HOST";
// The same, or http:// (stand-ins have no TLS).
bool IsLocalUrl(const std::string& text);
inline constexpr const char* kLocalUrlRule = "https://HOST or http://HOST";

bool IsMailAddress(const std::string& text);
inline constexpr const char* kMailAddressRule = "an e-mail address such as no-reply@HOST";

}  // namespace operate::provision
