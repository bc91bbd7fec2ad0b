// Usernames that a reader takes for each other: "marina.aives" beside "marina.alves".
//
// The skeleton of a username is what it looks like; two that are alike have the same one. The
// directory has a row with the skeleton of each account, so that the others who have it are found
// by one read.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/people/people.h"

namespace fotogal {

// Of a username as text::Username returns it. Characters that are confused are one: 0 and o; 1, i
// and l; 2 and z; 5 and s; 8 and b; 9, g and q; so are rn and m, vv and w, cl and d. Dots and
// underscores are dropped.
std::string SkeletonOf(std::string_view username);

// The prefix of the directory's row of an account.
std::string SkeletonPrefix(std::string_view username);

// By the id of each of these people that has any: the other accounts that have, or had, a username
// with the same skeleton; it has to be compared with the present one. EVENTUAL. One query for all
// of them, which reads at most a hundred rows: behind them somebody may be overlooked.
Outcome<std::map<UserId, std::set<UserId>>> LookAlikesOf(const Context& context,
                                                         const std::vector<Summary>& people);

}  // namespace fotogal
