#include "bench/page/page_bench.h"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>
#include <stdexcept>
#include <thread>

#include "bench/page/member.h"
#include "bench/page/running.h"
#include "local/demo/pictures.h"
#include "oci/json_text.h"

namespace bench {
namespace {

using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

constexpr int kAuthors = 10;
constexpr int kPhotosEach = 6;
constexpr int kPage = 20;
constexpr int kPages = 3;
constexpr int kDrawings = 6;                          // different photos
constexpr int kWidth = 2400, kHeight = 1800;          // of a photo that has all its sizes
constexpr std::chrono::seconds kUntilAgain{60 * 60};  // between the two visits

std::vector<std::string> DrawPhotos() {
  using local::demo::Scene;
  constexpr Scene kScenes[] = {Scene::kPeaks, Scene::kDunes, Scene::kForest,
                               Scene::kSea,   Scene::kCity,  Scene::kBalloons};
  std::vector<std::string> photos;
  for (unsigned i = 0; i < kDrawings; ++i)
    photos.push_back(local::demo::DrawJpeg(kScenes[i], kWidth, kHeight, i + 1));
  return photos;
}

size_t ImagesInFeed(Member& reader) {
  return oci::ParseOrThrow(reader.Must({"GET", "/v1/feed?limit=100"}).body).at("items").size();
}

// Ten authors with a portrait and six photos each, published in turns; the reader follows them and
// likes all.
void Fill(int port, Member& reader) {
  const auto photos = DrawPhotos();
  std::vector<std::unique_ptr<Member>> authors;
  for (int i = 0; i < kAuthors; ++i) {
    auto& author =
        *authors.emplace_back(std::make_unique<Member>(port, "author" + std::to_string(i)));
    author.Must(
        {"PUT", "/v1/me/avatar", {}, photos[static_cast<size_t>(i) % kDrawings], "image/jpeg"});
    reader.Must({"PUT", "/v1/users/" + author.username() + "/follow"});
  }
  for (int turn = 0; turn < kPhotosEach; ++turn) {
    for (size_t i = 0; i < authors.size(); ++i) {
      const auto& photo = photos[(i + static_cast<size_t>(turn)) % kDrawings];
      const auto answer = authors[i]->Must({"POST",
                                            "/v1/images",
                                            {{"X-Caption", "A%20photo%20of%20some%20place"}},
                                            photo,
                                            "image/jpeg"});
      const std::string id = oci::ParseOrThrow(answer.body).at("id");
      reader.Must({"PUT", "/v1/images/" + id + "/like"});
    }
    std::fprintf(stderr, "%d of %d photos\n", (turn + 1) * kAuthors, kPhotosEach * kAuthors);
  }
  while (ImagesInFeed(reader) < kPhotosEach * kAuthors)
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
}

// Where the feed's pages go on, and which portraits have been loaded.
struct Scroll {
  std::string cursor;
  std::set<std::string> portraits;
  size_t photos = 0;
};

// One more page of the feed with its pictures.
void ReadPage(Browser& browser, Scroll& scroll) {
  const std::string query =
      "?limit=" + std::to_string(kPage) + (scroll.cursor.empty() ? "" : "&cursor=" + scroll.cursor);
  const Json page = browser.GetJson("/v1/feed" + query);
  std::vector<std::string> pictures;
  for (const auto& item : page.at("items")) {
    pictures.push_back(item.at("urls").at("medium"));
    const auto& author = item.at("author");
    // The smaller one where there is one: it is shown 40 pixels wide.
    const char* name = author.contains("profile_image_url_small") ? "profile_image_url_small"
                                                                  : "profile_image_url";
    if (const auto& portrait = author.at(name); portrait.is_string()) {
      if (scroll.portraits.insert(portrait).second) pictures.push_back(portrait);
    }
  }
  scroll.photos += page.at("items").size();
  const auto& next = page.at("next_cursor");
  scroll.cursor = next.is_string() ? next.get<std::string>() : std::string();
  browser.GetPictures(pictures);
}

std::map<std::string, FunctionCost> WithoutJobs(std::map<std::string, FunctionCost> functions) {
  for (const char* job : {"deletion", "export", "fanout", "reconcile", "sweep"})
    functions.erase(job);
  return functions;
}

template <class Visit>
Stage Measure(const char* name, Browser& browser, CallLog& log, Visit visit) {
  (void)log.Take();
  (void)browser.Take();
  const auto start = Clock::now();
  visit();
  const std::chrono::duration<double, std::milli> took = Clock::now() - start;
  Stage stage{name, browser.Take(), WithoutJobs(log.Take())};
  stage.traffic.ms = took.count();
  return stage;
}

void Add(Stage& sum, const Stage& stage) {
  sum.traffic += stage.traffic;
  for (const auto& [function, cost] : stage.functions) sum.functions[function] += cost;
}

void ReadPages(Browser& browser, Scroll& scroll, int pages) {
  for (int i = 0; i < pages; ++i) ReadPage(browser, scroll);
}

PageResults MeasureVisits(const Running& running, const std::string& cookie) {
  {  // so that functions are hot and have prepared their statements
    Browser earlier(running.port(), cookie);
    Scroll scroll;
    ReadPages(earlier, scroll, kPages);
    if (scroll.photos != kPage * kPages) throw std::runtime_error("a feed without its photos");
  }
  CallLog log(running.Logs());
  Browser browser(running.port(), cookie);
  PageResults results;
  Scroll first, again;
  const Stage opened = Measure(kOpened, browser, log, [&] { ReadPages(browser, first, 1); });
  Stage scrolled = Measure(kScrolled, browser, log, [&] { ReadPages(browser, first, kPages - 1); });
  Add(scrolled, opened);
  browser.LetPass(kUntilAgain);
  results.stages = {opened, scrolled,
                    Measure(kAgain, browser, log, [&] { ReadPages(browser, again, kPages); })};
  return results;
}

PageResults MeasureProgram(const std::string& program) {
  const Running running(program);
  Member reader(running.port(), "reader");
  Fill(running.port(), reader);
  PageResults results = MeasureVisits(running, reader.Cookie());
  results.build = BuildOf(program);
  return results;
}

std::optional<PageResults> ReadBefore(const std::string& path) {
  if (path.empty()) return std::nullopt;
  std::ifstream file(path);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  auto results = PageResultsFrom(oci::JsonOf(text));
  if (!results) throw std::runtime_error(path + " is not what --save has written");
  return results;
}

void WriteFile(const std::string& path, const std::string& text) {
  std::ofstream file(path);
  file << text << std::flush;
  if (!file) throw std::runtime_error(path + " cannot be written");
}

}  // namespace

int RunPageBench(const PageBenchOptions& options) {
  try {
    const auto before = ReadBefore(options.before);
    const std::string own = std::filesystem::read_symlink("/proc/self/exe");
    const auto now = MeasureProgram(options.program.empty() ? own : options.program);
    std::printf("%s", ToMarkdown(before, now).c_str());
    if (!options.save.empty()) WriteFile(options.save, oci::JsonText(ToJson(now), 1) + "\n");
    if (!options.folder.empty()) {
      std::filesystem::create_directories(options.folder);
      WriteFile(options.folder + "/page.md", ToMarkdown(before, now));
      WriteFile(options.folder + "/page.svg", ToSvg(before, now));
    }
    return 0;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "fotogal: %s\n", failure.what());
    return 1;
  }
}

}  // namespace bench
