// For tests: runs the steps of an import one by one, from a small original into an empty
// destination.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <map>
#include <set>
#include <string>

#include "fotogal/base/schema.h"
#include "local/standin/testing.h"
#include "operate/import/steps.h"
#include "tests/import/source_cloud.h"
#include "tests/support/test_cloud.h"

namespace operate::v1::testing {

namespace schema = fotogal::schema;

struct Steps {
  std::set<std::string> statements;
  tests::TestCloud cloud;
  tests::SourceCloud original{cloud.now};
  standin::testing::Folder folder;
  Source source = original.source();
  Options options;
  std::unique_ptr<State> state = State::Open(folder.path() / "state").value();
  terminal::Progress silent{nullptr, false};
  Job job{source, cloud.services(), options, *state, silent};
  const std::int64_t now = fotogal::ToMillis(cloud.now) / 1000;

  Steps() {
    options.patience = std::chrono::seconds(0);
    options.sleep = [](std::chrono::milliseconds) {};
    job.imported_at = now * 1000;
  }

  // Adds a person of the original, who signed up `age` seconds ago.
  void Person(std::int64_t id, const std::string& username, std::int64_t age,
              const Json& more = Json::object()) {
    Json row{{"id", id},
             {"email", username + "@example.com"},
             {"full_name", "Somebody"},
             {"username", username},
             {"password", ""},
             {"follow_list", Json::array()},
             {"follow_sent_list", Json::array()},
             {"follow_you_list", Json::array()},
             {"follow_received_list", Json::array()},
             {"created_ts", now - age},
             {"is_private", false},
             {"is_professional_account", false},
             {"profile_image_url", ""},
             {"user_data", nullptr}};
    row.update(more);
    original.store().PutUser(row);
  }
  // Adds an image with its object, "<id>.png".
  void Image(std::int64_t id, std::int64_t author, std::int64_t age,
             const Json& more = Json::object()) {
    const std::string name = std::to_string(id) + ".png";
    Json row{{"id", id},
             {"image_filename", name},
             {"image_original_filename", "holiday.png"},
             {"image_type", "png"},
             {"user_id", author},
             {"created_ts", now - age},
             {"liked_list", Json::array()},
             {"disliked_list", Json::array()},
             {"main_comment", "caption"},
             {"is_profile", false}};
    row.update(more);
    original.store().PutImage(row);
    original.store().PutObject(name, tests::SmallPng(static_cast<int>(id)));
  }

  using Step = oci::Status (*)(Job&);
  void Run(std::initializer_list<Step> steps) {
    for (const Step step : steps) {
      const auto status = step(job);
      INFO((status.ok() ? "" : status.error().message));
      REQUIRE(status.ok());
    }
  }
  // Runs all steps up to the names, on which all writing steps depend.
  void Plan() { Run({&ReadUsers, &ReadImages, &PlanIds, &PlanEdges, &Survey, &PlanNames}); }

  // The database identifies a statement by its address, so the text must stay where it is.
  const char* Kept(const std::string& sql) { return statements.insert(sql).first->c_str(); }
  std::int64_t Number(const std::string& sql) { return state->Count(Kept(sql)); }
  std::string Text(const std::string& sql) {
    auto query = state->db().Prepare(Kept(sql));
    return query.Step() ? query.Bytes(0) : "(none)";
  }
  fotogal::Id NewIdOf(std::int64_t old_id) {
    return Number("SELECT new_id FROM people WHERE owner = 1 AND old_id = " +
                  std::to_string(old_id));
  }
  using Counts = std::map<std::string, std::int64_t>;
  Counts Cases() { return state->CaseCounts(); }
};

}  // namespace operate::v1::testing
