/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The HTTP library on its sockets. */
#ifndef SANCA_FRONT_SERVER_H
#define SANCA_FRONT_SERVER_H

#include "front.h"

struct server;
MUST_CHECK int server_new(struct front *front, struct server **ret,
			  struct err *err);
/* Serves on a listening socket, which it takes, also on failure. */
MUST_CHECK int server_listen(struct server *server, int fd,
			     enum listener_kind kind, struct err *err);
/* Accepts nobody any more; what is under way goes on. */
void server_quiesce(struct server *server);
/* A moment later, when the library's threads have let go of the sockets:
 * serves those who have connected meanwhile, and closes. */
void server_close_listeners(struct server *server);
/* Ends all. Nothing may be suspended any more. */
void server_free(struct server **server);

#endif
