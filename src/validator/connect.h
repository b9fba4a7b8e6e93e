/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Connects to one address, when that may be done. */
#ifndef SANCA_VALIDATOR_CONNECT_H
#define SANCA_VALIDATOR_CONNECT_H

#include "job.h"

#include <sys/socket.h>

/* target_check(), with what the kernel says about the address. */
MUST_CHECK int connect_check(const struct job *job, const struct conf_ip *ip,
			     uint16_t port, struct err *err);
/* Where it leads, for job->address and for messages. */
void connect_note(struct job *job, const struct conf_ip *ip, uint16_t port);
/* That nothing could be connected to at job->address, by this errno, and what to
 * look for. */
MUST_CHECK int connect_fail(const struct job *job, int error, struct err *err);
/* Checks, then connects within wait_ms; the descriptor is non-blocking.
 * ERR_CONNECTION. */
MUST_CHECK int connect_to(struct job *job, const struct conf_ip *ip,
			  uint16_t port, int wait_ms, int *ret_fd,
			  struct err *err);
socklen_t connect_sockaddr(const struct conf_ip *ip, uint16_t port,
			   struct sockaddr_storage *ret);
/* The share of the time that is left for one of so many more tries. */
int connect_share_ms(const struct job *job, size_t tries_left);

#endif
