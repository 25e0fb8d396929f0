/* OpenSSL 3: its digests, linked in, and its TLS functions, found in its libraries when they are first needed: a program
 * that never asks for TLS does not load them. Their types are those of OpenSSL's own headers. */
#pragma once
/* For MD5_Init and its like; see the target Digests. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/md5.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

/* Of libssl and of the libcrypto that it brings along. */
#define TLS_FUNCTIONS(FUNCTION)                    \
    FUNCTION(BIO_ctrl)                             \
    FUNCTION(BIO_new)                              \
    FUNCTION(BIO_read)                             \
    FUNCTION(BIO_s_mem)                            \
    FUNCTION(BIO_write)                            \
    FUNCTION(ERR_clear_error)                      \
    FUNCTION(ERR_get_error)                        \
    FUNCTION(ERR_reason_error_string)              \
    FUNCTION(SSL_CTX_free)                         \
    FUNCTION(SSL_CTX_load_verify_file)             \
    FUNCTION(SSL_CTX_new)                          \
    FUNCTION(SSL_CTX_set_default_passwd_cb)        \
    FUNCTION(SSL_CTX_set_default_passwd_cb_userdata) \
    FUNCTION(SSL_CTX_set_default_verify_paths)     \
    FUNCTION(SSL_CTX_set_options)                  \
    FUNCTION(SSL_CTX_set_verify)                   \
    FUNCTION(SSL_CTX_use_PrivateKey_file)          \
    FUNCTION(SSL_CTX_use_certificate_chain_file)   \
    FUNCTION(SSL_ctrl)                             \
    FUNCTION(SSL_do_handshake)                     \
    FUNCTION(SSL_free)                             \
    FUNCTION(SSL_get_error)                        \
    FUNCTION(SSL_get_verify_result)                \
    FUNCTION(SSL_new)                              \
    FUNCTION(SSL_read)                             \
    FUNCTION(SSL_set1_host)                        \
    FUNCTION(SSL_set_bio)                          \
    FUNCTION(SSL_set_connect_state)                \
    FUNCTION(SSL_shutdown)                         \
    FUNCTION(SSL_write)                            \
    FUNCTION(TLS_client_method)                    \
    FUNCTION(X509_verify_cert_error_string)

#define OPENSSL_POINTER(name) __typeof__(name) *_Nonnull name;
struct tls_functions {
    TLS_FUNCTIONS(OPENSSL_POINTER)
};
#undef OPENSSL_POINTER

/* The functions; the libraries stay loaded. On failure the table is empty and `problem` is what dlerror(3) says of the
 * missing library or function, else null. */
struct tls_functions openssl_find_tls_functions(const char *_Nullable *_Nonnull problem);

/* SSL_OP_IGNORE_UNEXPECTED_EOF, a macro with a cast. */
extern const uint64_t openssl_ignore_unexpected_eof;
