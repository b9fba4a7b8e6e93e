/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The name servers of a domain, as c-ares knows them. */
#ifndef SANCA_VALIDATOR_NAME_SERVERS_H
#define SANCA_VALIDATOR_NAME_SERVERS_H

#include "job.h"

#include <ares.h>

/* A thread keeps those that it asked last, since c-ares reads many files before it
 * asks for the first time. Its sockets, and with them its ports, are new for each
 * question. */
struct name_servers {
	ares_channel channel;
	struct ares_addr_port_node *list; /* in the order of the settings */
	uint64_t rules;			  /* of which they are */
	const struct conf_resolver *row;  /* NULL: the system's */
};

/* The row of the settings for a name: the longest domain that it is at or below;
 * NULL: none, those of the system are asked. */
const struct conf_resolver *name_servers_find(const struct conf_acme *acme,
					      const char *name);
/* Those for a name. */
MUST_CHECK int name_servers_take(struct name_servers *kept,
				 const struct job *job, const char *name,
				 struct err *err);
/* This one of the list is asked from now on, and those after it while it is
 * silent. */
MUST_CHECK int name_servers_choose(struct name_servers *kept,
				   struct ares_addr_port_node *one,
				   struct err *err);
void name_servers_free(struct name_servers *kept);
/* "10.0.0.53:53". */
void name_servers_show(const struct ares_addr_port_node *node, char ret[64]);

#endif
