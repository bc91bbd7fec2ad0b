// What a camera knows of its owner does not come into the bucket.
#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "fotogal/base/schema.h"
#include "functions/upload/handler.h"
#include "tests/photos/photo_process.h"
#include "tests/support/pictures.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using namespace tests;

namespace {

// A photo as a telephone makes it, by exiftool's own hand.
std::string TellingPhoto(const std::string& folder) {
  const auto shade = [](int byte, int row) {
    return static_cast<std::uint8_t>(byte * 3 + row * 5);
  };
  const std::string file = folder + "/telling.jpg", thumb = folder + "/small.jpg";
  WriteFile(file, EncodeJpeg(1600, 1200, shade));
  WriteFile(thumb, EncodeJpeg(160, 120, shade));
  const auto told = Run(
      "exiftool -q -overwrite_original -n -GPSLatitude=38.7223 -GPSLatitudeRef=N "
      "-GPSLongitude=9.1393 -GPSLongitudeRef=W -GPSAltitude=12 -SerialNumber=SN-77-1234 "
      "-LensSerialNumber=L-99 -Make=Secretcam -Model=S1 -OwnerName=Ana -Artist=Ana -Orientation=6 "
      "-DateTimeOriginal='2026:11:21 20:00:00' -Comment='my house' -XMP:Creator=Ana "
      "-XMP:GPSLatitude=38.7 -IPTC:City=Lisboa -IPTC:By-line=Ana '-ThumbnailImage<=" +
      thumb + "' " + Quoted(file));
  REQUIRE(told.exit_code == 0);
  const std::string photo = ReadFile(file);
  std::filesystem::remove(file);
  std::filesystem::remove(thumb);
  return photo;
}

// The same by a program that writes WebP.
std::string TellingWebp(const std::string& folder) {
  const std::string file = folder + "/telling.webp";
  WriteFile(file, EncodeWebp(400, 300, [](int byte, int row) {
              return static_cast<std::uint8_t>(byte * 3 + row * 5);
            }));
  const auto told = Run(
      "exiftool -q -overwrite_original -n -GPSLatitude=38.7223 -GPSLatitudeRef=N -Make=Secretcam "
      "-SerialNumber=SN-77-1234 -Artist=Ana -Orientation=6 -XMP:Creator=Ana "
      "-XMP:GPSLatitude=38.7 " +
      Quoted(file));
  REQUIRE(told.exit_code == 0);
  const std::string photo = ReadFile(file);
  std::filesystem::remove(file);
  return photo;
}

// What no object may hold.
void CheckObjects(const std::string& folder) {
  CHECK(Forbidden(folder) == "");
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string bytes = ReadFile(entry.path());
    for (const char* secret : {"SN-77-1234", "L-99", "Secretcam", "Ana", "Lisboa", "my house"})
      CHECK(bytes.find(secret) == std::string::npos);
  }
}

struct World {
  TestCloud cloud;
  Person ann = cloud.SignUp("ann");

  void Send(const Call& call, int status) {
    CHECK(cloud.Send(&upload::Handle, call, &ann).status == status);
  }
  Json ByUpload(const std::string& bytes) {
    const Json announced{{"content_type", "image/jpeg"}, {"size", bytes.size()}};
    const auto opened =
        cloud.Send(&upload::Handle, {"POST", "/v1/uploads", "", announced.dump()}, &ann);
    REQUIRE(opened.status == 201);
    auto call = cloud.NewCall();
    const auto row = cloud.Rows(schema::kUploads).at(0);
    REQUIRE(cloud.services().objects->Put(call, row["object"].get<std::string>(), bytes, {}).ok());
    return {{"upload_id", opened.body["upload_id"]}};
  }
  int Dump(const std::string& folder) {
    auto call = cloud.NewCall();
    const auto list = cloud.services().objects->List(call, "", "", 1000);
    REQUIRE(list.ok());
    int number = 0;
    for (const auto& summary : list->objects) {
      const auto object = cloud.services().objects->Get(call, summary.name);
      WriteFile(folder + "/" + std::to_string(++number), (*object)->body);
    }
    return number;
  }
};

}  // namespace

TEST_CASE("a photo with a place, serial numbers and a thumbnail: none of them in any object") {
  Scratch scratch;
  const std::string photo = TellingPhoto(scratch.path());
  WriteFile(scratch.path() + "/sent", photo);
  const std::string before = Forbidden(scratch.path());
  for (const char* tag :
       {"GPSLatitude", "SerialNumber", "ThumbnailImage", "Comment", "City", "Make"}) {
    INFO(tag);
    CHECK(before.find(tag) != std::string::npos);
  }
  std::filesystem::remove(scratch.path() + "/sent");

  World world;
  world.Send({"POST", "/v1/images", "", photo, "image/jpeg"}, 201);
  world.Send({"POST", "/v1/images", "",
              "--XX\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.jpg\"\r\n\r\n" +
                  photo + "\r\n--XX--\r\n",
              "multipart/form-data; boundary=XX"},
             201);
  world.Send({"POST", "/v1/images", "", world.ByUpload(photo).dump()}, 201);
  world.Send({"PUT", "/v1/me/avatar", "", photo, "image/jpeg"}, 200);
  CHECK(world.Dump(scratch.path()) == 15);  // four of each photo, three of the avatar
  CheckObjects(scratch.path());
  // The objects of the first avatar are deleted at once.
  world.Send({"PUT", "/v1/me/avatar", "", world.ByUpload(photo).dump()}, 200);
  CHECK(world.Dump(scratch.path()) == 15);
  CheckObjects(scratch.path());
}

TEST_CASE("a photo that is written anew, and a WebP, tell as little") {
  Scratch scratch;
  std::string odd = TellingPhoto(scratch.path());
  odd.insert(odd.size() - 2, "my house, behind the data");
  const std::string webp = TellingWebp(scratch.path());
  WriteFile(scratch.path() + "/sent", webp);
  CHECK(Forbidden(scratch.path()).find("GPSLatitude") != std::string::npos);
  std::filesystem::remove(scratch.path() + "/sent");

  World world;
  for (const auto& photo : {odd, webp, webp + "my house"}) {
    world.Send({"POST", "/v1/images", "", photo, "application/octet-stream"}, 201);
    world.Send({"POST", "/v1/images", "", world.ByUpload(photo).dump()}, 201);
    world.Send({"PUT", "/v1/me/avatar", "", photo, ""}, 200);
  }
  CHECK(world.Dump(scratch.path()) >= 21);
  CheckObjects(scratch.path());
}
