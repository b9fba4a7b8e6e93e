/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Who administers: the control socket, or somebody at the console. */
#include "administrator.h"

#include "signer.h"

#include "sanca/clock.h"

#include <stdio.h>

int
administrator_find(struct signer *s, const struct link *l,
		   struct bytes credential, struct bytes peer, enum right right,
		   struct administrator *ret, struct err *err)
{
	ret->is_local = l->role == FROM_CONTROL;
	if (ret->is_local) {
		snprintf(ret->who, sizeof(ret->who), "uid %ju",
			 (uintmax_t)l->uid);
		return 0;
	}
	if (caller_find(s, DOOR_CONSOLE, credential, clock_wall_s(),
			&ret->caller, err) != 0 ||
	    caller_check_right(&ret->caller, right, err) != 0)
		return -1;
	who_show(ret->caller.requester.name, peer, ret->who);
	return 0;
}

int
administrator_confirmed(struct signer *s, const struct link *l,
			struct bytes credential, struct bytes peer,
			struct administrator *ret, struct err *err)
{
	if (administrator_find(s, l, credential, peer, RIGHT_ADMIN, ret, err) !=
	    0)
		return -1;
	return ret->is_local ? 0
			     : caller_check_confirmed(&ret->caller,
						      clock_wall_s(), err);
}

int
administrators_count(struct signer *s, int64_t now, struct administrators *ret,
		     struct err *err)
{
	return store_requester_count_able(s->store, (uint32_t)RIGHT_ADMIN, now,
					  &ret->able, &ret->lasting, err);
}

int
administrators_check(struct signer *s, int64_t now,
		     const struct administrators *before, struct err *err)
{
	struct administrators after = { 0 };

	if (administrators_count(s, now, &after, err) != 0)
		return -1;
	if ((before->able == 0 || after.able > 0) &&
	    (before->lasting == 0 || after.lasting > 0))
		return 0;
	return err_set(err, ERR_CONFLICT,
		       "this is the last administrator who can sign in and "
		       "does not expire: make another one first");
}
