#include "functions/upload/form.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/images/images.h"
#include "functions/image/handler.h"
#include "functions/logout/handler.h"
#include "tests/support/pictures.h"
#include "tests/support/upload_bench.h"

using namespace fotogal;
using tests::Json;
using Bench = tests::UploadBench;

namespace {

tests::Call Raw(const std::string& bytes, const std::string& type = "image/png") {
  return {"POST", "/v1/images", "", bytes, type};
}

tests::Call Multipart(const std::vector<std::pair<std::string, std::string>>& parts) {
  std::string body;
  for (const auto& [name, value] : parts) {
    body += "--XX\r\nContent-Disposition: form-data; name=\"" + name + "\"" +
            (name == "image" ? "; filename=\"f\xc3\xa9rias.png\"\r\nContent-Type: image/png" : "") +
            "\r\n\r\n" + value + "\r\n";
  }
  return {"POST", "/v1/images", "", body + "--XX--\r\n", "multipart/form-data; boundary=XX"};
}

}  // namespace

TEST_CASE("upload takes multipart forms byte for byte") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto reply = cloud.Send(
      &upload::Handle, Multipart({{"caption", "c\r\n--X"}, {"image", tests::SmallPng(3)}}), &ann);
  REQUIRE(reply.status == 201);
  CHECK(reply.body["caption"] == "c\n--X");  // a form's line break
  const auto good = cloud.Send(
      &upload::Handle,
      Multipart({{"caption", "--X"}, {"image", tests::SmallPng(2)}, {"alt_text", "t"}}), &ann);
  REQUIRE(good.status == 201);
  CHECK(good.body["caption"] == "--X");
  CHECK(cloud.Rows(schema::kImages)[0]["image_original_filename"] == "f\xc3\xa9rias.png");
}

TEST_CASE("texts are clean whichever way they come, and a retry of the raw text is a retry") {
  Bench bench;
  auto& cloud = bench.cloud;
  const std::string raw = "\ufeffa\r\nb\u2028\u2067\u05e9\u00a0c\u00ad",
                    clean = "a\nb\n\u2067\u05e9 c\u2069";
  const auto check = [&](const tests::Reply& reply, const std::string& alt_text = "") {
    REQUIRE(reply.status == 201);
    CHECK(reply.body["caption"] == clean);
    CHECK(reply.body["alt_text"] == (alt_text.empty() ? clean : alt_text));
    return reply.body["id"].get<std::string>();
  };
  auto form = Multipart({{"caption", raw}, {"alt_text", raw}, {"image", tests::SmallPng(4)}});
  form.headers.Set("Idempotency-Key", "form");
  const auto id = check(cloud.Send(&upload::Handle, form, &bench.ann));
  CHECK(check(cloud.Send(&upload::Handle, form, &bench.ann)) == id);
  auto same = Multipart({{"caption", clean}, {"alt_text", clean}, {"image", tests::SmallPng(4)}});
  same.headers.Set("Idempotency-Key", "form");
  CHECK(check(cloud.Send(&upload::Handle, same, &bench.ann)) == id);

  auto headers = Raw(tests::SmallPng(5));
  headers.headers.Set("X-Caption", oci::PercentEncode(raw));
  headers.headers.Set("X-Alt-Text", "line%0D%0Atwo%0Dthree%E2%80%8B");
  check(cloud.Send(&upload::Handle, headers, &bench.ann), "line\ntwo\nthree");

  const Json body{{"upload_id", bench.OpenFor(tests::SmallPng(6), bench.ann)},
                  {"caption", raw},
                  {"alt_text", raw}};
  const auto published = check(bench.Publish(body, bench.ann));
  CHECK(check(bench.Publish(body, bench.ann)) == published);
}

