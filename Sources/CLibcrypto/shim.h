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

#endif
