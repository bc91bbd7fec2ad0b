// What people of a photo service ask for, and how often.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace bench {

enum class Work { kPhoto, kFeed, kNotifications, kLike, kComment, kFollow, kUpload, kLogIn };

struct Share {
  Work work;
  std::string_view name;
  int in_thousand;
  std::string_view why;
};

// In the order of the enum. The proportions of pages, likes and uploads are those by which
// docs/running.md computes a bill: 10 pages, 3 likes and 0.3 photos a person and day.
inline constexpr std::array<Share, 8> kMix{{
    {Work::kPhoto, "photo", 600, "three photos of a page are new to the browser's cache"},
    {Work::kFeed, "feed", 200, "the start page, and each time somebody scrolls on"},
    {Work::kNotifications, "notifications", 100, "looked at with every second page"},
    {Work::kLike, "like", 60, "three for ten pages; every second one is taken back"},
    {Work::kComment, "comment", 20, "one for three likes"},
    {Work::kFollow, "follow", 10, "one for twenty pages; every second one is taken back"},
    {Work::kUpload, "upload", 6, "three photos for a hundred pages"},
    {Work::kLogIn, "log-in", 4, "sessions last for weeks"},
}};

constexpr const Share& ShareOf(Work work) { return kMix[static_cast<size_t>(work)]; }

// Of the whole mix, by a number that is evenly spread.
Work Pick(std::uint64_t random);

// nullopt: no work has that name.
std::optional<Work> WorkNamed(std::string_view name);

}  // namespace bench
