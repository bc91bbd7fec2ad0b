#include "operate/provision/name_rules.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

using namespace operate::provision;

TEST_CASE("a tag is one of the distribution specification") {
  for (const std::string tag : {"0.2.0", "_x", "v1-rc.1_A", "7"}) CHECK(IsImageTag(tag));
  CHECK(IsImageTag(std::string(128, 'a')));
  for (const std::string tag : {"", "UP CASE!", ".1", "-1", "a:b", "a/b", "ü", "a\n"}) {
    INFO(tag);
    CHECK_FALSE(IsImageTag(tag));
  }
  CHECK_FALSE(IsImageTag(std::string(129, 'a')));
  CHECK_FALSE(IsImageTag(std::string(1000000, 'a')));
}

TEST_CASE("images are pushed to a registry, a namespace and folders") {
  for (const std::string prefix :
       {"gru.ocir.io/ns/fotogal", "gru.ocir.io/ns", "iad.ocir.io/axaxnpcrorw5/team/photos_2",
        "ocir.sa-saopaulo-1.oci.oraclecloud.com/ns/fotogal"}) {
    INFO(prefix);
    CHECK(IsRegionImagePrefix(prefix));
    CHECK(IsImagePrefix(prefix));
  }
  for (const std::string prefix : {"registry.test/ns/fotogal", "localhost:5000/ns/f"}) {
    CHECK(IsImagePrefix(prefix));
    CHECK_FALSE(IsRegionImagePrefix(prefix));
  }
  for (const std::string prefix :
       {"", "x", "gru.ocir.io", "gru.ocir.io/", "gru.ocir.io/NAMESPACE/fotogal",
        "https://gru.ocir.io/ns/f", "gru.ocir.io/ns/f/", "gru.ocir.io//f", "gru.ocir.io/ns/a b",
        "gru.ocir.io/ns/f:1", "gru.ocir.io/ns/-f"}) {
    INFO(prefix);
    CHECK_FALSE(IsImagePrefix(prefix));
    CHECK_FALSE(IsRegionImagePrefix(prefix));
  }
}

TEST_CASE("a bucket's name leaves room for the web client's") {
  for (const std::string name : {"fotogal", "A-b_c.1", "x"}) CHECK(IsBucket(name));
  CHECK(IsBucket(std::string(252, 'a')));
  CHECK_FALSE(IsBucket(std::string(253, 'a')));
  for (const std::string name : {"a b/ü", "a/b", "a b", "ü", "{{x}}"}) CHECK_FALSE(IsBucket(name));
}

TEST_CASE("a schedule is cron of five fields") {
  for (const std::string cron : {"0 * * * *", "*/5 8-18 * * 1-5", "0,30 0 1 1 0"})
    CHECK(IsCron(cron));
  for (const std::string cron : {"", "every hour", "0 * * *", "0 * * * * *", "60 * * * *",
                                 "at noon on every day", "@hourly"}) {
    INFO(cron);
    CHECK_FALSE(IsCron(cron));
  }
}

TEST_CASE("a service is reached by https, a stand-in by http too") {
  for (const std::string url : {"https://fotogal.example", "https://h:8443/", "https://[::1]"}) {
    CHECK(IsServiceUrl(url));
    CHECK(IsLocalUrl(url));
  }
  CHECK(IsLocalUrl("http://127.0.0.1:1"));
  CHECK_FALSE(IsServiceUrl("http://127.0.0.1:1"));
  for (const std::string url : {"", "fotogal.example", "https://", "ftp://h", "https://h/app",
                                "https://h?x", "https://a b", "https://u@h", "https:///"}) {
    INFO(url);
    CHECK_FALSE(IsLocalUrl(url));
    CHECK_FALSE(IsServiceUrl(url));
  }
}
