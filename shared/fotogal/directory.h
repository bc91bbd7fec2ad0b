// Who can be found: rows by the first letter of a term, a term being the username or a folded word
// of the full name. Rows are hints, checked against the users' rows when they are read, so they are
// written before an account changes and removed after it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fotogal/accounts.h"
#include "fotogal/people.h"
#include "fotogal/problem.h"
#include "fotogal/services.h"

namespace fotogal {

// What a search compares: case and accents folded, at most 40 bytes.
std::string FoldTerm(std::string_view text);

// The rows of an account as it is (or is about to be). Idempotent.
Outcome<Unit> AddToDirectory(Services& services, oci::Call& call, const User& user);
// The rows of `was` that `now` does not have; now == nullptr: all of them. Idempotent.
Outcome<Unit> RemoveFromDirectory(Services& services, oci::Call& call, const User& was,
                                  const User* now);

// Where a list of the directory stands: after that row. An empty term: at the start.
struct DirectoryPosition {
  std::string term;
  Id user_id = 0;
};

struct DirectoryPage {
  std::vector<Summary> people;
  bool more = false;
  DirectoryPosition last;  // of the rows scanned
};

// People with a term that starts with `prefix` (folded here), ordered by term, each once. EVENTUAL.
Outcome<DirectoryPage> Search(Services& services, oci::Call& call, std::string_view prefix,
                              const DirectoryPosition& after, int limit);
// Professional accounts, ordered by username. EVENTUAL.
Outcome<DirectoryPage> Professionals(Services& services, oci::Call& call,
                                     const DirectoryPosition& after, int limit);

}  // namespace fotogal
