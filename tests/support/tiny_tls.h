/* tiny_tls.h: TLS for the tiny server: throw-away identities, made when they are needed, and the
 * server's side of a connection over a blocking socket. */
#ifndef AKSCOPE_TESTS_SUPPORT_TINY_TLS_H
#define AKSCOPE_TESTS_SUPPORT_TINY_TLS_H

#include <stddef.h>
#include <sys/types.h>

struct tiny_identity;
struct tiny_tls;

/* A new key, and a certificate signed with it for `name` ("IP:127.0.0.1", "DNS:example.com") that
 * lasts until `expires_in_s` seconds from now (negative: expired). */
struct tiny_identity *tiny_identity_new(const char *name, long expires_in_s);
void tiny_identity_free(struct tiny_identity *identity);

/* Writes the certificate as PEM: what a client must trust to accept the identity. */
void tiny_identity_write(const struct tiny_identity *identity, const char *path);

/* The handshake; NULL when the client breaks it off. The socket stays the caller's. */
struct tiny_tls *tiny_tls_accept(const struct tiny_identity *identity, int socket);
ssize_t tiny_tls_read(struct tiny_tls *tls, void *bytes, size_t size);
ssize_t tiny_tls_write(struct tiny_tls *tls, const void *bytes, size_t len);
void tiny_tls_free(struct tiny_tls *tls);

#endif
