#include "tests/faults/power_cut_recorder.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <map>
#include <set>

#include "tests/faults/power_cut_calls.h"

namespace tests {
namespace {

// The process stops at these calls only, so that it is not slow.
void StopAtCalls() {
  std::vector<sock_filter> filter = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))};
  for (const long call : RecordedCalls()) {
    filter.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<uint32_t>(call), 0, 1));
    filter.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE));
  }
  filter.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
    _exit(98);
}

[[noreturn]] void BeRecorded(int said, const std::function<void(const Say&)>& work) {
  if (ptrace(PTRACE_TRACEME, 0, 0, 0) != 0) _exit(97);
  raise(SIGSTOP);
  StopAtCalls();
  work([said](const std::string& text) {
    // To /dev/null: the call is what is seen.
    if (write(said, text.data(), text.size()) < 0) _exit(96);
  });
  _exit(0);
}

class Recorder {
 public:
  Recorder(const std::filesystem::path& folder, int said) : calls_(folder, said) {}

  Recording Follow(pid_t process) {
    process_ = process;
    int status = 0;
    waitpid(process, &status, __WALL);
    ptrace(PTRACE_SETOPTIONS, process, 0,
           PTRACE_O_TRACESECCOMP | PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE |
               PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_EXITKILL);
    known_.insert(process);
    ptrace(PTRACE_CONT, process, 0, 0);
    // Only of this thread's children, which are the threads that it follows.
    for (pid_t thread; (thread = waitpid(-1, &status, __WALL | __WNOTHREAD)) > 0;) {
      if (WIFSTOPPED(status)) {
        Stopped(thread, status);
      } else if (thread == process) {
        auto recording = calls_.Take();
        recording.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        return recording;
      }
    }
    return calls_.Take();
  }

 private:
  void Stopped(pid_t thread, int status) {
    const int event = status >> 16, signal = WSTOPSIG(status);
    __ptrace_syscall_info info = {};
    if (event == PTRACE_EVENT_SECCOMP) {
      ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof(info), &info);
      CallSeen call{thread, static_cast<long>(info.seccomp.nr), {}};
      std::copy(std::begin(info.seccomp.args), std::end(info.seccomp.args), call.arguments.begin());
      calls_.Begins(call);
      pending_[thread] = call;
      ptrace(PTRACE_SYSCALL, thread, 0, 0);
    } else if (signal == (SIGTRAP | 0x80)) {
      ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof(info), &info);
      const auto call = pending_.extract(thread);
      if (!call.empty() && info.op == PTRACE_SYSCALL_INFO_EXIT)
        calls_.Ends(call.mapped(), info.exit.rval);
      ptrace(PTRACE_CONT, thread, 0, 0);
    } else if (event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK) {
      calls_.Problem("the process has started another");
      kill(process_, SIGKILL);
    } else {
      // A new thread begins with a SIGSTOP; other signals are the process's own.
      const bool is_new = known_.insert(thread).second;
      const bool is_own = event == 0 && !(is_new && signal == SIGSTOP);
      ptrace(PTRACE_CONT, thread, 0, is_own ? signal : 0);
    }
  }

  CallReader calls_;
  pid_t process_ = 0;
  std::set<pid_t> known_;
  std::map<pid_t, CallSeen> pending_;
};

}  // namespace

Recording RecordChanges(const std::filesystem::path& folder,
                        const std::function<void(const Say&)>& work) {
  // A number that nothing else has.
  const int opened = open("/dev/null", O_WRONLY | O_CLOEXEC);
  const int said = fcntl(opened, F_DUPFD_CLOEXEC, 200);
  close(opened);
  std::fflush(nullptr);
  const pid_t process = fork();
  if (process == 0) BeRecorded(said, work);
  auto recording = Recorder(folder, said).Follow(process);
  close(said);
  return recording;
}

}  // namespace tests
