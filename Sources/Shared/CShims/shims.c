#include "CShims.h"
#include <malloc.h>
#include <fcntl.h>
#include <linux/version.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

_Static_assert(sizeof(struct shim_message) == sizeof(struct mmsghdr), "shim_message is mmsghdr");
_Static_assert(offsetof(struct shim_message, length) == offsetof(struct mmsghdr, msg_len), "shim_message is mmsghdr");

int shim_pidfd_open(pid_t process, unsigned int flags) { return (int)syscall(SYS_pidfd_open, process, flags); }

int shim_recvmmsg(int descriptor, struct shim_message *messages, unsigned int count, int flags)
{
    return recvmmsg(descriptor, (struct mmsghdr *)messages, count, flags, NULL);
}

int shim_sendmmsg(int descriptor, struct shim_message *messages, unsigned int count, int flags)
{
    return sendmmsg(descriptor, (struct mmsghdr *)messages, count, flags);
}

struct cmsghdr *shim_cmsg_first(struct msghdr *header) { return CMSG_FIRSTHDR(header); }
struct cmsghdr *shim_cmsg_next(struct msghdr *header, struct cmsghdr *current) { return CMSG_NXTHDR(header, current); }
unsigned char *shim_cmsg_data(struct cmsghdr *current) { return CMSG_DATA(current); }
size_t shim_cmsg_space(size_t length) { return CMSG_SPACE(length); }
size_t shim_cmsg_length(size_t length) { return CMSG_LEN(length); }

int shim_setns(int descriptor, int kind) { return setns(descriptor, kind); }
int shim_unshare(int flags) { return unshare(flags); }
const int shim_clone_newnet = CLONE_NEWNET;
const unsigned shim_linux_version_code = LINUX_VERSION_CODE;

int shim_wait_exited(int status) { return WIFEXITED(status); }
int shim_wait_exit_code(int status) { return WEXITSTATUS(status); }
int shim_wait_signal(int status) { return WTERMSIG(status); }

int shim_sigrtmin(void) { return SIGRTMIN; }
int shim_sigrtmax(void) { return SIGRTMAX; }

int shim_prctl(int option, unsigned long argument) { return prctl(option, argument, 0UL, 0UL, 0UL); }

pid_t shim_fork(void) { return fork(); }

int shim_memfd_create(const char *name, unsigned int flags) { return memfd_create(name, flags); }
const unsigned int shim_memfd_cloexec = MFD_CLOEXEC;
const unsigned int shim_memfd_allow_sealing = MFD_ALLOW_SEALING;

int shim_set_pipe_capacity(int descriptor, int bytes) { return fcntl(descriptor, F_SETPIPE_SZ, bytes); }

int shim_add_seals(int descriptor, int seals) { return fcntl(descriptor, F_ADD_SEALS, seals); }
int shim_get_seals(int descriptor) { return fcntl(descriptor, F_GET_SEALS); }
const int shim_all_seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;

int shim_lock_file(int descriptor)
{
    struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
    return fcntl(descriptor, F_SETLK, &lock);
}

pid_t shim_lock_owner(int descriptor)
{
    struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
    if (fcntl(descriptor, F_GETLK, &lock) < 0)
        return -1;
    return lock.l_type == F_UNLCK ? 0 : lock.l_pid;
}

int shim_set_affinity(const int *processors, size_t count)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    for (size_t index = 0; index < count; index++)
        CPU_SET((size_t)processors[index], &set);
    return sched_setaffinity(0, sizeof set, &set);
}

void shim_malloc_trim(void) { malloc_trim(0); }

int shim_forget_pages(uintptr_t start, size_t length)
{
    return madvise((void *)start, length, MADV_DONTNEED);
}

int shim_allow_core_dumps(void)
{
    struct rlimit value = { .rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY };
    return setrlimit(RLIMIT_CORE, &value);
}

int shim_limit_open_files(uint64_t soft, uint64_t hard)
{
    struct rlimit value = { .rlim_cur = soft, .rlim_max = hard };
    return setrlimit(RLIMIT_NOFILE, &value);
}

int shim_open_file_limits(uint64_t *soft, uint64_t *hard)
{
    struct rlimit value;
    int result = getrlimit(RLIMIT_NOFILE, &value);
    *soft = value.rlim_cur;
    *hard = value.rlim_max;
    return result;
}

int shim_limit_realtime_run(uint64_t soft_microseconds, uint64_t hard_microseconds)
{
    struct rlimit value = { .rlim_cur = soft_microseconds, .rlim_max = hard_microseconds };
    return setrlimit(RLIMIT_RTTIME, &value);
}

int shim_set_nice(int value) { return setpriority(PRIO_PROCESS, 0, value); }

int shim_lock_memory(void) { return mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT); }

const int shim_msg_dontwait = MSG_DONTWAIT;
const int shim_msg_waitforone = MSG_WAITFORONE;
const int shim_msg_cmsg_cloexec = MSG_CMSG_CLOEXEC;
const int shim_msg_trunc = MSG_TRUNC;
const int shim_msg_nosignal = MSG_NOSIGNAL;
const int shim_sock_raw = SOCK_RAW;
const int shim_sock_dgram = SOCK_DGRAM;
const int shim_sock_stream = SOCK_STREAM;
const int shim_sock_seqpacket = SOCK_SEQPACKET;
const int shim_sock_nonblock_cloexec = SOCK_NONBLOCK | SOCK_CLOEXEC;

const char *shim_error_name(int number) { return strerrorname_np(number); }
const char *shim_error_text(int number) { return strerrordesc_np(number); }

int shim_child_status(const void *information) { return ((const siginfo_t *)information)->si_status; }
int shim_child_exited(const void *information) { return ((const siginfo_t *)information)->si_code == CLD_EXITED; }

const int shim_sched_reset_on_fork = SCHED_RESET_ON_FORK;

int shim_spawn_close_from(posix_spawn_file_actions_t *actions, int first)
{
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}
