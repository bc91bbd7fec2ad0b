// Who can be found: rows by the first letter of a term, a term being the username, the folded full
// name, a word of it between spaces, or a word behind a hyphen, apostrophe or other mark in one of
// those. Rows are hints, checked against the users' rows when they are read, so they are written
// before an account changes and removed after it. Accounts from before words behind marks had rows
// are found by all others until `reconcile` has been run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/people/people.h"
#include "fotogal/people/user.h"

namespace fotogal {

// What a search compares: case and accents folded, at most 40 bytes.
std::string FoldTerm(std::string_view text);

// What is searched for by what was typed or pasted: of "@ann" and of a profile's address
// ("https://host/@ann?x") the username.
std::string_view SearchedFor(std::string_view typed);

// The rows of an account as it is (or is about to be). Idempotent.
Outcome<Unit> AddToDirectory(const Context& context, const User& user);
// The rows of `was` that `now` does not have; now == nullptr: all of them. Idempotent.
Outcome<Unit> RemoveFromDirectory(const Context& context, const User& was, const User* now);

// Where a list of the directory stands: after that row. An empty term: at the start.
struct DirectoryPosition {
  std::string term;
  UserId user_id;
  bool by_words = false;  // in the second part of a search
};

struct DirectoryPage {
  std::vector<Summary> people;
  bool more = false;
  DirectoryPosition last;  // of the rows scanned
};

// First people with a term that starts with `text` (folded here), ordered by term; then, where it
// has several words or marks, those whose username and full name have words that start with all of
// them. Each once. A page of the second part reads at most 100 rows and may be short. EVENTUAL.
Outcome<DirectoryPage> Search(const Context& context, std::string_view text,
                              const DirectoryPosition& after, int limit);
// Writes those rows of an account that are missing; answers how many.
Outcome<int> MendDirectoryOf(const Context& context, const User& user);

// Professional accounts, ordered by username. EVENTUAL.
Outcome<DirectoryPage> Professionals(const Context& context, const DirectoryPosition& after,
                                     int limit);

}  // namespace fotogal