TEST_CASE("upload refuses bad input and stores nothing") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto code = [&](const tests::Call& call) {
    const auto reply = cloud.Send(&upload::Handle, call, &ann);
    return std::to_string(reply.status) + " " + reply.Code();
  };
  CHECK(code(Raw("not a picture")) == "415 unsupported_image");
  CHECK(code(Raw(tests::SmallPng(1).substr(0, 60))) == "422 bad_image");
  CHECK(code(Raw("")) == "415 unsupported_image");
  CHECK(code(Raw(tests::SmallPng(1), "text/plain")) == "415 unsupported_media_type");
  CHECK(code(Raw(std::string(6 * 1024 * 1024 + 1, 'x'))) == "413 body_too_large");
  auto long_caption = Raw(tests::SmallPng(1));
  long_caption.headers.Set("X-Caption", std::string(2201, 'c'));
  CHECK(code(long_caption) == "422 invalid_fields");
  auto bad_caption = Raw(tests::SmallPng(1));
  bad_caption.headers.Set("X-Caption", "%zz");
  CHECK(code(bad_caption) == "422 invalid_fields");
  CHECK(code(Multipart({{"caption", "x"}})) == "422 invalid_fields");
  CHECK(code(Multipart({{"image", tests::SmallPng(1)}, {"extra", "x"}})) == "422 invalid_fields");
  auto broken = Multipart({{"image", tests::SmallPng(1)}});
  broken.body.resize(broken.body.size() - 4);
  CHECK(code(broken) == "400 bad_multipart");
  broken.content_type = "multipart/form-data";
  CHECK(code(broken) == "400 bad_multipart");
  CHECK(cloud.Rows(schema::kImages).empty());
  CHECK(cloud.Rows(schema::kFeed).empty());
  CHECK(cloud.Rows(schema::kJobs).empty());
}

TEST_CASE("an upload is announced with a type and a size, a hundred at once") {
  Bench bench;
  const auto code = [&](const Json& body) {
    const auto reply = bench.Open(body, bench.ann);
    return std::to_string(reply.status) + " " + reply.Code();
  };
  const long most = schema::kMaxUploadBytes;
  CHECK(code({{"content_type", "image/png"}, {"size", most}}) == "201 ");
  CHECK(code({{"content_type", "image/png"}, {"size", most + 1}}) == "422 invalid_fields");
  for (const Json& size : {Json(0), Json(-1), Json("5"), Json(1.5), Json(), Json(~0ULL)})
    CHECK(code({{"content_type", "image/png"}, {"size", size}}) == "422 invalid_fields");
  for (const char* type : {"text/html", "png", "image", "image /png", "image/svg\"", "video/mp4"})
    CHECK(code({{"content_type", type}, {"size", 1}}) == "422 invalid_fields");
  CHECK(code({{"content_type", "image/" + std::string(100, 'x')}, {"size", 1}}) ==
        "422 invalid_fields");
  const Json good{{"content_type", "image/gif"}, {"size", 1}};
  for (int i = 1; i < schema::kMaxOpenUploads; ++i)
    REQUIRE(bench.Open(good, bench.ann).status == 201);
  CHECK(code(good) == "429 too_many_uploads");
  CHECK(bench.Open(good, bench.ann).raw.headers.Get("Retry-After"));
  CHECK(bench.Open(good, bench.cloud.SignUp("bob")).status == 201);
  bench.cloud.now += std::chrono::minutes(61);
  CHECK(code(good) == "201 ");
  CHECK(bench.cloud.Send(&upload::Handle, {"POST", "/v1/uploads", "", good.dump()}).Code() ==
        "not_logged_in");
  bench.cloud.Send(&logout::Handle, {"POST", "/v1/logout"}, &bench.ann);
  CHECK(code(good) == "401 session_ended");
  CHECK(bench.Publish({{"upload_id", "1"}}, bench.ann).Code() == "session_ended");
}

TEST_CASE("a media type is read without its letters' case and its parameters") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto status = [&](const std::string& type) {
    return cloud.Send(&upload::Handle, Raw(tests::SmallPng(1), type), &ann).status;
  };
  for (const char* type : {"Image/PNG", "image/png; charset=x", "image/png;x", "image/anything",
                           "image/jpg", "image/gif", "", "application/octet-stream",
                           "Application/Octet-Stream; x=y", "binary/octet-stream"})
    CHECK(status(type) == 201);
  for (const auto& row : cloud.Rows(schema::kImages)) CHECK(row["image_format"] == "png");
  for (const char* type : {"image", "imagepng", "x-image/png", "text/html", "text/plain",
                           "application/x-www-form-urlencoded", "application/pdf", "video/mp4"})
    CHECK(status(type) == 415);
}

