#include "command/command_line.h"

#include <CLI/CLI.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <fstream>
#include <regex>

#include "fdk/testing/function_process.h"
#include "oci/nearest_name.h"

using namespace local;

namespace {

struct Sample {
  CLI::App app{"A sample", "fotogal"};
  int port = 0;

  Sample() {
    app.require_subcommand(1);
    app.add_subcommand("up", "Start")->add_option("--port", port, "Where it's heard");
    app.add_subcommand("invoke", "Call")->add_option("-H,--header", "'Name: value'");
    auto* bench = app.add_subcommand("bench", "Measure");
    bench->require_subcommand(1);
    bench->add_subcommand("feed", "Feeds")->add_option("--most", "How many");
    app.add_subcommand("stand-in", "Of our own")->group("");
  }
};

const CompletedWords kWords = {{"invoke", {"feed", "follow"}}};

std::string OutputOf(const std::string& command) {
  std::FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string output;
  char piece[512];
  for (size_t got; (got = std::fread(piece, 1, sizeof piece, pipe)) > 0;) output.append(piece, got);
  REQUIRE(pclose(pipe) == 0);
  return output;
}

}  // namespace

TEST_CASE("the nearest name is the one that is one or two letters away, or begun") {
  const std::vector<std::string> names = {"up", "invoke", "import-v1", "status", "deploy", "logs"};
  for (const auto& [typed, meant] :
       std::vector<std::pair<std::string, std::string>>{{"inovke", "invoke"},
                                                        {"invok", "invoke"},
                                                        {"depoly", "deploy"},
                                                        {"stat", "status"},
                                                        {"import", "import-v1"},
                                                        {"lgos", "logs"},
                                                        {"UP", "up"},
                                                        {"Invoke", "invoke"},
                                                        {"IMPORT", "import-v1"},
                                                        {"statuss", "status"}}) {
    INFO(typed);
    CHECK(oci::NearestName(typed, names) == meant);
  }
  for (const char* typed : {"", "x", "xy", "frobnicate", "123456"}) {
    INFO(typed);
    CHECK(oci::NearestName(typed, names) == std::nullopt);
  }
}

TEST_CASE("help comes without arguments and wherever help may stand") {
  const Sample sample;
  const auto begins = [&](const Arguments& arguments, const std::string& with) {
    const auto help = HelpAskedFor(sample.app, arguments);
    REQUIRE(help);
    CHECK(help->starts_with(with));
  };
  begins({}, "A sample");
  begins({"help"}, "A sample");
  begins({"help", "up"}, "Start");
  begins({"up", "help"}, "Start");
  begins({"bench"}, "Measure");
  begins({"bench", "help"}, "Measure\nUsage: fotogal bench ");
  begins({"help", "bench", "feed"}, "Feeds");
  for (const Arguments& other :
       {Arguments{"up"}, Arguments{"up", "--port", "1"}, Arguments{"help", "nothing"},
        Arguments{"invoke", "help", "--as", "x"}, Arguments{"--version"}}) {
    CHECK_FALSE(HelpAskedFor(sample.app, other));
  }
}

TEST_CASE("help tells what an option takes and its usual value in words") {
  CLI::App app("A sample", "fotogal");
  UsePlainHelp(app);
  int port = 8080;
  std::string data = ".data", function, config;
  bool demo = false;
  auto* up = app.add_subcommand("up", "Start");
  up->add_option("--port", port, "Where it listens")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  up->add_option("--data", data, "Its folder")->capture_default_str();
  up->add_option("--config", config, "Its settings")->required();
  up->add_option("function", function, "Its name")->required();
  up->add_flag("--demo", demo, "Fill it");
  const std::string help = *HelpAskedFor(app, {"help", "up"});
  INFO(help);
  const auto has = [&](const char* text) { return std::regex_search(help, std::regex(text)); };
  CHECK(has("\n  --port NUMBER +Where it listens \\(default: 8080\\)\n"));
  CHECK(has("\n  --data TEXT +Its folder \\(default: .data\\)\n"));
  CHECK(has("\n  --config TEXT +Its settings \\(required\\)\n"));
  CHECK(has("\n  function +Its name\n"));
  CHECK(has("\n  --demo +Fill it\n"));
  CHECK_FALSE(has("INT|65535|REQUIRED"));
}

