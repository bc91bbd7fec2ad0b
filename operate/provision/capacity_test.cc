#include "operate/provision/capacity.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/base/schema.h"
#include "operate/provision/testing.h"

using operate::provision::MissingCapacity;
using operate::provision::testing::EmptyTenancy;

namespace {

// A tenancy that allows so many tables with on-demand capacity.
struct Bench : EmptyTenancy {
  explicit Bench(int most) {
    tables = std::move(
        *standin::nosql::Service::Open({":memory:", [this] { return now; }, false, most}));
  }
  std::vector<std::string> Missing() {
    auto call = NewCall();
    return MissingCapacity(call, access(), settings).value();
  }
  void MakeOthers(int count, const oci::nosql::TableLimits& limits,
                  const char* compartment = standin::kCompartmentId) {
    oci::nosql::Client nosql(requester, {"http://h", compartment});
    for (int i = 0; i < count; ++i) {
      const std::string name = "other" + std::to_string(i);
      auto call = NewCall();
      REQUIRE(nosql
                  .CreateTable(call, name, "CREATE TABLE " + name + " (id LONG, PRIMARY KEY(id))",
                               limits)
                  .ok());
    }
  }
};

const int kOurs = static_cast<int>(fotogal::schema::Tables().size());

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("on-demand capacity for exactly our tables is enough, for one less it is not") {
  CHECK(Bench(kOurs).Missing().empty());
  const auto missing = Bench(kOurs - 1).Missing();
  REQUIRE(missing.size() == 1);
  CHECK(Has(missing[0], "may have " + std::to_string(kOurs - 1) + ", has 0"));
  CHECK(Has(missing[0], "FotoGal wants " + std::to_string(kOurs) + " more"));
}

TEST_CASE("a tenancy that allows three is told the ways out, and takes reserved units") {
  Bench bench(3);
  const auto missing = bench.Missing();
  REQUIRE(missing.size() == 1);
  CHECK(
      Has(missing[0], R"("table_limits": {"read_units": 50, "write_units": 25, "storage_gb": 1})"));
  CHECK(Has(missing[0], "85 USD a month for " + std::to_string(kOurs) + " tables"));
  CHECK(Has(missing[0], "ask Oracle for more"));
  const auto applied = bench.Apply();
  REQUIRE_FALSE(applied.ok());  // the service refuses the fourth
  CHECK(applied.error().code == "TenantDeploymentLimitExceeded");
  bench.settings.limits = {false, 50, 25, 1};
  CHECK(bench.Missing().empty());
  CHECK(bench.Apply().ok());
  CHECK(bench.ChangesLeft() == 0);
}

TEST_CASE("other tables' on-demand capacity counts, and so do those of ours that have it already") {
  Bench bench(kOurs + 2);
  bench.MakeOthers(3, {true, 0, 0, 1});
  REQUIRE(bench.Missing().size() == 1);
  CHECK(Has(bench.Missing()[0], "has 3"));
  Bench made(kOurs);
  REQUIRE(made.Apply().ok());
  CHECK(made.Missing().empty());
}

TEST_CASE("changing tables to on-demand capacity needs as much of it as making them") {
  Bench bench(3);
  bench.settings.limits = {false, 50, 25, 1};
  REQUIRE(bench.Apply().ok());
  bench.settings.limits = {true, 0, 0, 1};
  REQUIRE(bench.Missing().size() == 1);
  CHECK_FALSE(bench.Apply().ok());
}

TEST_CASE("a tenancy has thirty tables in a region") {
  Bench fits(30);
  fits.MakeOthers(30 - kOurs, {false, 1, 1, 1});
  CHECK(fits.Missing().empty());
  Bench full(30);
  full.MakeOthers(30 - kOurs + 1, {false, 1, 1, 1});
  const auto missing = full.Missing();
  REQUIRE(missing.size() == 1);
  CHECK(Has(missing[0], "30 in a region"));
  CHECK(Has(missing[0], std::to_string(30 - kOurs + 1) + " are there"));
  // Of other compartments those with on-demand capacity are seen.
  Bench elsewhere(30);
  elsewhere.settings.limits = {false, 1, 1, 1};
  elsewhere.MakeOthers(30 - kOurs + 1, {true, 0, 0, 1}, "ocid1.compartment.oc1..other");
  CHECK(elsewhere.Missing().size() == 1);
}