TEST_CASE("the stored and shown type is that of the bytes, whatever the request says") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto shade = [](int byte, int row) { return static_cast<std::uint8_t>(byte * 5 + row); };
  const std::pair<const char*, std::string> pictures[] = {
      {"image/webp", tests::EncodeWebp(40, 30, shade)},
      {"image/webp", tests::EncodeWebp(40, 30, shade, {.lossless = true})},
      {"image/jpeg", tests::EncodeJpeg(40, 30, shade)},
      {"image/png", tests::EncodePng(40, 30, shade)}};
  for (const auto& [type, bytes] : pictures) {
    for (const char* said : {"image/webp", "image/jpeg", "image/jpg", "application/octet-stream",
                             "", "image/heic", "multipart"}) {
      INFO(type << " as " << said);
      const auto call =
          said == std::string("multipart") ? Multipart({{"image", bytes}}) : Raw(bytes, said);
      const auto reply = cloud.Send(&upload::Handle, call, &ann);
      REQUIRE(reply.status == 201);
      CHECK(reply.body["content_type"] == type);
      const std::string id = reply.body["id"];
      const auto original = cloud.LoadContent(id, "original", &ann);
      CHECK(original.raw.content_type == type);
      CHECK((original.raw.body == bytes));
      const auto thumb = cloud.LoadContent(id, "thumb", &ann);
      CHECK(thumb.raw.content_type ==
            (type == std::string("image/png") ? "image/jpeg" : "image/webp"));
      if (call.content_type.starts_with("multipart")) continue;
      CHECK(cloud.Send(&upload::Handle, {"PUT", "/v1/me/avatar", "", bytes, said}, &ann).status ==
            200);
    }
  }
}

TEST_CASE("a row from before WebP has the type of its old column") {
  nlohmann::json row{{"user_id", 1}, {"id", 2}, {"image_type", "gif"}};
  CHECK(RowFrom<Image>(row).type == "gif");
  row["image_format"] = nullptr;
  CHECK(RowFrom<Image>(row).type == "gif");
  row["image_format"] = "webp";
  row["image_type"] = nullptr;
  CHECK(RowFrom<Image>(row).type == "webp");
  CHECK(EnumeratedType("webp").is_null());
  CHECK(EnumeratedType("jpeg") == "jpeg");
}

TEST_CASE("repeated and unknown fields of a form are refused, and missing ones") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto fields = [&](const std::vector<std::pair<std::string, std::string>>& parts) {
    const auto reply = cloud.Send(&upload::Handle, Multipart(parts), &ann);
    CHECK(reply.status == 422);
    std::string named;
    for (const auto& error : reply.body["errors"])
      named += error["field"].get<std::string>() + ":" + error["code"].get<std::string>() + " ";
    return named;
  };
  const std::string picture = tests::SmallPng(1);
  CHECK(fields({{"image", picture}, {"image", picture}}) == "image:repeated ");
  CHECK(fields({{"caption", "a"}, {"caption", "b"}, {"image", picture}}) == "caption:repeated ");
  CHECK(fields({{"image", ""}, {"is_avatar", "1"}}) == "is_avatar:unknown image:required ");
  CHECK(cloud.Rows(schema::kImages).empty());
}

TEST_CASE(
    "text headers and keys have a maximum length; longer texts are sent in a form or by PATCH") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  using Headers = std::vector<std::pair<const char*, std::string>>;
  const auto with = [&](const Headers& headers) {
    auto call = Raw(tests::SmallPng(1));
    for (const auto& [name, value] : headers) call.headers.Add(name, value);
    const auto reply = cloud.Send(&upload::Handle, call, &ann);
    if (reply.status == 201) return std::string();
    if (reply.Code() != "invalid_fields") return std::to_string(reply.status) + " " + reply.Code();
    return reply.body["errors"][0]["field"].get<std::string>() + ":" +
           reply.body["errors"][0]["code"].get<std::string>();
  };
  // Letters of 6 bytes as they are sent.
  const auto letters = [](size_t count) {
    std::string text;
    while (count-- > 0) text += "%C3%A1";
    return text;
  };
  CHECK(schema::kMaxTextHeaderBytes == 4000);
  CHECK(with({{"X-Caption", letters(600) + "aaaa"}, {"X-Alt-Text", letters(66)}}) == "");
  CHECK(with({{"X-Caption", letters(600) + "aaaaa"}, {"X-Alt-Text", letters(66)}}) ==
        "422 texts_too_long");
  CHECK(with({{"X-Caption", letters(666) + "aaaa"}}) == "");
  CHECK(with({{"X-Alt-Text", letters(666) + "aaaaa"}}) == "422 texts_too_long");
  CHECK(with({{"X-Caption", letters(400)}, {"X-Caption", letters(400)}}) == "422 texts_too_long");
  auto call = Raw(tests::SmallPng(1));
  call.headers.Set("X-Caption", letters(700));
  const auto told = cloud.Send(&upload::Handle, call, &ann).body["detail"].get<std::string>();
  CHECK(told.find("multipart/form-data") != std::string::npos);
  CHECK(told.find("PATCH") != std::string::npos);
  std::string caption;
  while (caption.size() < 1400) caption += "\xc3\xa1";
  CHECK(cloud
            .Send(&upload::Handle, Multipart({{"caption", caption}, {"image", tests::SmallPng(2)}}),
                  &ann)
            .status == 201);
  CHECK(with({{"X-Alt-Text", "%C3%28"}}) != "");  // no UTF-8
  CHECK(with({{"X-Alt-Text", "%e"}}) == "X-Alt-Text:bad_encoding");
  CHECK(with({{"Idempotency-Key", std::string(256, 'k')}}) == "Idempotency-Key:too_long");
  CHECK(with({{"Idempotency-Key", std::string(255, 'k')}}) == "");
}

