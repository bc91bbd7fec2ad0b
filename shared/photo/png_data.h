// The compressed data of a PNG, over its chunks.
#pragma once

#include <zlib.h>

#include <optional>
#include <string>
#include <string_view>

namespace photo {

// Inflates the data to find out where the picture ends in them.
class DataEnd {
 public:
  // `unpacked`: bytes that the rows are, unpacked.
  explicit DataEnd(std::uint64_t unpacked);
  ~DataEnd() { inflateEnd(&stream_); }
  DataEnd(const DataEnd&) = delete;
  DataEnd& operator=(const DataEnd&) = delete;

  // How many bytes of the chunk belong to the picture; nullopt: the data are broken.
  std::optional<std::size_t> Add(std::string_view data);
  bool ended() const { return ended_; }
  // Exactly the rows, a right checksum, and a window as large as the data need.
  bool is_whole() const {
    return ended_ && stream_.total_out == unpacked_ && window_ >= most_back_;
  }

 private:
  z_stream stream_{};
  const std::uint64_t unpacked_, most_back_;
  std::uint64_t window_ = 0;
  bool ended_ = false;
};

// Inflates data with a wrong frame (window, checksum, length) and compresses the rows again.
class Repacker {
 public:
  explicit Repacker(std::uint64_t unpacked);
  ~Repacker();
  Repacker(const Repacker&) = delete;
  Repacker& operator=(const Repacker&) = delete;

  // Appends what there is to write. False: no such data, or they end before the rows do.
  bool Add(std::string_view data, std::string& packed);
  bool ended() const { return rest_ == 0; }

 private:
  bool ReadFrame(std::string_view& data);
  void Pack(std::string_view plain, std::string& packed);

  z_stream in_{}, out_{};
  std::string frame_;   // the two bytes before the data
  std::uint64_t rest_;  // of the rows
};

}  // namespace photo
