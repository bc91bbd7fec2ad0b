#include "local/command/browser.h"

#include <sys/stat.h>

#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>

#include "fdk/testing/function_process.h"

namespace {

constexpr const char* kUrl = "http://127.0.0.1:8080";

struct Variable {
  Variable(const char* name_in, const std::string& value) : name(name_in) {
    if (const char* old = std::getenv(name)) before = old;
    setenv(name, value.c_str(), 1);
  }
  ~Variable() { before.empty() ? unsetenv(name) : setenv(name, before.c_str(), 1); }
  const char* name;
  std::string before;
};

std::string Program(const fdk::testing::TempFolder& folder, const std::string& name,
                    const std::string& text) {
  const std::string path = folder.path() + "/" + name;
  std::ofstream(path) << "#!/bin/sh\n" << text << "\n";
  chmod(path.c_str(), 0755);
  return path;
}

// The line in a file, once it is there.
std::string Read(const std::string& path) {
  std::string line;
  while (!std::getline(std::ifstream(path), line)) std::this_thread::yield();
  return line;
}

}  // namespace

TEST_CASE("the address is opened by BROWSER's first program that is there, in its place") {
  const fdk::testing::TempFolder folder;
  const std::string told = folder.path() + "/told";
  const auto fake =
      Program(folder, "fake", "echo \"$@\" >" + told + ".part; mv " + told + ".part " + told);
  const std::pair<std::string, std::string> cases[] = {
      {fake, std::string(kUrl)},
      {"/nowhere/x:" + fake + ":/nowhere/y", std::string(kUrl)},
      {fake + " --app=%s/x -n", std::string("--app=") + kUrl + "/x -n"},
      {"fake", std::string(kUrl)}};
  const Variable path("PATH", folder.path() + ":/usr/bin:/bin");
  for (const auto& [browser, arguments] : cases) {
    INFO(browser);
    const Variable set("BROWSER", browser);
    REQUIRE(local::OpenInBrowser(kUrl).ok());
    CHECK(Read(told) == arguments);
    std::remove(told.c_str());
  }
}

TEST_CASE("xdg-open opens it where BROWSER is empty") {
  const fdk::testing::TempFolder folder;
  const std::string told = folder.path() + "/told";
  Program(folder, "xdg-open", "echo \"$@\" >" + told + ".part; mv " + told + ".part " + told);
  const Variable path("PATH", folder.path() + ":/usr/bin:/bin"), browser("BROWSER", "");
  REQUIRE(local::OpenInBrowser(kUrl).ok());
  CHECK(Read(told) == std::string(kUrl));
}

TEST_CASE("without a browser, or with one that fails, one line says what to do") {
  const fdk::testing::TempFolder folder;
  const auto failing = Program(folder, "failing", "exit 3");
  const Variable path("PATH", folder.path());
  const std::pair<std::string, std::string> cases[] = {
      {"", "no browser was found"},
      {"/nowhere/x", "BROWSER names no program that is there"},
      {":", "BROWSER names no program"},
      {folder.path(), "BROWSER names no program"},
      {failing, "could not open it"}};
  for (const auto& [browser, why] : cases) {
    INFO(browser);
    const Variable set("BROWSER", browser);
    const auto opened = local::OpenInBrowser(kUrl);
    REQUIRE_FALSE(opened.ok());
    CHECK(opened.error().message.find(why) != std::string::npos);
    CHECK(opened.error().message.ends_with(std::string("open ") + kUrl + " yourself"));
    CHECK(opened.error().message.find('\n') == std::string::npos);
  }
}
