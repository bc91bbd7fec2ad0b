// fotogal: run FotoGal on this machine and call its functions.
#include <sodium.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "bench/feed/feed_bench.h"
#include "bench/load/load_bench.h"
#include "bench/page/page_bench.h"
#include "command/command_line.h"
#include "local/command/logs.h"
#include "local/command/mail.h"
#include "local/command/up.h"
#include "local/running/manifest.h"
#include "operate/command/for_up.h"
#include "operate/command/moderate.h"
#include "operate/command/operate.h"
#include "operate/command/reconcile.h"
#include "operate/import/config.h"
#include "terminal/signals.h"

// Read by jemalloc before main(). Arenas and the hundreds of threads of the stand-in each keep
// memory, and the machine is somebody's laptop.
extern "C" const char* malloc_conf;  // NOLINT: jemalloc's name
const char* malloc_conf = "narenas:2,dirty_decay_ms:1000,lg_tcache_max:10";

namespace {

// Options that `up` and `dev` share.
void AddServing(CLI::App* command, local::UpOptions& options) {
  command->add_option("--port", options.port, "Where the gateway listens (0: any free port)")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  command->add_flag("--all-addresses", options.all_addresses,
                    "Listen on every address, not on loopback alone: for a container's published "
                    "port");
  command
      ->add_option("--data", options.data,
                   "Folder of tables, objects, logs and keys; made when it is missing, in a folder "
                   "that is there")
      ->capture_default_str();
  command->add_option("--nosql-endpoint", options.nosql_endpoint,
                      "Keep the tables in another NoSQL REST service");
  command->add_option("--specification", options.specification,
                      "Deployment specification (default: the project's)");
  command
      ->add_option("--client-rate", options.client_rate,
                   "Requests a second from one address: here all clients have the same (a "
                   "deployment allows 200)")
      ->check(CLI::Range(1, local::kMostClientRate))
      ->capture_default_str();
  command->add_flag("--demo", options.demo, "Fill an empty store with people and pictures");
  command->add_option("--faults", options.faults,
                      "What goes wrong on purpose once it is ready (docs/running.md#bad-days)");
  command->add_option("--web", options.web, "Built web client (default: the build's)");
  command->add_flag("--open", options.open, "Show it in a browser: $BROWSER, otherwise xdg-open");
}

void AddUp(CLI::App& app, int& exit_code, local::UpOptions& options) {
  auto* up = app.add_subcommand("up", "Start FotoGal");
  AddServing(up, options);
  up->add_flag_callback(
      "--containers", [&options] { options.image_prefix = local::kImagePrefix; },
      "Run functions as containers of the images that `make images` builds");
  up->add_flag("--cloud-only", options.cloud_only,
               "An empty tenancy, which serves what is deployed in it: to rehearse a deployment");
  up->add_option("--on-demand-tables", options.most_on_demand_tables,
                 "How many tables with on-demand capacity the tenancy allows")
      ->check(CLI::Range(0, local::kMostTables))
      ->capture_default_str();
  up->add_flag("--detach", options.detach,
               "Run in the background and return once it is up (default: stay, Ctrl-C stops it)");
  up->add_option("--cloud-endpoint", options.cloud_endpoint, "How functions reach the stand-in")
      ->group("");
  up->callback([&] { exit_code = local::Up(options, operate::ProvisioningForUp()); });
}

void AddDev(CLI::App& app, int& exit_code, local::UpOptions& options) {
  auto* dev = app.add_subcommand(
      "dev", "Start FotoGal, and build and swap each function whose sources change");
  AddServing(dev, options);
  options.dev.emplace();
  dev->add_option("--sources", options.dev->sources,
                  "What is watched (default: the sources that this was built from)");
  dev->add_option("--build", options.dev->build,
                  "CMake's folder, with bin/functions in it (default: the one of this program)");
  dev->callback([&] { exit_code = local::Up(options, operate::ProvisioningForUp()); });
}

void AddDown(CLI::App& app, int& exit_code, std::string& data) {
  auto* down = app.add_subcommand(
      "down", "Stop the FotoGal of a data folder and wait until it is gone; 0 also when none runs");
  down->add_option("--data", data, "Its data folder")->capture_default_str();
  down->callback([&] { exit_code = local::Down(data); });
}

void AddPs(CLI::App& app, int& exit_code, local::PsOptions& options) {
  auto* ps = app.add_subcommand(
      "ps", "Show what runs: each function with instances, calls, memory and last error");
  ps->add_option("--data", options.data, "Data folder of the running FotoGal")
      ->capture_default_str();
  ps->add_flag("--json", options.json, "Print {url, pid, data, functions} as one object");
  ps->callback([&] { exit_code = local::Ps(options); });
}

void AddFaults(CLI::App& app, int& exit_code, local::FaultsOptions& options) {
  auto* faults = app.add_subcommand(
      "faults", "Show, change or end what goes wrong on purpose in the local cloud");
  faults->add_option("what", options.what, "A file with rules (docs/running.md), off, or show")
      ->capture_default_str();
  faults->add_option("--data", options.data, "Data folder of the running FotoGal")
      ->capture_default_str();
  faults->callback([&] { exit_code = local::SetFaults(options); });
}

void AddInvoke(CLI::App& app, int& exit_code, local::InvokeOptions& options) {
  auto* invoke = app.add_subcommand("invoke",
                                    "Call one function of a running FotoGal; the body is standard "
                                    "input. Ends with 0 for an answer "
                                    "of 200 to 299 that is no problem, with 1 for any other");
  invoke->add_option("function", options.function, "Its name")->required();
  invoke->add_option(
      "--method", options.method,
      "HTTP method (default: GET; without a path what the first route takes, but never "
      "DELETE)");
  invoke->add_option("--path", options.path,
                     "Path and query (default: the function's first route; sweep, authorize and "
                     "jobs have none and are called plainly)");
  invoke->add_option("-H,--header", options.headers,
                     "'Name: value'; may be repeated (a body that is JSON says so by itself)");
  invoke->add_option("--as", options.as, "Call as this person, in a session of its own");
  invoke->add_flag("--raw", options.raw, "Show the Fn exchange too");
  invoke->add_flag("--json", options.json, "Print {status, headers, body} as one object");
  invoke->add_option("--data", options.data, "Data folder of the running FotoGal")
      ->capture_default_str();
  invoke->callback([&] { exit_code = local::Invoke(options); });
}

void AddImport(CLI::App& app, int& exit_code, std::string& config) {
  auto* command =
      app.add_subcommand("import-v1", "Take over people and photos of an original FotoGal");
  command->add_option("--config", config, "Where from and where to (docs/import-v1.md)")
      ->required();
  command->callback([&] { exit_code = operate::v1::ImportV1(config); });
}

void AddReconcile(CLI::App& app, int& exit_code, operate::ReconcileOptions& options) {
  auto* command = app.add_subcommand(
      "reconcile", "Recount counters, rebuild feeds, remove orphans; beside live traffic");
  command->add_option("--data", options.data, "Data folder of the running FotoGal")
      ->capture_default_str();
  command->add_flag("--environment", options.from_environment,
                    "Instead: configured by the environment, as the functions are");
  command->add_flag_callback(
      "--renditions", [&] { options.task = operate::Task::kRenditions; },
      "Instead: make sizes, headers and folders of stored photos and avatars as this release\n"
      "stores them, once after an upgrade; can be stopped and continued at any time");
  command->callback([&] { exit_code = operate::Reconcile(options); });
}

const char* const kSettingsHelp = "The settings file (docs/operate.md)";

// One act of `moderate`, with the options that all have.
CLI::App* AddAct(CLI::App* command, const char* name, const char* help, int& exit_code,
                 operate::ModerateOptions& options) {
  auto* act = command->add_subcommand(name, help);
  act->add_option("--data", options.data, "Data folder of the running FotoGal")
      ->capture_default_str();
  act->add_option("--config", options.settings,
                  "Instead: the settings file of a tenancy (docs/operate.md)");
  act->add_flag("--json", options.json, "Print the answer as JSON");
  act->callback([&exit_code, &options, name] {
    options.act["act"] = name;
    exit_code = operate::Moderate(options);
  });
  return act;
}

// A text of the act's body.
CLI::Option* AddWord(CLI::App* act, const char* name, const char* member, const char* help,
                     operate::ModerateOptions& options) {
  return act->add_option_function<std::string>(
      name, [&options, member](const std::string& word) { options.act[member] = word; }, help);
}

void AddModerate(CLI::App& app, int& exit_code, operate::ModerateOptions& options) {
  auto* command =
      app.add_subcommand("moderate", "Work on reports: look, dismiss, remove, suspend and restore");
  command->require_subcommand(1);
  auto* list = AddAct(command, "list", "What is reported, the oldest first", exit_code, options);
  AddWord(list, "--state", "state", "open (default), dismissed or acted", options);
  list->add_option_function<int>(
          "--limit", [&options](int limit) { options.act["limit"] = limit; },
          "Reports to go through at a time")
      ->check(CLI::Range(1, 100));
  AddWord(list, "--cursor", "cursor", "Where the list before has ended", options);
  auto* show = AddAct(command, "show", "A thing, its reports, and how to fetch its pictures",
                      exit_code, options);
  AddWord(show, "thing", "thing", "As the list names it, or the id of a report", options)
      ->required();
  auto* dismiss = AddAct(command, "dismiss", "There is nothing wrong with it", exit_code, options);
  AddWord(dismiss, "thing", "thing", "As the list names it", options)->required();
  auto* remove = AddAct(command, "remove", "Remove an image or a comment", exit_code, options);
  AddWord(remove, "kind", "kind", "image or comment", options)->required();
  AddWord(remove, "id", "id", "Its id, as the list names it after the colon", options)->required();
  auto* suspend =
      AddAct(command, "suspend", "Hide an account, and all that it has shared", exit_code, options);
  auto* restore = AddAct(command, "restore", "Give a suspended account back", exit_code, options);
  for (auto* account : {suspend, restore})
    AddWord(account, "username", "username", "Whose", options)->required();
  for (auto* told : {remove, suspend, restore})
    AddWord(told, "--reason", "reason", "What the person is told, at most 500 letters", options)
        ->required();
}

void AddProvision(CLI::App& app, int& exit_code, operate::ProvisionOptions& options) {
  auto* command = app.add_subcommand(
      "provision", "Make and mend what FotoGal needs in a tenancy, after showing the plan");
  command->add_option("--config", options.settings, kSettingsHelp)->required();
  command->add_flag("--plan", options.only_plan, "Show the plan and change nothing");
  command->add_flag("--yes", options.yes, "Do not ask before changing something");
  command->callback([&] { exit_code = operate::RunProvision(options); });
}

void AddStatus(CLI::App& app, int& exit_code, std::string& settings) {
  auto* command = app.add_subcommand(
      "status", "Show each resource, its state and what differs; ends with 2 if something does");
  command->add_option("--config", settings, kSettingsHelp)->required();
  command->callback([&] { exit_code = operate::RunStatus(settings); });
}

void AddDestroy(CLI::App& app, int& exit_code, operate::DestroyOptions& options) {
  auto* command =
      app.add_subcommand("destroy", "Undo provisioning; what holds data stays unless it is named");
  command->add_option("--config", options.settings, kSettingsHelp)->required();
  command->add_option("--drop", options.named,
                      "A table or bucket to remove with its data; may be repeated");
  command->add_flag("--yes", options.yes, "Do not ask");
  command->callback([&] { exit_code = operate::RunDestroy(options); });
}

void AddDeploy(CLI::App& app, int& exit_code, operate::DeployOptions& options) {
  auto* command = app.add_subcommand(
      "deploy",
      "Build and push the images, switch to them, publish the web client, try it; back "
      "to what ran before if it fails");
  command->add_option("--config", options.settings, kSettingsHelp)->required();
  command->add_option("--tag", options.tag,
                      "Of the images (default: the settings', else the version)");
  command->add_flag("--skip-build", options.skip_build, "The images are in the container engine");
  command->add_flag("--skip-push", options.skip_push, "The images are in the registry");
  command->add_option("--web", options.web, "Built web client (default: the build's)");
  command->add_option("--patience", options.patience_s, "Seconds that it may take to answer")
      ->capture_default_str();
  command->callback([&] { exit_code = operate::RunDeploy(options); });
}

void AddLogs(CLI::App& app, int& exit_code, local::LogsOptions& options) {
  auto* logs = app.add_subcommand(
      "logs", "Show what the functions, the gateway and the stand-in wrote, by time");
  logs->add_option("function", options.sources, "Only of these (gateway and stand-in, too)");
  logs->add_flag("-f,--follow", options.follow, "Go on with what is written, until Ctrl-C");
  logs->add_option("--since", options.since,
                   "No older than this: 90s, 10m, 2h, 1d; with lines whose time is unknown");
  logs->add_flag("--errors", options.errors,
                 "Only calls of 500 and above, and lines that tell of a failure");
  logs->add_flag("--json", options.json, "Lines as they were written");
  logs->add_option("--data", options.data, "Data folder")->capture_default_str();
  logs->callback([&] { exit_code = local::ShowLogs(options); });
}

void AddMail(CLI::App& app, int& exit_code, local::MailOptions& options) {
  auto* mail = app.add_subcommand("mail", "Show the mails that were sent, or one of them");
  mail->add_option("number", options.number, "Of the mail to show (default: the list)");
  mail->add_option("--to", options.to, "Only mails to this address");
  mail->add_flag("--html", options.html, "Its HTML instead of its text");
  mail->add_flag("--json", options.json, "As Email Delivery got them");
  mail->add_option("--data", options.data, "Data folder")->capture_default_str();
  mail->callback([&] { exit_code = local::ShowMails(options); });
}

void AddBenchPage(CLI::App* command, int& exit_code, bench::PageBenchOptions& options) {
  auto* page = command->add_subcommand(
      "page", "Somebody opens the feed and scrolls: calls, units, bytes; takes some minutes");
  page->add_option("--program", options.program,
                   "The fotogal that is measured, of any build (default: this one)");
  page->add_option("--before", options.before,
                   "Numbers of an older build, which --save has written");
  page->add_option("--save", options.save, "File for the numbers");
  page->add_option("--out", options.folder,
                   "Folder for page.md and page.svg (default: they are only printed)");
  page->callback([&] { exit_code = bench::RunPageBench(options); });
}

void AddBenchLoad(CLI::App* command, int& exit_code, bench::LoadBenchOptions& options) {
  auto* load = command->add_subcommand(
      "load", "People who look, like, comment, follow and upload at once, at a FotoGal that runs");
  load->add_option("--url", options.url, "Where it is")->capture_default_str();
  load->add_option("--people", options.people, "How many call at the same time at most")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  load->add_option("--rate", options.rate,
                   "Calls a second that are due, answered or not, and timed from then on (default: "
                   "each calls when the last call is answered)")
      ->check(CLI::Range(0.1, 100000.0));
  load->add_option("--seconds", options.seconds, "How long calls begin")
      ->check(CLI::Range(1, 86400))
      ->capture_default_str();
  load->add_option("--calls", options.most, "At most so many (default: what the time allows)");
  load->add_option("--only", options.only,
                   "Instead of the mix: photo, feed, notifications, like, comment, follow, upload "
                   "or log-in");
  load->add_option("--seed", options.seed, "Of what is done when, to do the same again")
      ->capture_default_str();
  load->add_flag("--clean", options.clean, "Remove the accounts that it has made at the end");
  load->add_option("--out", options.folder,
                   "Folder for load.md and load.svg (default: they are only printed)");
  load->callback([&] { exit_code = bench::RunLoadBench(options); });
}

void AddBench(CLI::App& app, int& exit_code, bench::FeedBenchOptions& options,
              bench::PageBenchOptions& page, bench::LoadBenchOptions& load) {
  auto* command = app.add_subcommand("bench", "Measure what things cost");
  command->require_subcommand(1);
  AddBenchPage(command, exit_code, page);
  AddBenchLoad(command, exit_code, load);
  auto* feed = command->add_subcommand("feed", "A feed page, a publication, a like, as it grows");
  feed->add_option("--most", options.most, "People followed, followers, likes at most")
      ->check(CLI::Range(10, 100000))
      ->capture_default_str();
  feed->add_option("--out", options.folder,
                   "Folder for feed.md and feed.svg (default: they are only printed)");
  feed->callback([&] { exit_code = bench::RunFeedBench(options); });
}

// Functions that are offered are those of this build; without a build there are none.
local::CompletedWords WordsToComplete() {
  std::vector<std::string> functions;
  if (const auto manifest = local::ReadManifest({}); manifest.ok()) {
    for (const auto& function : *manifest) functions.push_back(function.name);
  }
  auto with_processes = functions;
  with_processes.insert(with_processes.end(), {"gateway", "stand-in"});
  return {{"invoke", functions},
          {"logs", with_processes},
          {"completion", {std::begin(local::kShells), std::end(local::kShells)}}};
}

int PrintCompletion(const CLI::App& app, const std::string& shell) {
  const auto script = local::CompletionScript(app, WordsToComplete(), shell);
  if (!script) {
    std::fprintf(stderr, "fotogal: no completion for %s: bash, zsh and fish have one\n",
                 shell.c_str());
    return 1;
  }
  std::fputs(script->c_str(), stdout);
  return 0;
}

void AddExamples(CLI::App& app) {
  app.footer("Example: fotogal up --demo    (and in another terminal: fotogal invoke health)");
  const std::pair<const char*, const char*> examples[] = {
      {"up", "fotogal up --port 9000 --demo"},
      {"dev", "fotogal dev --port 9000"},
      {"down", "fotogal down --data .data"},
      {"ps", "fotogal ps"},
      {"faults", "fotogal faults bad-day.json"},
      {"invoke", "fotogal invoke feed --as ana --path /v1/feed"},
      {"import-v1", "fotogal import-v1 --config import.json"},
      {"reconcile", "fotogal reconcile"},
      {"moderate", "fotogal moderate list"},
      {"provision", "fotogal provision --config fotogal.json --plan"},
      {"status", "fotogal status --config fotogal.json"},
      {"destroy", "fotogal destroy --config fotogal.json"},
      {"deploy", "fotogal deploy --config fotogal.json --tag 0.2.0"},
      {"logs", "fotogal logs feed upload --since 10m --errors"},
      {"mail", "fotogal mail 3"},
      {"check", "fotogal check --data .data"},
      {"bench", "fotogal bench feed --most 1000"},
      {"completion", "source <(fotogal completion bash)"}};
  for (const auto& [name, example] : examples)
    app.get_subcommand(name)->footer(std::string("Example: ") + example);
  auto* moderate = app.get_subcommand("moderate");
  const std::pair<const char*, const char*> acts[] = {
      {"list", "--state dismissed"},
      {"show", "image:1a2b-3c4d"},
      {"dismiss", "image:1a2b-3c4d"},
      {"remove", "image 1a2b-3c4d --reason 'It shows somebody who did not agree.'"},
      {"suspend", "ana --reason 'Advertisements in comments.'"},
      {"restore", "ana --reason 'That was a mistake.'"}};
  for (const auto& [name, words] : acts)
    moderate->get_subcommand(name)->footer("Example: fotogal moderate " + std::string(name) + " " +
                                           words);
  auto* bench = app.get_subcommand("bench");
  bench->get_subcommand("feed")->footer("Example: fotogal bench feed --most 1000 --out /tmp");
  bench->get_subcommand("page")->footer("Example: fotogal bench page --out /tmp");
  bench->get_subcommand("load")->footer("Example: fotogal bench load --people 64 --seconds 30");
}

}  // namespace

