// What becomes of the characters that people paste without seeing them. Nothing is refused for
// them: what carries meaning is kept, what has a plain equivalent becomes that, the rest goes.
//
//   line breaks (CR LF, CR, VT, FF, NEL, U+2028, U+2029)  a line feed, in one line a space
//   tab                                                   kept, in one line a space
//   no-break and narrow spaces                            a space
//   non-breaking hyphen                                   a hyphen
//   direction: isolates, embeddings, marks                kept and balanced where a text has
//   letters
//                                                         from right to left, else dropped; an
//                                                         override becomes an embedding
//   joiners, U+034F, U+180E                               kept behind the letters and pictures that
//                                                         they join
//   zero width space                                      kept behind letters of South East Asia,
//                                                         whose words it parts
//   variation selectors                                   one, behind what it varies
//   tags                                                  kept in flags
//   other controls, invisible format characters, noncharacters, U+FEFF, U+FFF9-FFFC: dropped
//
// NUL is kept: who calls refuses it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fotogal::text {

enum class Lines { kOne, kMany };

// What to do with direction marks that are still open at the end of a paragraph or text. Closing
// them makes the text longer.
enum class Unclosed { kClose, kDrop };

// In NFC; nullopt: not valid UTF-8.
std::optional<std::string> Normalize(std::string_view input);

// In NFC. A paragraph is balanced by UAX #9: an isolate that ends closes what was opened within it.
// nullopt: not valid UTF-8. Clean(Clean(x)) is Clean(x).
std::optional<std::string> Clean(std::string_view input, Lines lines,
                                 Unclosed unclosed = Unclosed::kClose);

// For names, addresses and numbers, whose characters are checked one by one: one line without
// invisible characters, not normalized. At the ends, all spaces are removed except those that a
// keyboard types; the caller decides about these. Text that is not valid UTF-8 is returned
// unchanged.
std::string CleanCode(std::string_view input);

// For web addresses: in NFC, without spaces at the ends. Joiners are kept where Clean keeps them,
// because hosts may be written in any script; direction marks are removed.
std::string CleanAddress(std::string_view input);

// Without spaces at the ends.
std::string_view Trim(std::string_view text);

}  // namespace fotogal::text
