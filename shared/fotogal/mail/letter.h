// A mail's words, and its two forms: plain text and HTML, without pictures and without anything
// that is loaded from elsewhere.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fotogal {

struct Letter {
  std::string subject;
  std::string greeting;
  std::vector<std::string> before;  // paragraphs
  std::string button, link;         // the button's words and where it leads; empty: no button
  std::vector<std::string> after;   // paragraphs
  std::string service;              // the last line
  std::string language;             // of the words, as HTML names it: "en", "pt"
};

// Lines end with LF; the link stands in a line of its own.
std::string TextOf(const Letter& letter);
std::string HtmlOf(const Letter& letter);

}  // namespace fotogal
