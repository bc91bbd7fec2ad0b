// Lists with pages: parameters limit and cursor, response {items, next_cursor}.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "functions/support/exchange.h"
#include "functions/support/guard.h"

namespace fotogal {

// The page that a request asks for. `name` is unique for each list, including whose it is: a cursor
// of one list is not accepted by another.
class ListPage {
 public:
  static Outcome<ListPage> Read(const Exchange& exchange, std::string name);

  int limit() const { return limit_; }
  // The position in the cursor, which is what the previous page passed to Response; null: the
  // beginning.
  const nlohmann::json& position() const { return position_; }
  // The position as an id; 0: the beginning.
  Id after() const { return position_.is_number() ? position_.get<Id>() : 0; }
  // {items, next_cursor} and the members of `more`. `next`: the position of the next page; null:
  // this is the last one.
  fdk::Response Response(const Exchange& exchange, nlohmann::json items, const nlohmann::json& next,
                         nlohmann::json more = nlohmann::json::object()) const;

 private:
  std::string name_;
  int limit_ = 0;
  nlohmann::json position_;
};

// Cuts limit + 1 ids down to a page; returns the position of the next page, or null.
nlohmann::json CutPage(std::vector<UserId>& ids, int limit);

enum class Blocked { kHidden, kShown };  // whether people whom the viewer blocks are listed

// What the viewer may see of these people, in the same order: {id, username, full_name, is_private,
// is_professional_account, profile_image_url, relation}. People who do not exist, or who block the
// viewer, are left out.
Outcome<nlohmann::json> PeopleItems(Exchange& exchange, UserId viewer,
                                    const std::vector<UserId>& people,
                                    Blocked blocked = Blocked::kHidden);
// The same of people whom the viewer does not know yet, with {looks_like}: the username of another
// person whom the viewer follows and whose name is taken for theirs, or null. One read more, three
// where somebody has such a name.
Outcome<nlohmann::json> StrangersItems(Exchange& exchange, UserId viewer,
                                       const std::vector<UserId>& people);

}  // namespace fotogal
