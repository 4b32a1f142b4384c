#ifndef COMMONWATT_CMOSQUITTO_SHIM_H
#define COMMONWATT_CMOSQUITTO_SHIM_H

#include <errno.h>
#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <sys/eventfd.h>

// libmosquitto says "certificate verify failed" and keeps the reason to itself; the reason is what tells a person
// whether to renew a certificate or to correct a path. Declared here, so that no OpenSSL header enters this module.
struct ssl_st;
extern long SSL_get_verify_result(const struct ssl_st *ssl);

/// Why the peer's certificate was refused (an X509_V_ERR_ number), 0 if it was not, -1 if there is no TLS.
static inline long commonwatt_verify_result(struct mosquitto *client) {
    const struct ssl_st *ssl = (const struct ssl_st *)mosquitto_ssl_get(client);
    return ssl ? SSL_get_verify_result(ssl) : -1;
}

/// mosquitto_connect_bind_v5, with errno as it was when it returned: Swift may run code of its own between the two.
static inline int commonwatt_connect(
    struct mosquitto *client, const char *host, int port, int keep_alive,
    const mosquitto_property *properties, int *error_number
) {
    errno = 0;
    int code = mosquitto_connect_bind_v5(client, host, port, keep_alive, 0, properties);
    *error_number = errno;
    return code;
}

/// mosquitto_loop_read with errno, for the same reason.
static inline int commonwatt_loop_read(struct mosquitto *client, int *error_number) {
    errno = 0;
    int code = mosquitto_loop_read(client, 1);
    *error_number = errno;
    return code;
}

/// mosquitto_loop_write with errno, for the same reason.
static inline int commonwatt_loop_write(struct mosquitto *client, int *error_number) {
    errno = 0;
    int code = mosquitto_loop_write(client, 1);
    *error_number = errno;
    return code;
}

/// An event counter that does not block and is not inherited by child processes; -1 and errno on failure. Swift's Glibc
/// module does not have <sys/eventfd.h>.
static inline int commonwatt_wakeup_new(void) {
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

#endif
