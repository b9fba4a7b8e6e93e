/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Memory that is not swapped out. */
#include "sanca/os.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/resource.h>

int
os_lock_memory(bool *ret_locked, struct err *err)
{
	struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY };
	struct rlimit now = { 0, 0 };

	/* Below a limit, later allocations would fail instead of this call. */
	(void)setrlimit(RLIMIT_MEMLOCK, &all);
	if (getrlimit(RLIMIT_MEMLOCK, &now) != 0)
		return err_errno(err, ERR_OS,
				 "read the limit of locked memory");
	if (now.rlim_cur != RLIM_INFINITY) {
		*ret_locked = false;
		return 0;
	}
	/* ONFAULT: whole stacks of threads would be made resident otherwise. */
	if (mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) != 0) {
		if (errno != EPERM && errno != ENOMEM && errno != EAGAIN &&
		    errno != ENOSYS)
			return err_errno(err, ERR_OS, "lock memory");
		*ret_locked = false;
		return 0;
	}
	*ret_locked = true;
	return 0;
}
