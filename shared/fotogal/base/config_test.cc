#include "fotogal/base/config.h"

#include <catch2/catch_test_macros.hpp>
#include <map>

using namespace fotogal;

namespace {

using Variables = std::map<std::string, std::string>;

const Variables kLeast = {{"FOTOGAL_OBJECT_NAMESPACE", "ns"},
                          {"FOTOGAL_BUCKET", "photos"},
                          {"FOTOGAL_CURSOR_KEY", "0123456789abcdef"}};

oci::Result<Config> Read(Variables variables, const std::string& compartment = "ocid1.own") {
  const oci::Environment environment{
      [&](const std::string& name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional(found->second);
      },
      [&] {
        std::vector<std::string> names;
        for (const auto& [name, value] : variables) names.push_back(name);
        return names;
      }};
  return ReadConfig(environment, "eu-frankfurt-1", compartment);
}

Variables With(const std::string& name, const std::string& value) {
  Variables variables = kLeast;
  variables[name] = value;
  return variables;
}

}  // namespace

TEST_CASE("three variables are enough; the rest has defaults") {
  const auto config = Read(kLeast);
  REQUIRE(config.ok());
  CHECK(config->object_namespace == "ns");
  CHECK(config->bucket == "photos");
  CHECK(config->compartment_id == "ocid1.own");
  CHECK(config->cookie_secure);
  CHECK(config->log_id.empty());
  CHECK(config->fanout == oci::functions::Target{});
  CHECK(config->nosql_endpoint == "https://nosql.eu-frankfurt-1.oci.oraclecloud.com");
  CHECK(config->object_storage_endpoint == "https://objectstorage.eu-frankfurt-1.oraclecloud.com");
  for (const auto& endpoint : {config->logging_endpoint, config->functions_endpoint}) {
    CHECK(endpoint.starts_with("https://"));
    CHECK(endpoint.find("eu-frankfurt-1") != std::string::npos);
    CHECK_FALSE(endpoint.ends_with("/"));
  }
}

TEST_CASE("each variable reaches its setting") {
  const std::pair<const char*, std::string Config::*> settings[] = {
      {"FOTOGAL_COMPARTMENT_ID", &Config::compartment_id},
      {"FOTOGAL_OBJECT_NAMESPACE", &Config::object_namespace},
      {"FOTOGAL_BUCKET", &Config::bucket},
      {"FOTOGAL_WEB_BUCKET", &Config::web_bucket},
      {"FOTOGAL_LOG_ID", &Config::log_id},
      {"FOTOGAL_CURSOR_KEY", &Config::cursor_key},
      {"FOTOGAL_NOSQL_ENDPOINT", &Config::nosql_endpoint},
      {"FOTOGAL_OBJECT_STORAGE_ENDPOINT", &Config::object_storage_endpoint},
      {"FOTOGAL_LOGGING_ENDPOINT", &Config::logging_endpoint},
      {"FOTOGAL_FUNCTIONS_ENDPOINT", &Config::functions_endpoint}};
  for (const auto& [name, setting] : settings) {
    INFO(name);
    const std::string value = "https://value.of." + std::string(name);
    const auto config = Read(With(name, value));
    REQUIRE(config.ok());
    CHECK((*config).*setting == value);
  }
}

namespace {

struct Function {
  std::string name, variable;
  oci::functions::Target Config::*target;
};
const Function functions[] = {{"fanout", "FOTOGAL_FANOUT", &Config::fanout},
                              {"deletion", "FOTOGAL_DELETION", &Config::deletion},
                              {"export", "FOTOGAL_EXPORT", &Config::export_data}};

}  // namespace

TEST_CASE("each function of jobs has an invoke endpoint of its own") {
  for (const auto& function : functions) {
    INFO(function.name);
    Variables variables = With(function.variable + "_FUNCTION_ID", "ocid1.f");
    // As a function's document has it, and as `fn inspect` shows it.
    for (const char* path : {"", "/", "/20181201/functions/ocid1.f/actions/invoke"}) {
      variables[function.variable + "_INVOKE_ENDPOINT"] =
          std::string("https://f.example.com") + path;
      const auto config = Read(variables);
      REQUIRE(config.ok());
      for (const auto& other : functions)
        CHECK((*config).*other.target ==
              (other.name == function.name
                   ? oci::functions::Target{"https://f.example.com", "ocid1.f"}
                   : oci::functions::Target{}));
    }
  }
}

