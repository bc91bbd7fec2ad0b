#include "command/command_line.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "functions/health/version.h"
#include "oci/nearest_name.h"

namespace local {
namespace {

// The subcommands that help shows; those that `up` starts as processes have no group and are
// hidden.
std::vector<const CLI::App*> SubcommandsOf(const CLI::App& app) {
  auto all = app.get_subcommands([](const CLI::App* one) { return !one->get_group().empty(); });
  return {all.begin(), all.end()};
}
std::vector<std::string> NamesIn(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* one : SubcommandsOf(app)) names.push_back(one->get_name());
  return names;
}
std::vector<std::string> OptionsOf(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* option : app.get_options()) {
    if (option->get_group().empty()) continue;
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
    for (const auto& name : option->get_snames()) names.push_back("-" + name);
  }
  return names;
}

const CLI::App* Find(const CLI::App& app, const std::string& name) {
  for (const auto* one : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (one->get_name() == name) return one;
  }
  return nullptr;
}

// The subcommand that the arguments begin with; `at` is set to the argument after it.
const CLI::App& Named(const CLI::App& app, const Arguments& arguments, size_t& at) {
  const CLI::App* current = &app;
  while (at < arguments.size()) {
    const auto* next = Find(*current, arguments[at]);
    if (next == nullptr) break;
    current = next;
    ++at;
  }
  return *current;
}

std::string PathOf(const CLI::App& app) {
  const std::string above = app.get_parent() == nullptr ? "" : PathOf(*app.get_parent());
  return above.empty() ? app.get_name() : above + " " + app.get_name();
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string NoSuch(const char* kind, const std::string& typed, const CLI::App& app,
                   const std::vector<std::string>& names) {
  const std::string of = app.get_parent() == nullptr ? "fotogal" : PathOf(app);
  std::string text = of + " has no " + kind + " " + typed;
  if (const auto nearest = oci::NearestName(typed, names))
    text += "; did you mean " + *nearest + "?";
  return text;
}

// Calls `visit` for the app and all subcommands below it, the deepest first.
template <class Visit>
void Walk(const CLI::App& app, const std::string& path, const Visit& visit) {
  for (const auto* one : SubcommandsOf(app))
    Walk(*one, path.empty() ? one->get_name() : path + " " + one->get_name(), visit);
  visit(path, app);
}

// The words for a subcommand, whose full name is `path` ("bench feed").
std::vector<std::string> WordsOf(const CompletedWords& words, const std::string& path) {
  const auto found = words.find(path);
  return found == words.end() ? std::vector<std::string>{} : found->second;
}

std::string BashFunction(const CLI::App& app, const CompletedWords& completed) {
  std::string script =
      "_fotogal() {\n"
      "  local word typed= offered=\n"
      "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
      "    [[ $word == -* ]] || typed+=\"$word \"\n"
      "  done\n"
      "  case $typed in\n";
  Walk(app, "", [&](const std::string& path, const CLI::App& one) {
    auto words = NamesIn(one);
    for (const auto& more : {WordsOf(completed, path), OptionsOf(one)})
      words.insert(words.end(), more.begin(), more.end());
    script += "    " + (path.empty() ? "" : "'" + path + " '") + "*) offered='" + Joined(words) +
              "' ;;\n";
  });
  return script +
         "  esac\n"
         "  COMPREPLY=($(compgen -W \"$offered\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
         "}\n"
         "complete -o default -F _fotogal fotogal\n";
}

std::string FishQuoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text)
    quoted += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return quoted + "'";
}

