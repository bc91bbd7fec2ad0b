#include "photo/gif_data.h"

#include <algorithm>
#include <array>
#include <vector>

#include "photo/bytes.h"
#include "photo/interrupt.h"

namespace photo {
namespace {

constexpr int kMostCodes = 4096;
constexpr unsigned kMostBits = 12;

// Reads the LZW codes of an image from its sub-blocks.
class Codes {
 public:
  explicit Codes(std::string_view data) : data_(data) {}

  // -1: the data has ended.
  int Next(unsigned bits) {
    while (have_ < bits) {
      if (left_ == 0) {
        block_at_ = at_;
        left_ = at_ < data_.size() ? Byte(data_, at_) : 0;
        if (left_ == 0) return -1;
        ++at_;
      }
      if (at_ >= data_.size()) return -1;
      value_ |= Byte(data_, at_++) << have_;
      have_ += 8;
      --left_;
    }
    const int code = static_cast<int>(value_ & ((1U << bits) - 1));
    value_ >>= bits;
    have_ -= bits;
    return code;
  }
  // The sub-blocks up to the last byte read.
  std::string Taken() const {
    std::string taken(data_.substr(0, at_));
    if (left_ > 0) taken[block_at_] = static_cast<char>(at_ - block_at_ - 1);
    if (block_at_ != at_ || left_ > 0) taken += '\0';
    return taken;
  }

 private:
  std::string_view data_;
  std::size_t at_ = 0, block_at_ = 0;
  unsigned left_ = 0, have_ = 0;
  std::uint32_t value_ = 0;
};

// The LZW dictionary. Each code stands for a string of pixels: the string of an earlier code and
// one more pixel.
class Dictionary {
 public:
  Dictionary(std::string_view blocks, unsigned code_size)
      : codes_(blocks), code_size_(code_size), clear_(1 << code_size), end_(clear_ + 1) {
    lengths_.fill(1);
    Clear();
  }

  enum class Step { kString, kEnd, kNothing, kWrong };
  // kString: `code` stands for a string of pixels.
  Step Next(int& code) {
    for (;;) {
      code = codes_.Next(bits_);
      if (code < 0) return Step::kNothing;
      if (code == end_) return Step::kEnd;
      if (code != clear_) break;
      Clear();
    }
    if (code > next_ || (code == next_ && last_ < 0)) return Step::kWrong;
    if (last_ >= 0 && next_ < kMostCodes) Learn(code);
    // For pixels of one bit this happens after the first code already, as in giflib.
    if (next_ == 1 << bits_ && bits_ < kMostBits) ++bits_;
    last_ = code;
    return Step::kString;
  }
  std::uint32_t LengthOf(int code) const { return lengths_[static_cast<std::size_t>(code)]; }
  // Writes the pixels of the string to `to`, which has room for its length.
  void Write(int code, std::uint8_t* to) const {
    for (auto place = to + LengthOf(code); place > to;) {
      const auto at = static_cast<std::size_t>(code);
      *--place = code < clear_ ? static_cast<std::uint8_t>(code) : last_pixels_[at];
      code = before_[at];
    }
  }
  std::string Taken() const { return codes_.Taken(); }

 private:
  void Clear() {
    bits_ = code_size_ + 1;
    next_ = end_ + 1;
    last_ = -1;
  }
  std::uint8_t FirstPixel(int code) const {
    return code < clear_ ? static_cast<std::uint8_t>(code)
                         : firsts_[static_cast<std::size_t>(code)];
  }
  void Learn(int code) {
    const auto at = static_cast<std::size_t>(next_);
    before_[at] = static_cast<std::uint16_t>(last_);
    firsts_[at] = FirstPixel(last_);
    last_pixels_[at] = FirstPixel(code == next_ ? last_ : code);
    lengths_[at] = lengths_[static_cast<std::size_t>(last_)] + 1;
    ++next_;
  }

  Codes codes_;
  const unsigned code_size_;
  const int clear_, end_;
  std::array<std::uint32_t, kMostCodes> lengths_;
  std::array<std::uint16_t, kMostCodes> before_{};
  std::array<std::uint8_t, kMostCodes> last_pixels_{}, firsts_{};
  unsigned bits_ = 0;
  int next_ = 0, last_ = -1;
};

// Compresses pixels into sub-blocks.
class Packer {
 public:
  explicit Packer(unsigned code_size) : code_size_(code_size), clear_(1 << code_size) { Begin(); }

