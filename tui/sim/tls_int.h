/* tls_int.h: a certificate authority of our own, and a certificate for localhost signed by it,
 * since clients refuse to send tokens over plain HTTP. A folder that has them already keeps them.
 */
#ifndef AKSCOPE_SIM_TLS_INT_H
#define AKSCOPE_SIM_TLS_INT_H

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"

/* PEM texts, owned. */
struct ak_sim_tls {
    char *certificate;
    char *key;
};

/* Makes DIR, DIR/ca.pem, DIR/server.pem and DIR/server-key.pem (mode 0600) where they are missing,
 * and reads the latter two. AK_ERR_FILE names the file that failed. Release on success. */
AK_NONNULL AK_MUST_USE int ak_sim_tls_open(const char *folder, struct ak_sim_tls *tls,
                                           struct ak_err *err);
AK_NONNULL void ak_sim_tls_release(struct ak_sim_tls *tls);

#endif
