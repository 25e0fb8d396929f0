/* libcurl's easy interface, found in its library when mail is sent: no other process loads it. Types and constants are
 * those of libcurl's own headers. */
#pragma once
/* Type checks that do not work through a pointer. */
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

#define CURL_FUNCTIONS(FUNCTION)   \
    FUNCTION(curl_easy_cleanup)    \
    FUNCTION(curl_easy_getinfo)    \
    FUNCTION(curl_easy_init)       \
    FUNCTION(curl_easy_perform)    \
    FUNCTION(curl_easy_setopt)     \
    FUNCTION(curl_easy_strerror)   \
    FUNCTION(curl_global_init)     \
    FUNCTION(curl_slist_append)    \
    FUNCTION(curl_slist_free_all)

#define CURL_POINTER(name) __typeof__(name) *_Nonnull name;
struct curl_functions {
    CURL_FUNCTIONS(CURL_POINTER)
};
#undef CURL_POINTER

/* The functions; the library stays loaded. On failure the table is empty and `problem` is what dlerror(3) says of the
 * missing library or function, else null. */
struct curl_functions curl_find_functions(const char *_Nullable *_Nonnull problem);

/* curl_easy_setopt and curl_easy_getinfo are variadic. Texts are copied; files and lists must outlive the transfer. */
CURLcode curl_set_number(struct curl_functions functions, CURL *_Nonnull handle, CURLoption option, long value);
CURLcode curl_set_text(
    struct curl_functions functions, CURL *_Nonnull handle, CURLoption option, const char *_Nonnull value);
CURLcode curl_set_pointer(
    struct curl_functions functions, CURL *_Nonnull handle, CURLoption option, void *_Nullable value);
CURLcode curl_get_number(
    struct curl_functions functions, CURL *_Nonnull handle, CURLINFO information, long *_Nonnull value);
