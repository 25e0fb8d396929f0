/* getopt_long(3) and its global variables, which Swift cannot read. */
#pragma once
#include <getopt.h>

/* Starts a new scan and silences the messages of the C library. */
void shim_getopt_restart(void);
/* getopt_long(3); also reports the variables optind, optopt and optarg (NULL when nothing follows the option). */
int shim_getopt_long(int count, char *_Nullable const *_Nonnull words, const char *_Nonnull letters,
                     const struct option *_Nonnull options, int *_Nonnull next, int *_Nonnull letter,
                     const char *_Nullable *_Nonnull value);
