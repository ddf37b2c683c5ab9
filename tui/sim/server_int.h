/* server_int.h: the simulator on a socket: libmicrohttpd on 127.0.0.1, driven by our own poll loop,
 * so that the world has one thread, signals end it in good order, and delayed answers need no
 * sleeping. */
#ifndef AKSCOPE_SIM_SERVER_INT_H
#define AKSCOPE_SIM_SERVER_INT_H

#include <stdint.h>

#include <microhttpd.h>

#include "akscope/base/attributes.h"
#include "akscope/base/err.h"
#include "akscope/base/vec.h"
#include "call_int.h"
#include "tls_int.h"

struct ak_sim_server {
    struct ak_sim *sim; /* borrowed */
    struct MHD_Daemon *daemon;
    struct ak_vec waiting; /* of struct ak_sim_wait */
    int signals;           /* descriptor that becomes readable on SIGINT and SIGTERM */
    char *authority;       /* "127.0.0.1:8080", owned */
    uint16_t port;
};

/* Where it listens. */
struct ak_sim_place {
    uint16_t port; /* 0: any */
    bool is_ipv6;  /* on ::1 instead of 127.0.0.1 */
};

/* Starts to listen, with TLS when `tls` isn't NULL. Close it on success. */
AK_NONNULL_ARGS(1, 2, 3, 5)
AK_MUST_USE int ak_sim_server_open(struct ak_sim_server *server, struct ak_sim *sim,
                                   const struct ak_sim_place *place, const struct ak_sim_tls *tls,
                                   struct ak_err *err);

/* Serves until a signal ends it. AK_ERR_NETWORK when waiting fails. */
AK_NONNULL AK_MUST_USE int ak_sim_server_run(struct ak_sim_server *server, struct ak_err *err);
AK_NONNULL void ak_sim_server_close(struct ak_sim_server *server);

/* Takes the connection out of the loop until `delay_ms` have passed. Only from within a callback of
 * libmicrohttpd for that connection. */
AK_NONNULL void ak_sim_server_pause(struct ak_sim_server *server, struct MHD_Connection *connection,
                                    int64_t delay_ms);

/* Sends the call's reply, broken as its verdict says (deliver.c). */
AK_NONNULL AK_MUST_USE enum MHD_Result ak_sim_deliver(struct ak_sim_server *server,
                                                      struct MHD_Connection *connection,
                                                      struct ak_sim_call *call);

#endif