int main(int argc, char** argv) {
  terminal::BlockSignals();
  if (sodium_init() < 0) return 1;
  CLI::App app("FotoGal on this machine", "fotogal");
  local::UsePlainHelp(app);
  app.set_version_flag("--version", local::VersionLine(), "Print version, commit and compiler");
  app.require_subcommand(1);
  int exit_code = 0;

  local::UpOptions up;
  AddUp(app, exit_code, up);
  local::UpOptions dev;
  AddDev(app, exit_code, dev);
  std::string down_data = ".data";
  AddDown(app, exit_code, down_data);
  local::PsOptions ps;
  AddPs(app, exit_code, ps);
  local::FaultsOptions faults;
  AddFaults(app, exit_code, faults);
  local::InvokeOptions invoke;
  AddInvoke(app, exit_code, invoke);
  std::string import_config;
  AddImport(app, exit_code, import_config);
  operate::ReconcileOptions reconcile;
  AddReconcile(app, exit_code, reconcile);
  operate::ModerateOptions moderate;
  AddModerate(app, exit_code, moderate);
  operate::ProvisionOptions provision;
  AddProvision(app, exit_code, provision);
  std::string status_settings;
  AddStatus(app, exit_code, status_settings);
  operate::DestroyOptions destroy;
  AddDestroy(app, exit_code, destroy);
  operate::DeployOptions deploy;
  AddDeploy(app, exit_code, deploy);
  bench::FeedBenchOptions bench_feed;
  bench::PageBenchOptions bench_page;
  bench::LoadBenchOptions bench_load;
  AddBench(app, exit_code, bench_feed, bench_page, bench_load);

  local::LogsOptions logs;
  AddLogs(app, exit_code, logs);
  local::MailOptions mail;
  AddMail(app, exit_code, mail);

  std::string check_data = ".data";
  auto* check = app.add_subcommand("check", "Look whether a data folder is whole");
  check->add_option("--data", check_data, "Data folder")->capture_default_str();
  check->callback([&] { exit_code = local::CheckDataFolder(check_data); });

  // The processes that `up` starts; the group "" hides them from the help.
  local::StandInOptions stand_in;
  auto* stand_in_command = app.add_subcommand("stand-in")->group("");
  stand_in_command->add_option("--data", stand_in.data)->required();
  stand_in_command->add_option("--on-demand-tables", stand_in.most_on_demand_tables);
  stand_in_command->add_option("--functions-url", stand_in.functions_url);
  stand_in_command->add_option("--deployments-url", stand_in.deployments_url);
  stand_in_command->callback([&] { exit_code = local::RunStandIn(stand_in); });
  local::ServeOptions serve;
  auto* serve_command = app.add_subcommand("serve")->group("");
  serve_command->add_option("--data", serve.data)->required();
  serve_command->add_option("--specification", serve.specification);
  serve_command->add_option("--client-rate", serve.client_rate);
  serve_command->callback([&] { exit_code = local::RunServe(serve); });

  std::string shell;
  auto* completion = app.add_subcommand("completion", "Print completion for a shell");
  completion->add_option("shell", shell, "bash, zsh or fish")->required();
  completion->callback([&] { exit_code = PrintCompletion(app, shell); });

  AddExamples(app);
  const local::Arguments arguments(argv + 1, argv + argc);
  if (const auto help = local::HelpAskedFor(app, arguments)) {
    std::fputs(help->c_str(), stdout);
    return 0;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
    const std::string misspelt = local::Misspelt(app, arguments);
    std::fprintf(stderr, "fotogal: %s (see %s)\n",
                 misspelt.empty() ? error.what() : misspelt.c_str(),
                 local::HelpFor(app, arguments).c_str());
    return 1;
  }
  return exit_code;
}
