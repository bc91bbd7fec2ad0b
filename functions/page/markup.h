// What people wrote, as HTML that says nothing else.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace fotogal::page {

// For a text between tags, and for an attribute in double quotes.
std::string Escaped(std::string_view text);

// JSON for a `script` element: no character of it can end the element or begin a comment.
std::string ScriptText(const nlohmann::json& json);

// On one line, and of at most so many code points, the last of which is "…" where something is
// left out.
std::string Shortened(std::string_view text, size_t most);

}  // namespace fotogal::page
