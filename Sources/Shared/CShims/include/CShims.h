/* C for what Swift cannot import: macros, variadics and _GNU_SOURCE names. No logic, no state. */
#pragma once
#include <spawn.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>

#include "CommandLineShims.h"

/* pidfd_open(2). Returns a descriptor that the caller owns, or -1 with errno. */
int shim_pidfd_open(pid_t process, unsigned int flags);

/* The layout of struct mmsghdr, which <sys/socket.h> shows to _GNU_SOURCE only. */
struct shim_message {
    struct msghdr header;
    unsigned int length; /* bytes received or sent */
};

/* recvmmsg(2) without a timeout. Returns the number of messages, or -1 with errno. */
int shim_recvmmsg(int descriptor, struct shim_message *_Nonnull messages, unsigned int count, int flags);

/* sendmmsg(2). Returns the number of messages sent, or -1 with errno if the first one failed. */
int shim_sendmmsg(int descriptor, struct shim_message *_Nonnull messages, unsigned int count, int flags);

/* CMSG_FIRSTHDR, CMSG_NXTHDR, CMSG_DATA, CMSG_SPACE and CMSG_LEN (cmsg(3)); the results point into the header's
 * control buffer. */
struct cmsghdr *_Nullable shim_cmsg_first(struct msghdr *_Nonnull header);
struct cmsghdr *_Nullable shim_cmsg_next(struct msghdr *_Nonnull header, struct cmsghdr *_Nonnull current);
unsigned char *_Nonnull shim_cmsg_data(struct cmsghdr *_Nonnull current);
size_t shim_cmsg_space(size_t length);
size_t shim_cmsg_length(size_t length);

/* setns(2) and unshare(2). Return 0, or -1 with errno. */
int shim_setns(int descriptor, int kind);
int shim_unshare(int flags);
/* CLONE_NEWNET. */
extern const int shim_clone_newnet;

/* The release of the kernel headers: major << 16 | minor << 8 | patch. */
extern const unsigned shim_linux_version_code;

/* The number of a wait(2) status: whether the process exited, its exit code, the signal that ended it. */
int shim_wait_exited(int status);
int shim_wait_exit_code(int status);
int shim_wait_signal(int status);

/* The first and the last real-time signal that the C library leaves to programs. */
int shim_sigrtmin(void);
int shim_sigrtmax(void);

/* prctl(2) with one argument. Returns a non-negative number, or -1 with errno. */
int shim_prctl(int option, unsigned long argument);

/* fork(2), for a process with one thread. Returns the child's number, 0 in the child, or -1 with errno. */
pid_t shim_fork(void);

/* memfd_create(2) and the names it needs. Returns a descriptor that the caller owns, or -1 with errno. */
int shim_memfd_create(const char *_Nonnull name, unsigned int flags);
extern const unsigned int shim_memfd_cloexec;
extern const unsigned int shim_memfd_allow_sealing;

/* fcntl(2) F_ADD_SEALS and F_GET_SEALS. Return -1 with errno on failure. */
int shim_add_seals(int descriptor, int seals);
int shim_get_seals(int descriptor);
/* F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW and F_SEAL_WRITE together. */
extern const int shim_all_seals;

/* fcntl(2) F_SETPIPE_SZ. Returns the capacity that was set, or -1 with errno. */
int shim_set_pipe_capacity(int descriptor, int bytes);

/* fcntl(2) F_SETLK and F_GETLK for a write lock on the whole file. Set returns 0 or -1 with errno; get returns the
 * process that holds a lock in the way, 0 if none does, or -1 with errno. */
int shim_lock_file(int descriptor);
pid_t shim_lock_owner(int descriptor);

/* sched_setaffinity(2) of the calling process to the processors in the list. Returns 0, or -1 with errno. */
int shim_set_affinity(const int *_Nonnull processors, size_t count);

/* setrlimit(2) and getrlimit(2) RLIMIT_NOFILE, setrlimit(2) RLIMIT_RTTIME (microseconds). Return 0, or -1 with errno. */
int shim_limit_open_files(uint64_t soft, uint64_t hard);
int shim_open_file_limits(uint64_t *_Nonnull soft, uint64_t *_Nonnull hard);
int shim_allow_core_dumps(void);

/* malloc_trim(3) of everything that is free. */
void shim_malloc_trim(void);
/* madvise(2) with MADV_DONTNEED; the range must be whole pages of a private file mapping that was never written. */
int shim_forget_pages(uintptr_t start, size_t length);
int shim_limit_realtime_run(uint64_t soft_microseconds, uint64_t hard_microseconds);

/* setpriority(2) of the calling process. Returns 0, or -1 with errno. */
int shim_set_nice(int value);

/* mlockall(2) with MCL_CURRENT, MCL_FUTURE and MCL_ONFAULT. Returns 0, or -1 with errno. */
int shim_lock_memory(void);

/* The names of flags that are macros with casts. */
extern const int shim_msg_dontwait;
extern const int shim_msg_waitforone;
extern const int shim_msg_cmsg_cloexec;
extern const int shim_msg_trunc;
extern const int shim_msg_nosignal;
extern const int shim_sock_raw;
extern const int shim_sock_dgram;
extern const int shim_sock_stream;
extern const int shim_sock_seqpacket;
extern const int shim_sock_nonblock_cloexec; /* SOCK_NONBLOCK | SOCK_CLOEXEC */

/* The symbol (EINVAL) and the English text of an errno value (strerrorname_np(3)); static strings, or null. */
const char *_Nullable shim_error_name(int number);
const char *_Nullable shim_error_text(int number);

/* What a siginfo_t says of a child that ended: its exit code or signal, and whether it exited by itself. */
int shim_child_status(const void *_Nonnull information);
int shim_child_exited(const void *_Nonnull information);

/* SCHED_RESET_ON_FORK. */
extern const int shim_sched_reset_on_fork;

/* posix_spawn_file_actions_addclosefrom_np(3). Returns 0 or the error number. */
int shim_spawn_close_from(posix_spawn_file_actions_t *_Nonnull actions, int first);
