#include "CommandLineShims.h"

void shim_getopt_restart(void) {
    optind = 0;
    opterr = 0;
}

int shim_getopt_long(int count, char *const *words, const char *letters, const struct option *options, int *next,
                     int *letter, const char **value) {
    optarg = 0;
    int code = getopt_long(count, words, letters, options, 0);
    *next = optind;
    *letter = optopt;
    *value = optarg;
    return code;
}
