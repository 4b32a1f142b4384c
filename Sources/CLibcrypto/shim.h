#ifndef COMMONWATT_CLIBCRYPTO_SHIM_H
#define COMMONWATT_CLIBCRYPTO_SHIM_H

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

// What Swift cannot import: macros, variadic functions and callbacks with defaults.

/// `EVP_EC_gen` is a macro over a variadic function.
static inline EVP_PKEY *CLibcrypto_generate_P256(void) {
    return EVP_EC_gen("P-256");
}

/// `EVP_PKEY_Q_keygen` is variadic.
static inline EVP_PKEY *CLibcrypto_generate_Ed25519(void) {
    return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
}

/// `BIO_get_mem_data` is a macro; gives the length and the address of a memory BIO's bytes.
static inline long CLibcrypto_BIO_get_mem_data(BIO *bio, char **bytes) {
    return BIO_get_mem_data(bio, bytes);
}

static inline int CLibcrypto_no_passphrase(char *buffer, int size, int writing, void *context) {
    (void)buffer;
    (void)size;
    (void)writing;
    (void)context;
    return -1;
}

/// Reads a private key; an encrypted one is refused, where OpenSSL's default would ask at the terminal.
static inline EVP_PKEY *CLibcrypto_PEM_read_private_key(BIO *bio) {
    return PEM_read_bio_PrivateKey(bio, NULL, CLibcrypto_no_passphrase, NULL);
}

/// `OPENSSL_free` is a macro.
static inline void CLibcrypto_free(void *memory) {
    OPENSSL_free(memory);
}

// `sk_…` are macros over untyped functions.

static inline STACK_OF(X509) *CLibcrypto_certificates_new(void) {
    return sk_X509_new_null();
}

static inline int CLibcrypto_certificates_push(STACK_OF(X509) *certificates, X509 *certificate) {
    return sk_X509_push(certificates, certificate);
}

/// Frees the stack and leaves the certificates on it to their owners.
static inline void CLibcrypto_certificates_free(STACK_OF(X509) *certificates) {
    sk_X509_free(certificates);
}

static inline int CLibcrypto_revoked_count(const STACK_OF(X509_REVOKED) *revoked) {
    return revoked == NULL ? 0 : sk_X509_REVOKED_num(revoked);
}

static inline X509_REVOKED *CLibcrypto_revoked_at(const STACK_OF(X509_REVOKED) *revoked, int index) {
    return sk_X509_REVOKED_value(revoked, index);
}

// `X509V3_set_ctx_nodb` is a macro, and the context is a struct that is best kept out of Swift.

/// Adds an extension in the notation of x509v3_config(5).
static inline int CLibcrypto_certificate_add(X509 *certificate, X509 *issuer, int nid, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    int status = extension != NULL && X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
    return status;
}

/// Adds an extension in the notation of x509v3_config(5).
static inline int CLibcrypto_revocation_list_add(X509_CRL *list, X509 *issuer, int nid, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, NULL, NULL, list, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    int status = extension != NULL && X509_CRL_add_ext(list, extension, -1);
    X509_EXTENSION_free(extension);
    return status;
}

static inline int CLibcrypto_judge_without_list(int verified, X509_STORE_CTX *context) {
    return verified || X509_STORE_CTX_get_error(context) == X509_V_ERR_UNABLE_TO_GET_CRL;
}

/// Lets an issuer of which the store has no revocation list at all pass; a list that is there is still checked.
static inline void CLibcrypto_store_allow_missing_lists(X509_STORE *store) {
    X509_STORE_set_verify_cb(store, CLibcrypto_judge_without_list);
}

#endif
