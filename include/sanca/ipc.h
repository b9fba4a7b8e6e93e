/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: ipc */
/* Messages between the processes: structs, codec and channel. */
#ifndef SANCA_IPC_H
#define SANCA_IPC_H

#include "sanca/acme.h"
#include "sanca/bytes.h"
#include "sanca/diagnosis.h"
#include "sanca/limits.h"

#define IPC_VERSION 4

/* Kinds of EVENT. */
enum ipc_event { EVENT_GENERATION = 1, EVENT_REVOKED = 2, EVENT_CRL = 3 };

/* The two ends of what comes with CHANNEL. */
enum ipc_between { BETWEEN_FRONT_SIGNER = 1, BETWEEN_VALIDATOR_SIGNER = 2 };

/* Who sends on a channel; a set is used in msg.def. */
enum ipc_role {
	FROM_FRONT = 1,
	FROM_CONTROL = 2,
	FROM_SIGNER = 4,
	FROM_SUPERVISOR = 8,
	FROM_CHILD = 16,
	FROM_VALIDATOR = 32,
};

enum msg_type {
#define MESSAGE(name, NAME, number, senders) MSG_##NAME = (number),
#include "sanca/each_message.h"
};

/* struct msg_issue and so on: byte fields borrow, from the sender's memory
 * before encoding and from the record after decoding. */
#define MESSAGE(name, NAME, number, senders) struct msg_##name {
#define U8(field) uint8_t field;
#define U32(field) uint32_t field;
#define U64(field) uint64_t field;
#define I64(field) int64_t field;
#define BYTES(field, max) struct bytes field;
#define TEXT(field, max) struct bytes field;
#define TEXT_LINES(field, max) struct bytes field;
#define END(name, NAME)                                                        \
	uint8_t end_;                                                          \
	}                                                                      \
	;
#include "sanca/each_message.h"

/* One record: header {type u16, reserved u16 = 0, id u64} little endian, then
 * the fields: integers little endian, byte fields u32 length + octets. */
struct msg {
	enum msg_type type;
	uint64_t id; /* chosen by the asker, repeated in the answer; 0: none */
	union {
#define MESSAGE(name, NAME, number, senders) struct msg_##name name;
#include "sanca/each_message.h"
	};
};

const char *msg_type_name(enum msg_type type);

/* Appends the record. A field beyond its maximum is ERR_INTERNAL: senders
 * check first. */
MUST_CHECK int msg_encode(const struct msg *m, struct buf *ret,
			  struct err *err);
/* Strict: known type that this role may send, every field within its maximum,
 * TEXT well-formed, nothing left over. ERR_MALFORMED otherwise. Byte fields
 * borrow from record. */
MUST_CHECK int msg_decode(struct bytes record, enum ipc_role sender,
			  struct msg *ret, struct err *err);

/* Whether this first message of the other side is HELLO of our version;
 * ERR_MALFORMED says what to do. */
MUST_CHECK int msg_hello_check(const struct msg *m, struct err *err);

/* The flat form of violations in REFUSED. */
void violations_encode(const struct violations *v, struct buf *out);
MUST_CHECK int violations_decode(struct bytes in, struct violations *ret,
				 struct err *err);

/* ---- channel ---------------------------------------------------------------- */

/*
 * One end of a SOCK_SEQPACKET socket. Sending is safe from several threads,
 * receiving belongs to one. The descriptor is non-blocking.
 */
struct channel;

/* Takes the descriptor, also on failure. other is the role of the other
 * side. */
MUST_CHECK int channel_open(int fd, enum ipc_role other, struct channel **ret,
			    struct err *err);
void channel_free(struct channel **ch); /* closes */
int channel_fd(const struct channel *ch);
/* A pair of connected descriptors, close-on-exec, with large buffers. */
MUST_CHECK int channel_pair(int ret_fds[2], struct err *err);

