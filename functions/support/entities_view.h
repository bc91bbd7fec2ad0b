// What links, mentions and tags of a text are for clients.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "fotogal/people/named.h"

namespace fotogal {

// [{type, start, end, url | username | tag}], in code points. mentions: the column of that name
// beside the text. Of the people only those in `named` are in it, by their present usernames.
nlohmann::json EntitiesView(const std::string& text, const std::vector<UserId>& mentions,
                            const Named& named);

}  // namespace fotogal
