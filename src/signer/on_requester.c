/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Makes requesters and changes them. */
#include "administrator.h"
#include "dispatch.h"

#include "sanca/clock.h"
#include "sanca/contact.h"
#include "sanca/names.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Where none are named; more of them is a decision. */
#define RIGHTS_OF_NEW ((uint32_t)RIGHT_ISSUE)
#define PARTS_ALL                                                              \
	(PART_POLICY | PART_RIGHTS | PART_EXPIRES | PART_DISABLED |            \
	 PART_CONTACTS | PART_CLIENT_NAME)

/* ---- what it may be ------------------------------------------------------------------ */

static int
check_policy(const struct signer *s, struct bytes policy, struct err *err)
{
	const uint8_t *digest = NULL;

	if (configuration_policy(s->configuration, policy, &digest) != NULL)
		return 0;
	return err_set(err, ERR_NOT_FOUND,
		       "there is no [policy %.*s] in sanca.conf", (int)policy.n,
		       (const char *)policy.p);
}

/* Taken only in normal form, so that what is compared later with a certificate is
 * what was seen here. */
static int
check_client_name(struct bytes text, struct err *err)
{
	static const struct names_rules rules = { .idn = IDN_ANY };
	CLEANUP(buf_free) struct buf shown = { 0 };
	struct raw_name raw = { 0 };
	struct name name = { 0 };
	uint8_t space[16];

	if (text.n == 0)
		return 0;
	if (name_from_text(text, space, &raw, err) != 0)
		return err_context(err, "client name");
	name.type = (enum name_type)(raw.tag & ~RAW_NAME_TYPED);
	name.n = raw.value.n;
	if (name.n > 0 && name.n <= LIMIT_NAME_BYTES) {
		memcpy(name.v, raw.value.p, name.n);
		if (name_is_normal(&name, &rules, err))
			name_show(&name, &shown);
	}
	if (bytes_equal(buf_bytes(&shown), text) && !name_is_wildcard(&name))
		return 0;
	return err_set(err, ERR_USAGE,
		       "the client name \"%.*s\" is not a name as it stands "
		       "in a certificate",
		       (int)text.n, (const char *)text.p);
}

static int
check(const struct signer *s, const struct msg_requester_set *ask, int64_t now,
      struct err *err)
{
	if (requester_name_check(ask->requester, err) != 0)
		return -1;
	if (ask->what == 0 || (ask->what & ~(unsigned)PARTS_ALL) != 0 ||
	    ask->is_new > 1 || ask->disabled > 1)
		return err_set(err, ERR_MALFORMED,
			       "REQUESTER_SET of parts 0x%x", ask->what);
	if (ask->is_new && (ask->what & PART_POLICY) == 0)
		return err_set(err, ERR_USAGE,
			       "%.*s is new: name its policy (--policy)",
			       (int)ask->requester.n,
			       (const char *)ask->requester.p);
	if ((ask->what & PART_POLICY) != 0 &&
	    check_policy(s, ask->policy, err) != 0)
		return -1;
	if ((ask->what & PART_RIGHTS) != 0 && (ask->rights & ~RIGHTS_ALL) != 0)
		return err_set(err, ERR_USAGE, "there are no such rights");
	if ((ask->what & PART_EXPIRES) != 0 && ask->expires_at != 0 &&
	    ask->expires_at <= now)
		return err_set(err, ERR_USAGE,
			       "that end is past: disable the requester "
			       "instead");
	if ((ask->what & PART_CONTACTS) != 0 &&
	    contacts_check(ask->contacts, err) != 0)
		return -1;
	if ((ask->what & PART_CLIENT_NAME) != 0)
		return check_client_name(ask->client_name, err);
	return 0;
}

/* ---- doing it -------------------------------------------------------------------------- */

static void
copy(struct bytes from, char *out, size_t size)
{
	refusal_text(from, out, size);
}

static void
apply(const struct msg_requester_set *ask, int64_t now,
      struct store_requester *row)
{
	if ((ask->what & PART_POLICY) != 0)
		copy(ask->policy, row->policy, sizeof(row->policy));
	if ((ask->what & PART_RIGHTS) != 0)
		row->rights = ask->rights;
	if ((ask->what & PART_EXPIRES) != 0)
		row->expires_at = ask->expires_at;
	if ((ask->what & PART_DISABLED) != 0 && !ask->disabled)
		row->disabled_at = 0;
	if ((ask->what & PART_DISABLED) != 0 && ask->disabled &&
	    row->disabled_at == 0)
		row->disabled_at = now;
	if ((ask->what & PART_CONTACTS) != 0)
		copy(ask->contacts, row->contacts, sizeof(row->contacts));
	if ((ask->what & PART_CLIENT_NAME) != 0)
		copy(ask->client_name, row->client_name,
		     sizeof(row->client_name));
}

