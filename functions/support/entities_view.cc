#include "functions/support/entities_view.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "fotogal/base/entities.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

// The present username of whom the text mentions under that name.
std::optional<std::string> PresentName(const std::string& written,
                                       const std::vector<std::string>& names,
                                       const std::vector<UserId>& mentions, const Named& named) {
  const auto at = static_cast<size_t>(std::ranges::find(names, written) - names.begin());
  if (at >= mentions.size()) return std::nullopt;
  const auto found = named.find(mentions[at]);
  return found == named.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

Json EntitiesView(const std::string& text, const std::vector<UserId>& mentions,
                  const Named& named) {
  Json view = Json::array();
  const auto names = named.empty() ? std::vector<std::string>() : text::MentionedIn(text);
  for (const auto& entity : text::EntitiesIn(text)) {
    Json item{{"start", entity.start}, {"end", entity.end}};
    switch (entity.kind) {
      case text::EntityKind::kLink:
        item["type"] = "link";
        item["url"] = entity.value;
        break;
      case text::EntityKind::kTag:
        item["type"] = "tag";
        item["tag"] = entity.value;
        break;
      case text::EntityKind::kMention: {
        const auto name = PresentName(entity.value, names, mentions, named);
        if (!name) continue;
        item["type"] = "mention";
        item["username"] = *name;
        break;
      }
    }
    view.push_back(std::move(item));
  }
  return view;
}

}  // namespace fotogal