/* Sends one record, waiting at most wait_ms for room (ERR_UNAVAILABLE). A
 * closed other side is ERR_UNREACHABLE. fd -1: none is passed. */
MUST_CHECK int channel_send(struct channel *ch, const struct msg *m, int fd,
			    int wait_ms, struct err *err);
/* Sends many with few system calls; all, or an error after which some may
 * have gone. */
MUST_CHECK int channel_send_many(struct channel *ch, const struct msg *m,
				 size_t count, int wait_ms, struct err *err);

enum channel_result { CHANNEL_MESSAGE, CHANNEL_EMPTY, CHANNEL_CLOSED };
/*
 * Receives one record without waiting. storage holds it; *ret borrows from
 * it. A record that is malformed, cut, or not for this role is an error: the
 * caller closes the channel. *ret_fd is -1 or a received descriptor that the
 * caller owns; descriptors are taken with CONFIGURE and CHANNEL only,
 * any other is an error and closed.
 */
MUST_CHECK int channel_receive(struct channel *ch, struct buf *storage,
			       struct msg *ret, int *ret_fd,
			       enum channel_result *ret_result,
			       struct err *err);
/* Waits until readable: 1, 0 on timeout. */
MUST_CHECK int channel_wait(struct channel *ch, int timeout_ms);

/* Sends, then waits for the answer with the same id: for the command line. */
MUST_CHECK int channel_call(struct channel *ch, const struct msg *m,
			    struct buf *storage, struct msg *ret,
			    int timeout_ms, struct err *err);

/*
 * What a credential on the wire is made of: this octet, then a SHA-256. The
 * kinds cannot be mistaken for one another: each is taken at its own doors.
 */
enum credential_kind {
	CREDENTIAL_TOKEN = 1,	    /* of a bearer token */
	CREDENTIAL_SESSION = 2,	    /* of the secret in the console's cookie */
	CREDENTIAL_CERTIFICATE = 3, /* of a client certificate, DER: the front
				     * saw the handshake */
};

/* Rights of a requester or token. */
enum right {
	RIGHT_ISSUE = 1, /* what the policy allows is issued at once */
	RIGHT_LIST = 2,	 /* sees the certificates of all */
	RIGHT_REVOKE = 4,
	RIGHT_APPROVE = 8,  /* decides about what waits */
	RIGHT_ADMIN = 16,   /* requesters, tokens, settings of people */
	RIGHT_REQUEST = 32, /* may ask; a person decides */
};
#define RIGHTS_ALL                                                             \
	((uint32_t)(RIGHT_ISSUE | RIGHT_LIST | RIGHT_REVOKE | RIGHT_APPROVE |  \
		    RIGHT_ADMIN | RIGHT_REQUEST))
/* What a REQUESTER_SET speaks of; a set. */
enum requester_part {
	PART_POLICY = 1,
	PART_RIGHTS = 2,
	PART_EXPIRES = 4,
	PART_DISABLED = 8,
	PART_CONTACTS = 16,
	PART_CLIENT_NAME = 32,
};
/* Kinds of link. */
enum link_kind { LINK_CONSOLE = 1, LINK_CALENDAR = 2 };
/* Requesters that always exist: administrators on the control socket, the
 * front's HTTPS, and whoever asks without a credential. Nobody changes them, gives
 * them tokens or signs in as one. */
#define REQUESTER_ADMIN "admin"
#define REQUESTER_HTTPS "https"
#define REQUESTER_ANONYMOUS "anonymous"
/* Accounts of ACME without a binding. */
#define REQUESTER_ACME "acme"
bool requester_is_built_in(const char *name);
/* The one form of a requester's name (E24), and none of those; ERR_USAGE. */
MUST_CHECK int requester_name_check(struct bytes name, struct err *err);
/* "issue,list" both ways; ERR_USAGE names the unknown one. */
MUST_CHECK int rights_parse(struct bytes text, uint32_t *ret, struct err *err);
void rights_show(uint32_t rights, struct buf *out);

#endif
