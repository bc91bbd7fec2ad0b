// The local cloud's folder may only be read, from some moment on or from the start: what cannot be
// done is refused in a way that says so, nothing that was acknowledged is lost, and once the folder
// may be written again everything works.
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
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

bool SetImmutable(const fs::path& path, bool immutable) {
  const int file = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (file < 0) return false;
  int flags = 0;
  bool done = ioctl(file, FS_IOC_GETFLAGS, &flags) == 0;
  flags = immutable ? flags | FS_IMMUTABLE_FL : flags & ~FS_IMMUTABLE_FL;
  done = done && ioctl(file, FS_IOC_SETFLAGS, &flags) == 0;
  close(file);
  return done;
}

// Nothing in the folder can be written while this object exists, also by descriptors that are open
// already: root's rights do not help against it.
class ReadOnly {
 public:
  explicit ReadOnly(const fs::path& folder) {
    // A folder first, so that nothing new comes into it.
    Close(folder);
    for (const auto& entry : fs::recursive_directory_iterator(folder))
      if (entry.is_directory() || entry.is_regular_file()) Close(entry.path());
  }
  ~ReadOnly() {
    for (const auto& path : closed_) SetImmutable(path, false);
  }
  ReadOnly(const ReadOnly&) = delete;
  ReadOnly& operator=(const ReadOnly&) = delete;

 private:
  void Close(const fs::path& path) {
    if (SetImmutable(path, true)) closed_.push_back(path);
  }
  std::vector<fs::path> closed_;
};

class Folder {
 public:
  Folder() {
    char pattern[] = "/tmp/fotogal-read-only-XXXXXX";
    path_ = mkdtemp(pattern);
    std::ofstream(path_ / "file") << "x";
    const ReadOnly closed(path_);
    can_close_ = open((path_ / "file").c_str(), O_WRONLY | O_CLOEXEC) < 0;
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  bool can_close() const { return can_close_; }
  std::string Data() const { return path_ / "data"; }

 private:
  fs::path path_;
  bool can_close_ = false;
};

}  // namespace

TEST_CASE("a folder that becomes read-only is read, refuses changes, and is well again") {
  const Folder folder;
  if (!folder.can_close()) SKIP("files cannot be made immutable here");
  Captions photos;
  std::string token;
  {
    RunningService service({{}, folder.Data()});
    const auto ann = Client::SignUp(service, "ann");
    token = ann.token;
    int number = 0;
    const auto publish = [&] { return Publish(ann, ++number, photos); };
    for (int i = 0; i < 3; ++i) REQUIRE(publish().status == 201);
    CheckPublished(ann, photos);
    {
      const ReadOnly closed(folder.Data());
      for (int i = 0; i < 3; ++i) CheckRefused(publish());
      CheckRefused(ann.Send("PUT", "/v1/images/" + photos.begin()->first + "/like"));
      CheckPublished(ann, photos);
      CHECK(ann.Send("GET", "/v1/me").status == 200);
    }
    CheckPublished(ann, photos);
    CHECK(tests::Eventually([&] { return publish().status == 201; }));
    CHECK(ann.SendPatiently("PUT", "/v1/images/" + photos.begin()->first + "/like").status == 200);
    {
      const ReadOnly closed(folder.Data());
      (void)publish();
      service.Stop(SIGKILL);
    }
  }
  CheckAfterRestart(folder.Data(), token, photos);
}

TEST_CASE("a folder that may not be written is named, and nothing is started in it") {
  const Folder folder;
  if (!folder.can_close()) SKIP("files cannot be made immutable here");
  { RunningService service({{}, folder.Data()}); }
  const std::string up = std::string(tests::kProgram) + " up --data " + folder.Data();
  const auto refused = [&] {
    const auto ran = tests::Run("timeout 60 " + up);
    INFO(ran.said);
    CHECK(ran.status == 1);
    CHECK(ran.said.find(folder.Data()) != std::string::npos);
    CHECK(tests::Lines(ran.said, "fotogal: ") == 1);
    return ran.said;
  };
  {
    const ReadOnly closed(folder.Data());
    (void)refused();
  }
  // as a file system that is mounted so
  const std::string in = "unshare -m sh -c 'mount --bind " + folder.Data() + " " + folder.Data() +
                         " && mount -o remount,ro,bind " + folder.Data() + " && exec ";
  if (tests::Run(in + "true'").status == 0) {
    const auto ran = tests::Run(in + "timeout 60 " + up + "'");
    INFO(ran.said);
    CHECK(ran.status == 1);
    CHECK(ran.said.find(folder.Data()) != std::string::npos);
    CHECK(tests::Lines(ran.said, "fotogal: ") == 1);
  }
  fs::remove_all(folder.Data());
  {
    const ReadOnly closed(fs::path(folder.Data()).parent_path());
    (void)refused();
  }
  CHECK_FALSE(fs::exists(folder.Data()));
}
