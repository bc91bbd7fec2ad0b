// Finding people: rows by the first letter of a term. Terms are the username, the folded full name,
// its words between spaces, and the words after a hyphen, apostrophe or other mark in one of these;
// one more row has what the username looks like (look_alikes.h).
// Rows are only hints, which are checked against `users` when they are read; so they are written
// before an account changes and removed after it. Accounts from a release without the words after
// marks are found by their other terms until `reconcile` was run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/people/people.h"
#include "fotogal/people/user.h"

namespace fotogal {

// The form in which terms are compared: lower case, without accents, at most 40 bytes.
std::string FoldTerm(std::string_view text);

// The text to search for: for "@ann" and for the address of a profile ("https://host/@ann?x") the
// username.
std::string_view SearchedFor(std::string_view typed);

// Writes the rows of an account as it is (or will be). Idempotent.
Outcome<Unit> AddToDirectory(const Context& context, const User& user);
// Deletes the rows that `was` has and `now` has not; now == nullptr: all. Idempotent.
Outcome<Unit> RemoveFromDirectory(const Context& context, const User& was, const User* now);

// The position of a list: after that row. An empty term: at the beginning.
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

// First people with a term that begins with `text` (which is folded here), ordered by term. Then,
// if the text has several words or marks, people whose username and full name have words that begin
// with all of them. Each person once. A page of the second part reads at most 100 rows and may be
// short. EVENTUAL.
Outcome<DirectoryPage> Search(const Context& context, std::string_view text,
                              const DirectoryPosition& after, int limit);
// Writes the missing rows of an account; returns how many.
Outcome<int> RepairDirectoryOf(const Context& context, const User& user);

// Professional accounts, ordered by username. EVENTUAL.
Outcome<DirectoryPage> Professionals(const Context& context, const DirectoryPosition& after,
                                     int limit);

}  // namespace fotogal