  void Add(std::uint8_t pixel) {
    pixel = static_cast<std::uint8_t>(pixel & (clear_ - 1));
    if (string_ < 0) {
      string_ = pixel;
      return;
    }
    const std::uint32_t key = static_cast<std::uint32_t>(string_) << 8 | pixel;
    Entry& entry = Find(key);
    if (entry.code >= 0) {
      string_ = entry.code;
      return;
    }
    Put(string_);
    string_ = pixel;
    if (next_ == kMostCodes) {
      Begin();
      return;
    }
    entry = {key, next_};
    if (next_++ == 1 << bits_) ++bits_;
  }
  std::string Finish() {
    if (string_ >= 0) {
      Put(string_);
      if (next_ == 1 << bits_ && bits_ < kMostBits) ++bits_;
    }
    Put(clear_ + 1);
    if (have_ > 0) PutByte(static_cast<char>(value_ & 0xff));
    EndBlock();
    packed_ += '\0';
    return std::move(packed_);
  }

 private:
  struct Entry {
    std::uint32_t key = 0;
    int code = -1;
  };
  // The slot of the string in the hash table, or the free slot for it. The table is never full.
  Entry& Find(std::uint32_t key) {
    std::size_t at = key * 2654435761U >> 19;
    while (entries_[at].code >= 0 && entries_[at].key != key) at = (at + 1) % entries_.size();
    return entries_[at];
  }
  void Begin() {
    if (bits_ == 0) bits_ = code_size_ + 1;
    Put(clear_);
    entries_.fill({});
    bits_ = code_size_ + 1;
    next_ = clear_ + 2;
  }
  void Put(int code) {
    value_ |= static_cast<std::uint32_t>(code) << have_;
    have_ += bits_;
    for (; have_ >= 8; have_ -= 8, value_ >>= 8) PutByte(static_cast<char>(value_ & 0xff));
  }
  void PutByte(char byte) {
    block_ += byte;
    if (block_.size() == 255) EndBlock();
  }
  void EndBlock() {
    if (block_.empty()) return;
    packed_ += static_cast<char>(block_.size());
    packed_ += block_;
    block_.clear();
  }

  const unsigned code_size_;
  const int clear_;
  std::array<Entry, 8192> entries_;
  std::string packed_, block_;
  unsigned bits_ = 0, have_ = 0;
  std::uint32_t value_ = 0;
  int next_ = 0, string_ = -1;
};

// The numbers of the rows in the order in which the data stores them (interlaced or not).
class RowOrder {
 public:
  RowOrder(int height, bool interlaced) : height_(height), step_(interlaced ? 8 : 1) {
    if (!interlaced) pass_ = 3;
  }
  int y() const { return y_; }
  void Next() {
    y_ += step_;
    static constexpr int kFirst[] = {0, 4, 2, 1}, kStep[] = {8, 8, 4, 2};
    while (y_ >= height_ && pass_ < 3) {
      y_ = kFirst[++pass_];
      step_ = kStep[pass_];
    }
  }

 private:
  const int height_;
  int step_, pass_ = 0, y_ = 0;
};

// Asks whether to stop only every 4,096 codes, because asking takes time.
class SeldomAsked {
 public:
  bool Found() { return ++codes_ % 4096 == 0 && Interrupted(); }

 private:
  unsigned codes_ = 0;
};

std::string Repack(const GifData& data, int columns, int rows) {
  Dictionary dictionary(data.blocks, data.code_size);
  Packer packer(data.code_size);
  RowOrder order(data.height, data.interlaced);
  SeldomAsked interruption;
  long left = static_cast<long>(data.width) * data.height;
  std::vector<std::uint8_t> pixels;
  int x = 0;
  for (int code = 0; left > 0 && dictionary.Next(code) == Dictionary::Step::kString;) {
    if (interruption.Found()) break;
    pixels.resize(dictionary.LengthOf(code));
    dictionary.Write(code, pixels.data());
    for (const auto pixel : pixels) {
      if (left-- <= 0) break;
      if (x < columns && order.y() < rows) packer.Add(pixel);
      if (++x < data.width) continue;
      x = 0;
      order.Next();
    }
  }
  return packer.Finish();
}

}  // namespace

Result<std::string> OnlyPicture(const GifData& data, int columns, int rows) {
  if (data.code_size < 1 || data.code_size > 8) return Refusal::kDamaged;
  Dictionary dictionary(data.blocks, data.code_size);
  long left = static_cast<long>(data.width) * data.height;
  auto step = Dictionary::Step::kString;
  SeldomAsked interruption;
  for (int code = 0; step == Dictionary::Step::kString && left >= 0;) {
    if (interruption.Found()) return Refusal::kCancelled;
    // The pixels need no more codes; the one after them is the end code.
    step = dictionary.Next(code);
    if (step == Dictionary::Step::kString) left -= dictionary.LengthOf(code);
    if (step == Dictionary::Step::kWrong && left > 0) return Refusal::kDamaged;
  }
  if (left > 0) return Refusal::kDamaged;
  const bool just_it = step == Dictionary::Step::kEnd && left == 0;
  if (just_it && columns >= data.width && rows >= data.height) return dictionary.Taken();
  return Repack(data, columns, rows);
}

}  // namespace photo
