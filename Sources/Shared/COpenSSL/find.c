#include "COpenSSL.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#define TEXT(number) #number
#define NUMBERED(name, number) name TEXT(number)
#define LIBRARY(name) NUMBERED(name ".so.", OPENSSL_SHLIB_VERSION)

static const struct {
    const char *name;
    size_t offset;
} places[] = {
#define PLACE(name) {#name, offsetof(struct tls_functions, name)},
    TLS_FUNCTIONS(PLACE)
#undef PLACE
};

struct tls_functions openssl_find_tls_functions(const char **problem) {
    struct tls_functions table = {0};
    void *library = dlopen(LIBRARY("libssl"), RTLD_LAZY | RTLD_LOCAL);
    *problem = library ? NULL : dlerror();
    for (size_t index = 0; !*problem && index < sizeof places / sizeof *places; index++) {
        void *function = dlsym(library, places[index].name);
        if (!function) *problem = dlerror();
        memcpy((char *)&table + places[index].offset, &function, sizeof function);
    }
    return table;
}

const uint64_t openssl_ignore_unexpected_eof = SSL_OP_IGNORE_UNEXPECTED_EOF;
