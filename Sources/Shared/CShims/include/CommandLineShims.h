/* getopt_long(3) and its global variables, which Swift cannot read. */
#pragma once
#include <getopt.h>

/* Starts a new scan and silences the messages of the C library. The programs scan once, but their tests scan in several
   threads, and there is one state for all: between this and shim_getopt_end others wait. */
void shim_getopt_begin(void);
/* Ends the scan. */
void shim_getopt_end(void);
/* getopt_long(3); also reports the variables optind, optopt and optarg (NULL when nothing follows the option). */
int shim_getopt_long(int count, char *_Nullable const *_Nonnull words, const char *_Nonnull letters,
                     const struct option *_Nonnull options, int *_Nonnull next, int *_Nonnull letter,
                     const char *_Nullable *_Nonnull value);
