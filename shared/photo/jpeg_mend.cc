#include "photo/jpeg_mend.h"

#include <algorithm>
#include <csetjmp>

#include "photo/bytes.h"
#include "photo/interrupt.h"
#include "photo/jpeg_library.h"
#include "photo/jpeg_segments.h"
#include "photo/memory.h"

namespace photo {
namespace {

struct MendingErrors {
  jpeg_error_mgr manager;
  std::jmp_buf escape;
  bool ended = false;  // all input has been read
  // how many rows of blocks had been decoded when the input ended; -1: it has not ended early
  int rows_at_end = -1;
};

MendingErrors& ErrorsOf(j_common_ptr info) { return *reinterpret_cast<MendingErrors*>(info->err); }
void FailMending(j_common_ptr info) { std::longjmp(ErrorsOf(info).escape, 1); }
void FailMendingWhenInterrupted(j_common_ptr info) {
  if (Interrupted()) FailMending(info);
}
// Ignores warnings, but records how many rows had been decoded when the input ended.
void HearWarning(j_common_ptr info, int level) {
  auto& errors = ErrorsOf(info);
  if (level < 0 && errors.manager.msg_code == JWRN_HIT_MARKER && errors.ended &&
      errors.rows_at_end < 0)
    errors.rows_at_end = static_cast<int>(reinterpret_cast<j_decompress_ptr>(info)->input_iMCU_row);
}

void Init(j_decompress_ptr) {}
boolean AtEnd(j_decompress_ptr info) {
  static const JOCTET kEndMark[] = {0xff, kEoi};
  ErrorsOf(reinterpret_cast<j_common_ptr>(info)).ended = true;
  info->src->next_input_byte = kEndMark;
  info->src->bytes_in_buffer = 2;
  return TRUE;
}
void Skip(j_decompress_ptr info, long count) {
  const auto most = static_cast<long>(info->src->bytes_in_buffer);
  count = std::clamp(count, 0L, most);
  info->src->next_input_byte += count;
  info->src->bytes_in_buffer -= static_cast<std::size_t>(count);
}

void InitOut(j_compress_ptr) {}
boolean Full(j_compress_ptr info) {
  FailMending(reinterpret_cast<j_common_ptr>(info));
  return FALSE;
}

void PrepareErrors(MendingErrors& errors) {
  jpeg_std_error(&errors.manager);
  errors.manager.error_exit = &FailMending;
  errors.manager.output_message = &IgnoreText;
  errors.manager.emit_message = &HearWarning;
}

// See decode_jpeg.cc on setjmp and longjmp.
class Recoder {
 public:
  explicit Recoder(std::string_view bytes) {
    PrepareErrors(errors_);
    progress_.progress_monitor = &FailMendingWhenInterrupted;
    in_.err = out_.err = &errors_.manager;
    source_.init_source = &Init;
    source_.term_source = &Init;
    source_.fill_input_buffer = &AtEnd;
    source_.skip_input_data = &Skip;
    source_.resync_to_restart = &jpeg_resync_to_restart;
    source_.next_input_byte = reinterpret_cast<const JOCTET*>(bytes.data());
    source_.bytes_in_buffer = bytes.size();
    target_.init_destination = &InitOut;
    target_.term_destination = &InitOut;
    target_.empty_output_buffer = &Full;
  }
  ~Recoder() {
    jpeg_destroy_compress(&out_);
    jpeg_destroy_decompress(&in_);
  }
  Recoder(const Recoder&) = delete;
  Recoder& operator=(const Recoder&) = delete;

  bool Read() {
    if (setjmp(errors_.escape) != 0) return false;
    jpeg_create_decompress(&in_);
    in_.progress = &progress_;
    in_.mem->max_memory_to_use = static_cast<long>(kMaxMemory);
    in_.src = &source_;
    if (jpeg_read_header(&in_, TRUE) != JPEG_HEADER_OK) return false;
    coefficients_ = jpeg_read_coefficients(&in_);
    return coefficients_ != nullptr;
  }
  // True when at most the last row of blocks is missing, and that row is at most an eighth of the
  // picture.
  bool HasItsRows() const {
    if (errors_.rows_at_end < 0) return true;
    const auto all = static_cast<int>(in_.total_iMCU_rows);
    const int missing = std::max(0, all - errors_.rows_at_end);
    return missing <= 1 && missing * 8 <= all;
  }
  bool Bound() {
    if (setjmp(errors_.escape) != 0) return false;
    for (int c = 0; c < in_.num_components; ++c) BoundComponent(c);
    return true;
  }
  // Number of bytes written to `room`; 0: they did not fit.
  std::size_t Write(std::string& room) {
    if (setjmp(errors_.escape) != 0) return 0;
    jpeg_create_compress(&out_);
    out_.progress = &progress_;
    target_.next_output_byte = reinterpret_cast<JOCTET*>(room.data());
    target_.free_in_buffer = room.size();
    out_.dest = &target_;
    jpeg_copy_critical_parameters(&in_, &out_);
    out_.write_JFIF_header = FALSE;
    out_.write_Adobe_marker = FALSE;
    out_.optimize_coding = TRUE;
    jpeg_write_coefficients(&out_, coefficients_);
    jpeg_finish_compress(&out_);
    return room.size() - target_.free_in_buffer;
  }

 private:
  // Coefficients that were decoded from broken data may be too large for Huffman codes: limits
  // them.
  void BoundComponent(int c) {
    constexpr JCOEF kMost = 1023;
    const auto& component = in_.comp_info[c];
    for (JDIMENSION y = 0; y < component.height_in_blocks; ++y) {
      const JBLOCKARRAY rows = in_.mem->access_virt_barray(reinterpret_cast<j_common_ptr>(&in_),
                                                           coefficients_[c], y, 1, TRUE);
      for (JDIMENSION x = 0; x < component.width_in_blocks; ++x) {
        for (JCOEF& value : rows[0][x])
          value = std::clamp(value, static_cast<JCOEF>(-kMost), kMost);
      }
    }
  }

  jpeg_decompress_struct in_{};
  jpeg_compress_struct out_{};
  jpeg_source_mgr source_{};
  jpeg_destination_mgr target_{};
  jpeg_progress_mgr progress_{};
  MendingErrors errors_{};
  jvirt_barray_ptr* coefficients_ = nullptr;
};

// The position after the application segments. SanitizeJpeg() has written those, so they are kept.
std::size_t StartOf(std::string_view clean) {
  std::size_t at = 2;
  while (at + 4 <= clean.size() && Byte(clean, at + 1) >= kApp0 && Byte(clean, at + 1) <= kApp15)
    at += 2 + Big16(clean, at + 2);
  return at;
}

}  // namespace

Result<Unit> MendJpeg(Clean& clean, const Header& header) {
  if (!header.mendable) return Refusal::kTooLarge;
  std::string_view bytes = clean.bytes;
  if (clean.open_end) bytes.remove_suffix(2);
  std::string mended(MostMended(bytes.size()), '\0');
  std::size_t length = 0;
  {
    Recoder recoder(bytes);
    if (!recoder.Read() || !recoder.HasItsRows() || !recoder.Bound()) return Refusal::kDamaged;
    length = recoder.Write(mended);
  }
  const std::size_t start = StartOf(clean.bytes);
  if (length < 2 || length > kMaxBytes) return Refusal::kDamaged;
  mended.resize(length);
  clean.bytes.resize(start);
  clean.bytes.append(mended, 2);
  clean.open_end = false;
  return Unit{};
}

}  // namespace photo
