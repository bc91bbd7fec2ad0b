#include <vector>

#include "local/standin/nosql/functions.h"

namespace standin::nosql {
namespace {

struct Piece {
  std::string character;  // empty: the piece is "."
  bool repeated = false;
};

std::vector<std::string> Characters(std::string_view text) {
  std::vector<std::string> characters;
  for (char c : text) {
    if ((c & 0xC0) != 0x80 || characters.empty()) characters.emplace_back();
    characters.back() += c;
  }
  return characters;
}

Result<std::vector<Piece>> ParsePattern(std::string_view pattern) {
  const Error unsupported = InvalidParameter("The pattern parameter [" + std::string(pattern) +
                                             "] contains an unsupported regular expression.");
  std::vector<Piece> pieces;
  const auto characters = Characters(pattern);
  for (size_t i = 0; i < characters.size(); ++i) {
    const std::string& c = characters[i];
    if (c == "*") {
      if (pieces.empty() || pieces.back().repeated) return unsupported;
      pieces.back().repeated = true;
    } else if (c == ".") {
      pieces.push_back({});
    } else if (c == "\\") {
      const bool letter = i + 1 < characters.size() && characters[i + 1].size() == 1 &&
                          std::isalnum(static_cast<unsigned char>(characters[i + 1][0])) != 0;
      if (i + 1 >= characters.size() || letter) return unsupported;
      pieces.push_back({characters[++i]});
    } else if (c.find_first_of("[]()+?{}|^$") != std::string::npos) {
      return unsupported;
    } else {
      pieces.push_back({c});
    }
  }
  return pieces;
}

}  // namespace

Result<bool> RegexLike(std::string_view text, std::string_view pattern) {
  OCI_ASSIGN_OR_RETURN(const auto pieces, ParsePattern(pattern));
  // reached[i]: the pieces so far can match the first i characters. Without backtracking, no
  // pattern is slow.
  const auto characters = Characters(text);
  std::vector<bool> reached(characters.size() + 1);
  reached[0] = true;
  for (const Piece& piece : pieces) {
    std::vector<bool> next(reached.size());
    for (size_t i = 0; i < reached.size(); ++i) {
      if (piece.repeated && reached[i]) next[i] = true;
      const bool matches =
          i > 0 && (piece.character.empty() || piece.character == characters[i - 1]);
      if (matches && (reached[i - 1] || (piece.repeated && next[i - 1]))) next[i] = true;
    }
    reached = std::move(next);
  }
  return bool{reached.back()};
}

}  // namespace standin::nosql
