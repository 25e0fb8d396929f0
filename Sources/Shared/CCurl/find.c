#include "CCurl.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

static const struct {
    const char *name;
    size_t offset;
} places[] = {
#define PLACE(name) {#name, offsetof(struct curl_functions, name)},
    CURL_FUNCTIONS(PLACE)
#undef PLACE
};

struct curl_functions curl_find_functions(const char **problem) {
    struct curl_functions table = {0};
    void *library = dlopen("libcurl.so.4", RTLD_LAZY | RTLD_LOCAL);
    /* Debian's other build has the same interface, and a host may have only that. */
    if (!library) library = dlopen("libcurl-gnutls.so.4", RTLD_LAZY | RTLD_LOCAL);
    *problem = library ? NULL : dlerror();
    for (size_t index = 0; !*problem && index < sizeof places / sizeof *places; index++) {
        void *function = dlsym(library, places[index].name);
        if (!function) *problem = dlerror();
        memcpy((char *)&table + places[index].offset, &function, sizeof function);
    }
    return table;
}

CURLcode curl_set_number(struct curl_functions functions, CURL *handle, CURLoption option, long value) {
    return functions.curl_easy_setopt(handle, option, value);
}

CURLcode curl_set_text(struct curl_functions functions, CURL *handle, CURLoption option, const char *value) {
    return functions.curl_easy_setopt(handle, option, value);
}

CURLcode curl_set_pointer(struct curl_functions functions, CURL *handle, CURLoption option, void *value) {
    return functions.curl_easy_setopt(handle, option, value);
}

CURLcode curl_get_number(struct curl_functions functions, CURL *handle, CURLINFO information, long *value) {
    return functions.curl_easy_getinfo(handle, information, value);
}
