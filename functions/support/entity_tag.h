// Entity tags: whether the client has the answer already (RFC 9110 8.8.3 and 13.1.2).
#pragma once

#include <string>
#include <string_view>

namespace fotogal {

// "\"...\"", a strong tag that changes with the content.
std::string TagOf(std::string_view content);
// The weak tag beside a strong one: "W/\"...\"".
std::string WeakTag(const std::string& strong);

// True when the list in If-None-Match, or "*", contains the tag by weak comparison: the client has
// this content, compressed or not. "": there is no such header.
bool NoneMatchFails(std::string_view list, std::string_view tag);

}  // namespace fotogal
