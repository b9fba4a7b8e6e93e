/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* How many cores this process may use. */
#include "sanca/os.h"

#include <sched.h>
#include <unistd.h>

unsigned
os_cores(void)
{
	cpu_set_t set;
	long online = 0;

	if (sched_getaffinity(0, sizeof(set), &set) == 0 && CPU_COUNT(&set) > 0)
		return (unsigned)CPU_COUNT(&set);
	/* More processors than the set can hold. */
	online = sysconf(_SC_NPROCESSORS_ONLN);
	return online > 0 ? (unsigned)online : 1;
}
