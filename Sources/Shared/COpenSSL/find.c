#include "COpenSSL.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#define TEXT(number) #number
#define NUMBERED(name, number) name TEXT(number)
#define LIBRARY(name) NUMBERED(name ".so.", OPENSSL_SHLIB_VERSION)

struct place {
    const char *name;
    size_t offset;
};

static const char *find(const char *library, const struct place *places, size_t count, void *table) {
    void *handle = dlopen(library, RTLD_LAZY | RTLD_LOCAL);
    if (!handle) return dlerror();
    for (size_t index = 0; index < count; index++) {
        void *function = dlsym(handle, places[index].name);
        if (!function) return dlerror();
        memcpy((char *)table + places[index].offset, &function, sizeof function);
    }
    return NULL;
}

struct digest_functions openssl_find_digest_functions(const char **problem) {
#define PLACE(name) {#name, offsetof(struct digest_functions, name)},
    static const struct place places[] = {DIGEST_FUNCTIONS(PLACE)};
#undef PLACE
    struct digest_functions table = {0};
    *problem = find(LIBRARY("libcrypto"), places, sizeof places / sizeof *places, &table);
    return table;
}

struct tls_functions openssl_find_tls_functions(const char **problem) {
#define PLACE(name) {#name, offsetof(struct tls_functions, name)},
    static const struct place places[] = {TLS_FUNCTIONS(PLACE)};
#undef PLACE
    struct tls_functions table = {0};
    *problem = find(LIBRARY("libssl"), places, sizeof places / sizeof *places, &table);
    return table;
}

const uint64_t openssl_ignore_unexpected_eof = SSL_OP_IGNORE_UNEXPECTED_EOF;