static int
check_client_name_free(struct signer *s, const struct store_requester *row,
		       struct err *err)
{
	struct store_requester other = { 0 };

	if (row->client_name[0] == '\0')
		return 0;
	if (store_requester_by_client_name(s->store,
					   bytes_of_text(row->client_name),
					   &other, err) != 0)
		return err->code == ERR_NOT_FOUND ? 0 : -1;
	if (other.id == row->id)
		return 0;
	return err_set(err, ERR_CONFLICT,
		       "the client name %s is that of %s already",
		       row->client_name, other.name);
}

static int
make(struct signer *s, const struct msg_requester_set *ask, int64_t now,
     struct store_requester *row, struct err *err)
{
	if (store_requester_find(s->store, ask->requester, row, err) == 0)
		return err_set(err, ERR_CONFLICT,
			       "there is a requester %s already: `sanca "
			       "requester set` changes it",
			       row->name);
	if (err->code != ERR_NOT_FOUND)
		return -1;
	*row = (struct store_requester){ .rights = RIGHTS_OF_NEW,
					 .created_at = now };
	copy(ask->requester, row->name, sizeof(row->name));
	apply(ask, now, row);
	if (check_client_name_free(s, row, err) != 0)
		return -1;
	return store_requester_add(s->store, row, &row->id, err);
}

static int
change(struct signer *s, const struct msg_requester_set *ask, int64_t now,
       struct store_requester *row, struct err *err)
{
	struct administrators before = { 0 };

	if (store_requester_find(s->store, ask->requester, row, err) != 0)
		return err->code == ERR_NOT_FOUND
			       ? err_set(err, ERR_NOT_FOUND,
					 "there is no requester %.*s",
					 (int)ask->requester.n,
					 (const char *)ask->requester.p)
			       : -1;
	apply(ask, now, row);
	if (check_client_name_free(s, row, err) != 0 ||
	    administrators_count(s, now, &before, err) != 0 ||
	    store_requester_update(s->store, row, err) != 0)
		return -1;
	return administrators_check(s, now, &before, err);
}

/* What it is now, but only the parts that were spoken of. */
static int
log_change(struct signer *s, const struct msg_requester_set *ask,
	   const struct store_requester *row, const char *who, struct err *err)
{
	CLEANUP(buf_free) struct buf rights = { 0 };
	struct log_detail details[8] = { { "requester", ask->requester } };
	char end[24];
	size_t n = 1;
	uint64_t index = 0;

	rights_show(row->rights, &rights);
	snprintf(end, sizeof(end), "%" PRId64, row->expires_at);
	const struct {
		unsigned part;
		struct log_detail detail;
	} parts[] = {
		{ PART_POLICY, { "policy", bytes_of_text(row->policy) } },
		{ PART_RIGHTS, { "rights", buf_bytes(&rights) } },
		{ PART_EXPIRES, { "expires", bytes_of_text(end) } },
		{ PART_DISABLED,
		  { "disabled",
		    bytes_of_text(row->disabled_at != 0 ? "yes" : "no") } },
		{ PART_CONTACTS, { "contacts", bytes_of_text(row->contacts) } },
		{ PART_CLIENT_NAME,
		  { "client-name", bytes_of_text(row->client_name) } },
	};
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		if ((ask->what & parts[i].part) != 0)
			details[n++] = parts[i].detail;
	}
	return transaction_log_action(
		s, ask->is_new ? "requester-new" : "requester-set",
		bytes_of_text(who), details, n, &index, err);
}

int
on_requester_set(struct signer *s, const struct link *l, const struct msg *m,
		 struct reply *ret, struct err *err)
{
	const struct msg_requester_set *ask = &m->requester_set;
	struct administrator by = { 0 };
	struct store_requester row = { 0 };
	int64_t now = clock_wall_s();

	if (administrator_confirmed(s, l, ask->credential, ask->peer, &by,
				    err) != 0 ||
	    check(s, ask, now, err) != 0 || transaction_begin(s, err) != 0)
		return -1;
	if ((ask->is_new ? make(s, ask, now, &row, err)
			 : change(s, ask, now, &row, err)) != 0) {
		transaction_undo(s);
		return -1;
	}
	if (log_change(s, ask, &row, by.who, err) != 0)
		return -1;
	if (row.disabled_at != 0)
		(void)sessions_end_of(&s->people.sessions, row.id, NULL);
	ret->msg.type = MSG_DONE;
	ret->msg.done.number = row.id;
	return 0;
}