std::string FishScript(const CLI::App& app, const CompletedWords& completed) {
  std::string script = "complete -c fotogal -f\n";
  Walk(app, "", [&](const std::string& path, const CLI::App& one) {
    const auto names = NamesIn(one);
    std::string when = path.empty() ? "" : "__fish_seen_subcommand_from " + one.get_name();
    for (const auto* option : one.get_options()) {
      if (option->get_group().empty()) continue;
      for (const auto& name : option->get_lnames())
        script += "complete -c fotogal" + (when.empty() ? "" : " -n " + FishQuoted(when)) + " -l " +
                  name + " -d " + FishQuoted(option->get_description()) + "\n";
    }
    if (const auto words = WordsOf(completed, path); !words.empty())
      script +=
          "complete -c fotogal -n " + FishQuoted(when) + " -a " + FishQuoted(Joined(words)) + "\n";
    if (names.empty()) return;
    when += std::string(when.empty() ? "" : "; and ") + "not __fish_seen_subcommand_from " +
            Joined(names);
    for (const auto* below : SubcommandsOf(one))
      script += "complete -c fotogal -n " + FishQuoted(when) + " -a " + below->get_name() + " -d " +
                FishQuoted(below->get_description()) + "\n";
  });
  return script;
}

class PlainHelp : public CLI::Formatter {
 public:
  std::string make_option_opts(const CLI::Option* option) const override {
    if (option->get_type_name().empty() || option->get_positional()) return {};
    const std::string type = option->get_type_name();
    const bool is_number =
        type.starts_with("INT") || type.starts_with("UINT") || type.starts_with("FLOAT");
    return is_number ? " NUMBER" : " TEXT";
  }
  std::string make_option_desc(const CLI::Option* option) const override {
    std::string text = option->get_description();
    if (option->get_type_name().empty()) return text;
    if (!option->get_default_str().empty()) text += " (default: " + option->get_default_str() + ")";
    if (option->get_required() && !option->get_positional()) text += " (required)";
    return text;
  }
};

}  // namespace

void UsePlainHelp(CLI::App& app) { app.formatter(std::make_shared<PlainHelp>()); }

std::string HelpFor(const CLI::App& app, const Arguments& arguments) {
  size_t at = !arguments.empty() && arguments[0] == "help" ? 1 : 0;
  return PathOf(Named(app, arguments, at)) + " --help";
}

std::optional<std::string> HelpAskedFor(const CLI::App& app, const Arguments& arguments) {
  const bool first = !arguments.empty() && arguments[0] == "help";
  size_t at = first ? 1 : 0;
  const CLI::App& meant = Named(app, arguments, at);
  const bool all = at == arguments.size();
  const bool here = !first && at + 1 == arguments.size() && arguments[at] == "help";
  const bool incomplete = all && !SubcommandsOf(meant).empty();
  if (!(first && all) && !here && !incomplete) return std::nullopt;
  const auto* above = meant.get_parent();
  return meant.help(above == nullptr ? "" : PathOf(*above), CLI::AppFormatMode::Normal);
}

std::string Misspelt(const CLI::App& app, const Arguments& arguments) {
  size_t at = !arguments.empty() && arguments[0] == "help" ? 1 : 0;
  const CLI::App& meant = Named(app, arguments, at);
  const auto names = NamesIn(meant);
  if (at < arguments.size() && !arguments[at].starts_with('-') && !names.empty())
    return NoSuch("sub-command", arguments[at], meant, names);
  const auto options = OptionsOf(meant);
  for (; at < arguments.size() && arguments[at] != "--"; ++at) {
    const std::string option = arguments[at].substr(0, arguments[at].find('='));
    const bool named = option.starts_with("--") ||
                       (option.size() == 2 && option[0] == '-' && std::isalpha(option[1]));
    if (named && meant.get_option_no_throw(option) == nullptr)
      return NoSuch("option", option, meant, options);
  }
  return {};
}

std::string VersionLine() {
  return std::string("fotogal ") + fotogal::health::kVersion + " (commit " +
         fotogal::health::kBuild + ", GCC " + __VERSION__ + ")";
}

std::optional<std::string> CompletionScript(const CLI::App& app, const CompletedWords& words,
                                            std::string_view shell) {
  if (shell == "bash") return BashFunction(app, words);
  if (shell == "zsh")
    return "autoload -U +X bashcompinit && bashcompinit\n" + BashFunction(app, words);
  if (shell == "fish") return FishScript(app, words);
  return std::nullopt;
}

}  // namespace local