TEST_CASE("a job's function knows its own id, and is told of another all the same") {
  for (const auto& function : functions) {
    INFO(function.name);
    Variables variables = With("FN_FN_NAME", function.name);
    variables["FN_FN_ID"] = "ocid1.own";
    const auto config = Read(variables);
    REQUIRE(config.ok());
    for (const auto& other : functions)
      CHECK(((*config).*other.target).function_id ==
            (other.name == function.name ? "ocid1.own" : ""));
    variables[function.variable + "_FUNCTION_ID"] = "ocid1.told";
    CHECK(((*Read(variables)).*function.target).function_id == "ocid1.told");
  }
}

TEST_CASE("only the word false makes cookies travel in the clear") {
  const std::pair<const char*, bool> values[] = {{"false", false}, {"", true}, {"true", true}};
  for (const auto& [value, secure] : values) {
    INFO(value);
    CHECK(Read(With("FOTOGAL_COOKIE_SECURE", value))->cookie_secure == secure);
  }
  for (const std::string value : {"False", "0", "no", " false", "yes", "TRUE", "true "}) {
    INFO(value);
    const auto config = Read(With("FOTOGAL_COOKIE_SECURE", value));
    REQUIRE_FALSE(config.ok());
    CHECK(config.error().message ==
          "FOTOGAL_COOKIE_SECURE is \"" + value + "\"; must be true or false");
  }
}

TEST_CASE("a variable of ours that is not known is named with the nearest, and its value is not") {
  const std::pair<const char*, const char*> misspelt[] = {
      {"FOTOGAL_BUDGET", "FOTOGAL_BUDGETS"},
      {"FOTOGAL_LOGGING_ENDPOIN", "FOTOGAL_LOGGING_ENDPOINT"},
      {"FOTOGAL_CURSORKEY", "FOTOGAL_CURSOR_KEY"},
      {"FOTOGAL_FANOUT_FUNCTOIN_ID", "FOTOGAL_FANOUT_FUNCTION_ID"},
      {"FOTOGAL_COOKIES_SECURE", "FOTOGAL_COOKIE_SECURE"}};
  for (const auto& [name, meant] : misspelt) {
    const auto config = Read(With(name, "s3cret"));
    REQUIRE_FALSE(config.ok());
    CHECK(config.error().code == "configuration");
    CHECK(config.error().message ==
          std::string(name) + " is not known here; did you mean " + meant + "?");
  }
  auto variables = With("FOTOGAL_BUKET", "photos");
  variables.erase("FOTOGAL_BUCKET");
  CHECK(Read(variables).error().message ==
        "FOTOGAL_BUKET is not known here; did you mean FOTOGAL_BUCKET?");
}

TEST_CASE("variables of others, of the tests and of later versions are let be") {
  for (const char* name :
       {"FOTOGAL", "FOTOGALX", "MY_FOTOGAL_BUKET", "FOTOGAL_NIGHTLY", "FOTOGAL_SEED",
        "FOTOGAL_COLOUR", "FOTOGAL_UP_ARGUMENT", "PATH", "FN_FN_ID"}) {
    INFO(name);
    CHECK(Read(With(name, "1")).ok());
  }
}

TEST_CASE("the process's environment lists its names") {
  setenv("FOTOGAL_BUKET", "photos", 1);
  const auto checked = CheckVariableNames(oci::ProcessEnvironment());
  unsetenv("FOTOGAL_BUKET");
  REQUIRE_FALSE(checked.ok());
  CHECK(checked.error().message == "FOTOGAL_BUKET is not known here; did you mean FOTOGAL_BUCKET?");
  CHECK(CheckVariableNames(oci::ProcessEnvironment()).ok());
}

TEST_CASE("the number of followers from which images are pulled is a positive number") {
  CHECK(Read(kLeast)->pull_followers == 5000);
  CHECK(Read(With("FOTOGAL_PULL_FOLLOWERS", ""))->pull_followers == 5000);
  CHECK(Read(With("FOTOGAL_PULL_FOLLOWERS", "3"))->pull_followers == 3);
  for (const char* bad : {"0", "-1", "many", "5k", " 7", "7 ", "99999999999", "1.5"}) {
    const auto config = Read(With("FOTOGAL_PULL_FOLLOWERS", bad));
    REQUIRE_FALSE(config.ok());
    CHECK(config.error().message.find("FOTOGAL_PULL_FOLLOWERS") != std::string::npos);
  }
}

