// The disk of the local cloud's folder becomes full: requests fail in a way that says so, nothing
// that was acknowledged is lost, and once there is room again everything works. A file system of
// its own for the folder needs the right to mount one; without it the test is skipped.
#include <sys/mount.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "tests/faults/published.h"
#include "tests/support/operator.h"

using tests::Captions;
using tests::CheckAfterRestart;
using tests::CheckPublished;
using tests::CheckRefused;
using tests::Client;
using tests::Json;
using tests::Publish;
using tests::RunningService;

namespace {

namespace fs = std::filesystem;

// A small file system in memory.
class SmallDisk {
 public:
  SmallDisk() {
    char pattern[] = "/tmp/fotogal-disk-XXXXXX";
    path_ = mkdtemp(pattern);
    is_mounted_ = mount("tmpfs", path_.c_str(), "tmpfs", 0, "size=48m,mode=0700") == 0;
  }
  ~SmallDisk() {
    if (is_mounted_) umount2(path_.c_str(), MNT_DETACH);
    fs::remove_all(path_);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool is_mounted() const { return is_mounted_; }
  std::string Data() const { return path_ + "/data"; }
  void Fill() const {
    std::ofstream filler(path_ + "/filler");
    const std::string piece(4096, 'x');
    while (filler.write(piece.data(), static_cast<std::streamsize>(piece.size())).flush()) {
    }
  }
  void Free() const { fs::remove(path_ + "/filler"); }

 private:
  std::string path_;
  bool is_mounted_ = false;
};

}  // namespace

TEST_CASE("a full disk loses nothing that was acknowledged, and room makes it well again") {
  const SmallDisk disk;
  if (!disk.is_mounted()) SKIP("no file system may be mounted here");
  Captions acknowledged;
  std::string token;
  {
    RunningService service({{}, disk.Data()});
    const auto ann = Client::SignUp(service, "ann");
    token = ann.token;
    int number = 0;
    const auto publish = [&] { return Publish(ann, ++number, acknowledged); };
    for (int i = 0; i < 3; ++i) REQUIRE(publish().status == 201);
    disk.Fill();
    int refused = 0;
    for (int i = 0; i < 6; ++i) {
      const auto reply = publish();
      if (reply.status != 201) CheckRefused(reply);
      refused += reply.status != 201;
    }
    CHECK(refused > 0);
    const int seen = service
                         .Send("GET", "/v1/images/" + acknowledged.begin()->first, "", "",
                               {{"Authorization", "Bearer " + token}})
                         .status;
    CHECK((seen == 200 || seen == 503));
    disk.Free();
    CheckPublished(ann, acknowledged);
    CHECK(tests::Eventually([&] { return publish().status == 201; }));
    CHECK(ann.SendPatiently("GET", "/v1/feed").status == 200);
    disk.Fill();
    (void)publish();
    service.Stop(SIGKILL);  // while it is full
  }
  disk.Free();
  CheckAfterRestart(disk.Data(), token, acknowledged);
}
