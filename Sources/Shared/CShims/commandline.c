#include "CommandLineShims.h"
#include <pthread.h>

static pthread_mutex_t scan = PTHREAD_MUTEX_INITIALIZER;

void shim_getopt_end(void) { pthread_mutex_unlock(&scan); }

void shim_getopt_begin(void) {
    pthread_mutex_lock(&scan);
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
