#include "CShims.h"
#include <sys/syscall.h>
#include <unistd.h>

int shim_pidfd_open(pid_t process, unsigned int flags) { return (int)syscall(SYS_pidfd_open, process, flags); }
