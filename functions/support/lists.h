// Lists: ?limit&cursor in, {items, next_cursor} out.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "functions/support/exchange.h"
#include "functions/support/guard.h"

namespace fotogal {

// One page of a list that is asked for. `name` tells the list from all others, its owner included:
// a cursor of one list does not open another.
class ListPage {
 public:
  static Outcome<ListPage> Read(const Exchange& exchange, std::string name);

  int limit() const { return limit_; }
  // Where the page starts: what was handed to Response; null: at the start.
  const nlohmann::json& position() const { return position_; }
  // The position as an id; 0: at the start.
  Id after() const { return position_.is_number() ? position_.get<Id>() : 0; }
  // {items, next_cursor} and what `more` holds; `next` null: the list ends here.
  fdk::Response Response(const Exchange& exchange, nlohmann::json items, const nlohmann::json& next,
                         nlohmann::json more = nlohmann::json::object()) const;

 private:
  std::string name_;
  int limit_ = 0;
  nlohmann::json position_;
};

// Of limit + 1 ids read, keeps the page; the position of the next one, null at the end.
nlohmann::json CutPage(std::vector<UserId>& ids, int limit);

enum class Blocked { kHidden, kShown };  // people whom the viewer blocks

// What the viewer sees of these people, in their order: {id, username, full_name, is_private,
// is_professional_account, profile_image_url, relation}. Who does not exist, or blocks the viewer,
// is left out.
Outcome<nlohmann::json> PeopleItems(Exchange& exchange, UserId viewer,
                                    const std::vector<UserId>& people,
                                    Blocked blocked = Blocked::kHidden);

}  // namespace fotogal
