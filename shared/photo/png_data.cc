#include "photo/png_data.h"

#include <algorithm>
#include <array>
#include <new>

#include "photo/bytes.h"
#include "photo/interrupt.h"

namespace photo {
namespace {

using Plain = std::array<Bytef, 32768>;

// zlib does not change its input.
void Feed(z_stream& stream, std::string_view data) {
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(data.data()));
  stream.avail_in = static_cast<uInt>(data.size());
}
// The bytes that one step of inflating has produced.
std::string_view Step(z_stream& stream, Plain& plain, int& status) {
  stream.next_out = plain.data();
  stream.avail_out = static_cast<uInt>(plain.size());
  status = inflate(&stream, Z_NO_FLUSH);
  return {reinterpret_cast<const char*>(plain.data()), plain.size() - stream.avail_out};
}

}  // namespace

DataEnd::DataEnd(std::uint64_t unpacked)
    : unpacked_(unpacked), most_back_(std::min<std::uint64_t>(unpacked, 1U << MAX_WBITS)) {
  if (inflateInit(&stream_) != Z_OK) throw std::bad_alloc();
}

std::optional<std::size_t> DataEnd::Add(std::string_view data) {
  Plain plain;
  if (window_ == 0 && !data.empty()) window_ = 256ULL << (Byte(data, 0) >> 4);
  Feed(stream_, data);
  do {
    if (Interrupted()) return std::nullopt;
    int status = Z_OK;
    Step(stream_, plain, status);
    ended_ = status == Z_STREAM_END;
    const bool good = status == Z_OK || status == Z_BUF_ERROR || ended_;
    if (!good || stream_.total_out > unpacked_) return std::nullopt;
  } while (!ended_ && (stream_.avail_in > 0 || stream_.avail_out == 0));
  return data.size() - stream_.avail_in;
}

Repacker::Repacker(std::uint64_t unpacked) : rest_(unpacked) {
  if (inflateInit2(&in_, -MAX_WBITS) != Z_OK) throw std::bad_alloc();
  if (deflateInit(&out_, Z_DEFAULT_COMPRESSION) != Z_OK) {
    inflateEnd(&in_);
    throw std::bad_alloc();
  }
}
Repacker::~Repacker() {
  inflateEnd(&in_);
  deflateEnd(&out_);
}

// True for a zlib header with method 8 and no dictionary. The window size is not checked.
bool Repacker::ReadFrame(std::string_view& data) {
  while (frame_.size() < 2 && !data.empty()) {
    frame_ += data.front();
    data.remove_prefix(1);
  }
  return frame_.size() < 2 || ((Byte(frame_, 0) & 15) == 8 && (Byte(frame_, 1) & 0x20) == 0);
}

bool Repacker::Add(std::string_view data, std::string& packed) {
  if (!ReadFrame(data)) return false;
  Plain plain;
  Feed(in_, data);
  while (rest_ > 0 && (in_.avail_in > 0 || in_.avail_out == 0)) {
    if (Interrupted()) return false;
    int status = Z_OK;
    auto rows = Step(in_, plain, status);
    rows = rows.substr(0, std::min<std::uint64_t>(rows.size(), rest_));
    rest_ -= rows.size();
    Pack(rows, packed);
    if (rest_ == 0 || status == Z_BUF_ERROR) break;
    if (status != Z_OK) return false;
  }
  return true;
}

void Repacker::Pack(std::string_view plain, std::string& packed) {
  std::array<char, 32768> room;
  Feed(out_, plain);
  do {
    out_.next_out = reinterpret_cast<Bytef*>(room.data());
    out_.avail_out = static_cast<uInt>(room.size());
    deflate(&out_, rest_ == 0 ? Z_FINISH : Z_NO_FLUSH);
    packed.append(room.data(), room.size() - out_.avail_out);
  } while (out_.avail_out == 0);
}

}  // namespace photo
