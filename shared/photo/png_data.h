// The compressed data of a PNG, which continues from one IDAT chunk to the next.
#pragma once

#include <zlib.h>

#include <optional>
#include <string>
#include <string_view>

namespace photo {

// Inflates the data to find where the picture ends.
class DataEnd {
 public:
  // `unpacked`: size of all rows after decompression, in bytes.
  explicit DataEnd(std::uint64_t unpacked);
  ~DataEnd() { inflateEnd(&stream_); }
  DataEnd(const DataEnd&) = delete;
  DataEnd& operator=(const DataEnd&) = delete;

  // How many bytes of the chunk belong to the picture; nullopt: the data is broken.
  std::optional<std::size_t> Add(std::string_view data);
  bool ended() const { return ended_; }
  // True when the data gives exactly the rows, the checksum is right, and the window is as large as
  // needed.
  bool is_whole() const {
    return ended_ && stream_.total_out == unpacked_ && window_ >= most_back_;
  }

 private:
  z_stream stream_{};
  const std::uint64_t unpacked_, most_back_;
  std::uint64_t window_ = 0;
  bool ended_ = false;
};

// For data with a wrong zlib header, checksum or length: inflates the rows and compresses them
// again.
class Repacker {
 public:
  explicit Repacker(std::uint64_t unpacked);
  ~Repacker();
  Repacker(const Repacker&) = delete;
  Repacker& operator=(const Repacker&) = delete;

  // Appends to `packed` what is ready. False: this is no compressed data, or it ends before the
  // last row.
  bool Add(std::string_view data, std::string& packed);
  bool ended() const { return rest_ == 0; }

 private:
  bool ReadFrame(std::string_view& data);
  void Pack(std::string_view plain, std::string& packed);

  z_stream in_{}, out_{};
  std::string frame_;   // the two bytes of the zlib header
  std::uint64_t rest_;  // bytes of the rows still to come
};

}  // namespace photo
