// What a running FotoGal serves to many clients at once: feed pages, likes, contents and log-ins.
// Each client is a person of his own with a kept connection from an address of his own, and sends
// one request after the other.
//
// Usage: bench_load PORT LABEL; prints rows of the table in bench/results/load.md. It measures a
// service of any age: nothing of FotoGal is linked.
#include <httplib.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

constexpr size_t kPeople = 200;
constexpr int kPhotos = 20;
constexpr std::chrono::seconds kEach{4};
constexpr const char* kPassword = "a password of some length";

// The smallest PNG that is one; nobody looks at it.
const std::string kPng(
    "\211\120\116\107\015\012\032\012\000\000\000\015\111\110\104\122\000\000\000\001"
    "\000\000\000\001\010\000\000\000\000\072\176\233\125\000\000\000\012\111\104\101"
    "\124\170\234\143\150\000\000\000\202\000\201\167\315\162\266\000\000\000\000\111"
    "\105\116\104\256\102\140\202",
    67);

struct Person {
  std::string username, token;
  std::unique_ptr<httplib::Client> client;

  httplib::Result Send(const std::string& method, const std::string& path,
                       const std::string& body = {}, const char* type = "application/json") {
    httplib::Request request;
    request.method = method;
    request.path = path;
    request.body = body;
    if (!body.empty()) request.headers.emplace("Content-Type", type);
    if (!token.empty()) request.headers.emplace("Authorization", "Bearer " + token);
    return client->send(request);
  }
  // Asks again while the service says that it is busy.
  httplib::Result Must(const std::string& method, const std::string& path,
                       const std::string& body = {}, const char* type = "application/json") {
    for (int tries = 0; tries < 100; ++tries) {
      auto result = Send(method, path, body, type);
      if (result && result->status < 300) return result;
      if (!result || (result->status != 503 && result->status != 502 && result->status != 504))
        throw std::runtime_error(method + " " + path + ": " +
                                 (result ? result->body : std::string("no answer")));
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
    throw std::runtime_error(method + " " + path + ": busy for good");
  }
};

struct World {
  std::vector<Person> people;
  std::string image, thumb;  // its id; where its smallest rendition is
};

Person Join(int port, size_t number) {
  Person person;
  person.username = "bench" + std::to_string(number);
  person.client = std::make_unique<httplib::Client>("127.0.0.1", port);
  person.client->set_keep_alive(true);
  person.client->set_tcp_nodelay(true);
  person.client->set_read_timeout(60);
  person.client->set_interface("127.1." + std::to_string(number / 200) + "." +
                               std::to_string(1 + number % 200));
  const Json form{{"username", person.username},
                  {"email", person.username + "@example.com"},
                  {"full_name", "Bench"},
                  {"password", kPassword}};
  const auto joined = person.Must("POST", "/v1/users", form.dump());
  person.token = Json::parse(joined->body).at("token");
  return person;
}

World MakeWorld(int port) {
  World world;
  Person author = Join(port, kPeople);
  for (size_t i = 0; i < kPeople; ++i) world.people.push_back(Join(port, i));
  for (auto& person : world.people) person.Must("PUT", "/v1/users/" + author.username + "/follow");
  Json posted;
  for (int i = 0; i < kPhotos; ++i)
    posted = Json::parse(author.Must("POST", "/v1/images", kPng, "image/png")->body);
  world.image = posted.at("id");
  world.thumb = posted.at("urls").at("thumb");
  const auto delivered = [&] {
    return Json::parse(world.people.back().Must("GET", "/v1/feed")->body).at("items").size() ==
           kPhotos;
  };
  while (!delivered()) std::this_thread::sleep_for(std::chrono::milliseconds(200));
  return world;
}

struct Work {
  const char* name;
  httplib::Result (*send)(Person&, const World&, int turn);
};

httplib::Result ReadFeed(Person& person, const World&, int) {
  return person.Send("GET", "/v1/feed");
}
httplib::Result Like(Person& person, const World& world, int turn) {
  return person.Send(turn % 2 == 0 ? "PUT" : "DELETE", "/v1/images/" + world.image + "/like");
}
httplib::Result ReadContent(Person& person, const World& world, int) {
  return person.Send("GET", world.thumb);
}
httplib::Result LogIn(Person& person, const World&, int) {
  const Json form{{"login", person.username}, {"password", kPassword}};
  return person.Send("POST", "/v1/login", form.dump());
}

constexpr Work kWorks[] = {
    {"feed page", &ReadFeed}, {"like", &Like}, {"content", &ReadContent}, {"log-in", &LogIn}};

struct Seen {
  std::vector<double> milliseconds;  // of those that were done
  int limited = 0;                   // 429
  int busy = 0;                      // 503 with Retry-After
  int other = 0;

  void Add(const httplib::Result& result, double took) {
    if (result && result->status < 300) {
      milliseconds.push_back(took);
    } else if (result && result->status == 429) {
      ++limited;
    } else if (result && result->status == 503 && result->has_header("Retry-After")) {
      ++busy;
    } else {
      ++other;
    }
  }
};

Seen Run(const Work& work, World& world, size_t clients) {
  std::vector<Seen> seen(clients);
  const auto end = Clock::now() + kEach;
  std::vector<std::thread> threads;
  for (size_t i = 0; i < clients; ++i) {
    threads.emplace_back([&, i] {
      for (int turn = 0; Clock::now() < end; ++turn) {
        const auto start = Clock::now();
        const auto result = work.send(world.people[i], world, turn);
        const std::chrono::duration<double, std::milli> took = Clock::now() - start;
        seen[i].Add(result, took.count());
        // A polite client waits when it is told to; a part of a second keeps the run short.
        if (!result || result->status == 503 || result->status == 429)
          std::this_thread::sleep_for(std::chrono::milliseconds(100));
      }
    });
  }
  for (auto& thread : threads) thread.join();
  Seen all;
  for (auto& one : seen) {
    all.milliseconds.insert(all.milliseconds.end(), one.milliseconds.begin(),
                            one.milliseconds.end());
    all.limited += one.limited;
    all.busy += one.busy;
    all.other += one.other;
  }
  std::sort(all.milliseconds.begin(), all.milliseconds.end());
  return all;
}

void Report(const char* label, const Work& work, size_t clients, const Seen& seen) {
  const auto& times = seen.milliseconds;
  const auto at = [&](size_t percent) {
    return times.empty() ? 0.0 : times[times.size() * percent / 100];
  };
  const std::chrono::duration<double> each = kEach;
  std::printf("| %s | %s | %zu | %.0f | %.1f | %.1f | %.1f | %d | %d | %d |\n", label, work.name,
              clients, static_cast<double>(times.size()) / each.count(), at(50), at(99),
              at(50) > 0 ? at(99) / at(50) : 0.0, seen.limited, seen.busy, seen.other);
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: bench_load PORT LABEL\n");
    return 2;
  }
  try {
    World world = MakeWorld(std::stoi(argv[1]));
    for (const auto& work : kWorks) {
      for (const size_t clients : {1, 4, 16, 64, 200})
        Report(argv[2], work, clients, Run(work, world, clients));
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_load: %s\n", error.what());
    return 1;
  }
  return 0;
}
