// What stands around the commands of `fotogal`: help on every level, the version, the nearest name
// of what was misspelt, completion in shells.
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

// Help of this app and of what is added to it from now on says what an option takes and its usual
// value in words: "--port NUMBER   Where it listens (default: 8080)".
void UsePlainHelp(CLI::App& app);

// "fotogal up --help", where that is what the arguments begin with.
std::string HelpFor(const CLI::App& app, const Arguments& arguments);

// The help that was asked for: nothing was typed, or "help" where a sub-command may stand, before
// or behind the names ("help bench feed", "bench help"). nullopt: something else was meant.
std::optional<std::string> HelpAskedFor(const CLI::App& app, const Arguments& arguments);

// A sub-command or option that does not exist, and the one that may be meant. "": it was nothing of
// the kind.
std::string Misspelt(const CLI::App& app, const Arguments& arguments);

// "fotogal 0.1.0 (commit 1a2b3c4, GCC 12.2.0)".
std::string VersionLine();

// By sub-command ("invoke"): what may stand behind it that is neither sub-command nor option.
using CompletedWords = std::map<std::string, std::vector<std::string>>;

inline constexpr const char* kShells[] = {"bash", "zsh", "fish"};

// For `source <(fotogal completion bash)` and the like; nullopt: no such shell.
std::optional<std::string> CompletionScript(const CLI::App& app, const CompletedWords& words,
                                            std::string_view shell);

}  // namespace local
