// What all commands of `fotogal` have: help, version, suggestions for misspelt names, completion in
// shells.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace local {

using Arguments = std::vector<std::string>;  // without the program's name

// From now on the help of this app and its subcommands shows an option's argument and default in
// words: "--port NUMBER   Where it listens (default: 8080)".
void UsePlainHelp(CLI::App& app);

// "fotogal up --help", when the arguments begin with `up`.
std::string HelpFor(const CLI::App& app, const Arguments& arguments);

// The help text when the arguments ask for it: there are none, or "help" stands where a subcommand
// may, before or after names ("help bench feed", "bench help"). nullopt: they ask for something
// else.
std::optional<std::string> HelpAskedFor(const CLI::App& app, const Arguments& arguments);

// An error message for an unknown subcommand or option, with the name that may be meant. "": all
// names are known.
std::string Misspelt(const CLI::App& app, const Arguments& arguments);

// "fotogal 0.1.0 (commit 1a2b3c4, GCC 12.2.0)".
std::string VersionLine();

// For a subcommand ("invoke"): the words that may follow it besides subcommands and options.
using CompletedWords = std::map<std::string, std::vector<std::string>>;

inline constexpr const char* kShells[] = {"bash", "zsh", "fish"};

// The script for `source <(fotogal completion bash)` and the like; nullopt: no such shell.
std::optional<std::string> CompletionScript(const CLI::App& app, const CompletedWords& words,
                                            std::string_view shell);

}  // namespace local