TEST_CASE("an error in a sub-command leads to that one's help") {
  const Sample sample;
  CHECK(HelpFor(sample.app, {"up", "--prot", "1"}) == "fotogal up --help");
  CHECK(HelpFor(sample.app, {"bench", "feed", "--most"}) == "fotogal bench feed --help");
  CHECK(HelpFor(sample.app, {"frobnicate"}) == "fotogal --help");
}

TEST_CASE("what is misspelt is named with what may be meant") {
  const Sample sample;
  CHECK(Misspelt(sample.app, {"inovke"}) ==
        "fotogal has no sub-command inovke; did you mean invoke?");
  CHECK(Misspelt(sample.app, {"help", "bnech"}) ==
        "fotogal has no sub-command bnech; did you mean bench?");
  CHECK(Misspelt(sample.app, {"bench", "fed"}) ==
        "fotogal bench has no sub-command fed; did you mean feed?");
  CHECK(Misspelt(sample.app, {"up", "--prot", "1"}) ==
        "fotogal up has no option --prot; did you mean --port?");
  CHECK(Misspelt(sample.app, {"up", "--prot=1"}) ==
        "fotogal up has no option --prot; did you mean --port?");
  CHECK(Misspelt(sample.app, {"frobnicate"}) == "fotogal has no sub-command frobnicate");
  CHECK(Misspelt(sample.app, {"up", "--port"}) == "");  // known names; something else is wrong
  CHECK(Misspelt(sample.app, {"invoke", "-H", "A: b"}) == "");
}

TEST_CASE("the version names version, commit and compiler") {
  const std::string line = VersionLine();
  CHECK(line.starts_with("fotogal "));
  CHECK(line.find("commit ") != std::string::npos);
  CHECK(line.find("GCC ") != std::string::npos);
}

TEST_CASE("bash completes sub-commands and options") {
  const Sample sample;
  const fdk::testing::TempFolder folder;
  const std::string script = folder.path() + "/completion";
  std::ofstream(script) << *CompletionScript(sample.app, kWords, "bash");
  const auto completed = [&](const std::string& words, int at) {
    return OutputOf("bash -c 'source " + script + "; COMP_WORDS=(" + words + "); COMP_CWORD=" +
                    std::to_string(at) + "; _fotogal; printf \"%s \" \"${COMPREPLY[@]}\"'");
  };
  CHECK(completed("fotogal i", 1) == "invoke ");
  CHECK(completed("fotogal up --p", 2) == "--port ");
  CHECK(completed("fotogal bench f", 2) == "feed ");
  CHECK(completed("fotogal bench feed --m", 3) == "--most ");
  CHECK(completed("fotogal invoke feed --he", 3) == "--help --header ");
  CHECK(completed("fotogal invoke f", 2) == "feed follow ");
  CHECK(completed("fotogal up f", 2) == " ");
  CHECK(completed("fotogal s", 1) == " ");  // hidden subcommands are not offered
}

TEST_CASE("each shell has its script, and others have none") {
  const Sample sample;
  CHECK(CompletionScript(sample.app, kWords, "zsh")->starts_with("autoload"));
  const auto fish = *CompletionScript(sample.app, kWords, "fish");
  CHECK(fish.find("-a invoke -d 'Call'") != std::string::npos);
  CHECK(fish.find("-n '__fish_seen_subcommand_from invoke' -a 'feed follow'") != std::string::npos);
  CHECK(fish.find("-l port -d 'Where it\\'s heard'") != std::string::npos);
  CHECK(fish.find("stand-in") == std::string::npos);
  CHECK_FALSE(CompletionScript(sample.app, kWords, "csh"));
}
