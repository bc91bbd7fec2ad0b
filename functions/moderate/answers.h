// What moderators are answered, as JSON.
#pragma once

#include <nlohmann/json.hpp>

#include "fotogal/base/context.h"
#include "fotogal/moderation/report_list.h"
#include "fotogal/people/people.h"

namespace fotogal::moderate {

nlohmann::json JsonOf(const ReportedGroup& group);
// people: those who have reported, as far as they are there.
nlohmann::json JsonOf(const ShownThing& shown, const std::map<UserId, Summary>& people,
                      const Config& config);
nlohmann::json SuspensionOf(const User& user);  // null: there is none
nlohmann::json MomentOf(std::int64_t millis);   // null for 0

}  // namespace fotogal::moderate