TEST_CASE("a variable that does not fit is told with what was found and what would fit") {
  const auto refusal = [](const char* name, const char* value) {
    return Read(With(name, value)).error().message;
  };
  CHECK(refusal("FOTOGAL_PULL_FOLLOWERS", "many") ==
        "FOTOGAL_PULL_FOLLOWERS is \"many\"; must be a whole number from 1");
  CHECK(refusal("FOTOGAL_CURSOR_KEY", "abc") ==
        "FOTOGAL_CURSOR_KEY has 3 bytes; must have at least 16 bytes");  // and is not shown
  for (const char* name :
       {"FOTOGAL_NOSQL_ENDPOINT", "FOTOGAL_OBJECT_STORAGE_ENDPOINT", "FOTOGAL_LOGGING_ENDPOINT",
        "FOTOGAL_FUNCTIONS_ENDPOINT", "FOTOGAL_FANOUT_INVOKE_ENDPOINT",
        "FOTOGAL_DELETION_INVOKE_ENDPOINT", "FOTOGAL_EXPORT_INVOKE_ENDPOINT"})
    CHECK(refusal(name, "nosql.example") ==
          std::string(name) + " is \"nosql.example\"; must be an address, https://HOST");
}

TEST_CASE("what is missing is named, and an empty variable counts as missing") {
  for (const auto& [name, value] : kLeast) {
    for (const bool absent : {true, false}) {
      Variables variables = kLeast;
      if (absent) variables.erase(name);
      if (!absent) variables[name] = "";
      const auto config = Read(variables);
      REQUIRE_FALSE(config.ok());
      CHECK(config.error().code == "configuration");
      CHECK(config.error().message.find(name) != std::string::npos);
    }
  }
  CHECK(Read(kLeast, "").error().message.find("FOTOGAL_COMPARTMENT_ID") != std::string::npos);
  const auto short_key = Read(With("FOTOGAL_CURSOR_KEY", "0123456789abcde"));
  REQUIRE_FALSE(short_key.ok());
  CHECK(short_key.error().message.find("16") != std::string::npos);
  CHECK(short_key.error().message.find("0123456789") == std::string::npos);  // it is a secret
}

TEST_CASE("passkeys are of the web address, or of a domain around it") {
  const auto passkeys = [](const std::string& web_url, const std::string& rp_id = {}) {
    auto variables = With("FOTOGAL_WEB_URL", web_url);
    variables["FOTOGAL_PASSKEY_RP_ID"] = rp_id;
    const auto config = Read(variables);
    return config.ok() ? config->passkeys.origin + " " + config->passkeys.rp_id
                       : "error: " + config.error().message;
  };
  CHECK(passkeys("https://photos.example/") == "https://photos.example photos.example");
  CHECK(passkeys("https://Photos.Example:443/app") == "https://photos.example photos.example");
  CHECK(passkeys("https://photos.example:8443") == "https://photos.example:8443 photos.example");
  CHECK(passkeys("http://localhost:8080") == "http://localhost:8080 localhost");
  CHECK(passkeys("http://localhost:80") == "http://localhost localhost");
  CHECK(passkeys("https://a.b.example", "b.example") == "https://a.b.example b.example");
  CHECK(passkeys("https://a.b.example", "a.b.example") == "https://a.b.example a.b.example");
  for (const char* address : {"http://127.0.0.1:8080", "http://[::1]:8080", "https://192.0.2.1"}) {
    INFO(address);
    CHECK(passkeys(address) == address + std::string(" "));
    CHECK(passkeys(address, "127.0.0.1").starts_with("error: FOTOGAL_PASSKEY_RP_ID is"));
  }
  for (const char* rp_id : {"example", "other.example", "x.a.b.example", ".example", "B.example"})
    CHECK(passkeys("https://a.b.example", rp_id).starts_with("error: FOTOGAL_PASSKEY_RP_ID is"));
  CHECK(passkeys("").ends_with(" "));
  CHECK(passkeys("", "photos.example").starts_with("error: FOTOGAL_WEB_URL is not set"));
  CHECK_FALSE(Read(kLeast)->passkeys.is_on());
}
