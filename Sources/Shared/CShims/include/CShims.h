/* C for what Swift cannot import: macros, variadics and _GNU_SOURCE names. No logic, no state. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "CommandLineShims.h"

/* pidfd_open(2). Returns a descriptor that the caller owns, or -1 with errno. */
int shim_pidfd_open(pid_t process, unsigned int flags);
