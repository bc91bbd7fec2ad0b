// A client that is measured: `bench_nosql_client driver|rest URL CONFIG_FILE COMPARTMENT`.
//
// Each line "WHAT CALLS" on its standard input makes so many calls one after the other; the answer
// is a line with the seconds that they took and the seconds of CPU (user and system) of this
// process.
#include "nosql/client.h"

#include <sys/resource.h>

#include <chrono>
#include <functional>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>

#include "bench/nosql/workload.h"
#include "oci/config_file_credentials.h"
#include "oci/curl_transport.h"
#include "oci/nosql.h"

namespace {

using nosql::Json;

oci::Call NewCall() {
  const auto now = [] { return std::chrono::system_clock::now(); };
  return {now, now() + std::chrono::seconds(10)};
}

template <class T>
T Must(oci::Result<T> result) {
  if (!result.ok()) throw std::runtime_error(result.error().code + ": " + result.error().message);
  return std::move(result).value();
}

void Check(bool holds, const char* what) {
  if (!holds) throw std::runtime_error(std::string("not as expected: ") + what);
}

struct Place {
  std::int64_t author = 0, image = 0;
};
// Of the n-th call: another author each time.
Place PlaceOf(int call) {
  return {call % bench::kAuthors, call / bench::kAuthors % bench::kImagesEach};
}

Json RowAt(const Place& place) {
  return {{"author", place.author},
          {"image", place.image},
          {"caption", "A photo of the sea in the evening, number " + std::to_string(place.image)},
          {"likes", 7},
          {"score", 0.25},
          {"shown", true},
          {"labels", {{"place", "Rio de Janeiro"}, {"tags", {"sea", "evening"}}}}};
}

// What is done with the row, or the rows of the author, at that place.
using Action = std::function<void(const Place&)>;
using Actions = std::map<std::string, Action>;

// What both clients do alike.
template <class Client>
Actions QueriesOf(Client& client) {
  const auto query = [&client](const char* text, const Json& variables, size_t rows) {
    auto call = NewCall();
    Check(Must(client.Query(call, text, variables)).items.size() == rows, "rows of a query");
  };
  return {{"query-one",
           [=](const Place& at) {
             query(bench::kQueryOne, {{"$author", at.author}, {"$image", at.image}}, 1);
           }},
          {"query-page", [=](const Place& at) {
             query(bench::kQueryPage, {{"$author", at.author}}, bench::kImagesEach);
           }}};
}

Actions OverDriver(nosql::Client& client) {
  Actions actions = QueriesOf(client);
  actions["get"] = [&](const Place& at) {
    auto call = NewCall();
    const auto row =
        Must(client.Get(call, bench::kTable, {{"author", at.author}, {"image", at.image}}));
    Check(row && row->value.at("likes") == 7, "the row of a get");
  };
  actions["put"] = [&](const Place& at) {
    auto call = NewCall();
    Check(Must(client.Put(call, bench::kTable, RowAt(at))).done, "a put");
  };
  return actions;
}

Actions OverRest(oci::nosql::Client& client) {
  Actions actions = QueriesOf(client);
  actions["get"] = [&](const Place& at) {
    auto call = NewCall();
    const auto row =
        Must(client.Get(call, bench::kTable, {{"author", at.author}, {"image", at.image}},
                        oci::nosql::Consistency::kEventual));
    Check(row && row->value.at("likes") == 7, "the row of a get");
  };
  actions["put"] = [&](const Place& at) {
    auto call = NewCall();
    Check(Must(client.Put(call, bench::kTable, RowAt(at))).written, "a put");
  };
  return actions;
}

double CpuSeconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

void Serve(const Actions& actions) {
  std::string what;
  for (int calls = 0; std::cin >> what >> calls;) {
    const Action& act = actions.at(what);
    const auto start = std::chrono::steady_clock::now();
    const double cpu = CpuSeconds();
    for (int i = 0; i < calls; ++i) act(PlaceOf(i));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    std::cout << took.count() << " " << CpuSeconds() - cpu << std::endl;
  }
}

int Main(char** arguments) {
  const std::string protocol = arguments[1], url = arguments[2], compartment = arguments[4];
  const auto environment = oci::ProcessEnvironment();
  const auto requester = std::make_shared<oci::Requester>(oci::ProcessDependencies(
      oci::MakeCurlTransport({.ca_bundle = oci::FindCaBundle(environment)}),
      Must(oci::ConfigFileCredentials(environment, arguments[3], "DEFAULT"))));
  if (protocol == "driver") {
    nosql::Client client(requester, {url, compartment});
    Serve(OverDriver(client));
  } else {
    oci::nosql::Client client(requester, {url, compartment});
    Serve(OverRest(client));
  }
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 5) {
    std::cerr << "usage: bench_nosql_client driver|rest URL CONFIG_FILE COMPARTMENT\n";
    return 2;
  }
  try {
    return Main(arguments);
  } catch (const std::exception& failure) {
    std::cerr << "bench_nosql_client: " << failure.what() << "\n";
    return 1;
  }
}