TEST_CASE("a strange file name is dropped and costs nothing") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  auto call = Multipart({{"image", tests::SmallPng(1)}});
  const auto name = call.body.find("f\xc3\xa9rias.png");
  call.body.replace(name, std::string("f\xc3\xa9rias.png").size(), std::string(256, 'n'));
  REQUIRE(cloud.Send(&upload::Handle, call, &ann).status == 201);
  CHECK(cloud.Rows(schema::kImages).at(0)["image_original_filename"] == "");
}

TEST_CASE("an avatar takes a picture or an upload, and no form") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto code = [&](const std::string& body, const std::string& type) {
    const auto reply = cloud.Send(&upload::Handle, {"PUT", "/v1/me/avatar", "", body, type}, &ann);
    return std::to_string(reply.status) + " " + reply.Code();
  };
  CHECK(code(Multipart({{"image", tests::SmallPng(1)}}).body, "multipart/form-data; boundary=XX") ==
        "415 unsupported_media_type");
  CHECK(code(std::string(schema::kMaxImageBytes + 1, 'x'), "image/png") == "413 body_too_large");
  CHECK(code("{", "application/json") == "400 bad_json");
  CHECK(code("{}", "application/json") == "422 invalid_fields");
  CHECK(cloud.Rows(schema::kImages).empty());
  CHECK(code(tests::SmallPng(1), "IMAGE/png") == "200 ");
}

TEST_CASE("several uploads are named in a list, with as many descriptions or none") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto wrong = [&](const nlohmann::json& body) {
    const auto reply = cloud.Send(&upload::Handle, {"POST", "/v1/images", "", body.dump()}, &ann);
    if (reply.Code() != "invalid_fields") return reply.Code();
    std::string named;
    for (const auto& error : reply.body["errors"])
      named += error["field"].get<std::string>() + ":" + error["code"].get<std::string>() + " ";
    return named;
  };
  using List = std::vector<std::string>;
  CHECK(wrong({{"upload_ids", List{"a", "b"}}}) == "upload_not_found");
  CHECK(wrong({{"upload_ids", List{"a"}}}) == "upload_not_found");
  CHECK(wrong({{"upload_ids", List()}}) == "upload_ids:out_of_range ");
  CHECK(wrong({{"upload_ids", List(11, "a")}}) == "upload_ids:out_of_range ");
  CHECK(wrong({{"upload_ids", "a"}}) == "upload_ids:wrong_type ");
  CHECK(wrong({{"upload_ids", {"a", 5}}}) == "upload_ids[1]:wrong_type ");
  CHECK(wrong({{"upload_ids", List{"a", "A b"}}}) == "upload_ids[1]:bad_value ");
  CHECK(wrong({{"upload_ids", List{"a", "b", "a"}}}) == "upload_ids[2]:repeated ");
  CHECK(wrong({{"upload_ids", List{"a"}}, {"upload_id", "a"}}) == "upload_id:unknown ");
  CHECK(wrong({{"upload_ids", List{"a"}}, {"alt_text", "a"}}) == "alt_text:unknown ");
  CHECK(wrong({{"upload_id", "a"}, {"alt_texts", List{"a"}}}) == "alt_texts:unknown ");
  CHECK(wrong({{"upload_ids", List{"a", "b"}}, {"alt_texts", List{"a"}}}) ==
        "alt_texts:bad_value ");
  const List long_texts(2, std::string(1001, 'x')), many_texts(9, std::string(1000, 'x'));
  CHECK(wrong({{"upload_ids", List{"a", "b"}}, {"alt_texts", long_texts}}) ==
        "alt_texts[0]:too_long alt_texts[1]:too_long ");
  CHECK(wrong({{"upload_ids", List{"a", "b", "c", "d", "e", "f", "g", "h", "i"}},
               {"alt_texts", many_texts}}) == "alt_texts:too_long ");
}
