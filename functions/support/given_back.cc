#include "functions/support/given_back.h"

#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

namespace fotogal {
namespace {

// Of the program itself, which comes first, and not of libraries and the kernel's part.
int GiveSegmentsBack(dl_phdr_info* info, std::size_t, void* total) {
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const auto& segment = info->dlpi_phdr[i];
    // What may be written to is not in the file as it is in memory, even if it was protected later.
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) != 0) continue;
    const std::uintptr_t begin = (info->dlpi_addr + segment.p_vaddr) & ~(page - 1);
    const std::uintptr_t end = info->dlpi_addr + segment.p_vaddr + segment.p_filesz;
    // NOLINTNEXTLINE(performance-no-int-to-ptr): addresses are given as numbers
    if (::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED) == 0)
      *static_cast<std::size_t*>(total) += end - begin;
  }
  return 1;  // no further one
}

}  // namespace

std::size_t GiveStartBack() {
  std::size_t total = 0;
  ::dl_iterate_phdr(&GiveSegmentsBack, &total);
  return total;
}

}  // namespace fotogal
