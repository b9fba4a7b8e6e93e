/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The table of routes and the walk over it: whole segments, exactly. */

#include "routes.h"

#include "sanca/ipc.h"

#include <stdio.h>
#include <string.h>

static const struct route routes[] = {
#define ROUTE(method, path, handler, right, auth, doc)                         \
	{ #method, path, handler, right, ROUTE_##auth, doc },
#include "routes.def"
#undef ROUTE
};

const struct route *
routes_all(size_t *ret_count)
{
	*ret_count = ARRAY_SIZE(routes);
	return routes;
}

/* The octets up to the next '/', or to the end. */
static struct bytes
segment_at(struct bytes path, size_t at)
{
	size_t i = at;

	while (i < path.n && path.p[i] != '/')
		i++;
	return (struct bytes){ path.p + at, i - at };
}

static bool
path_matches(const char *pattern, struct bytes path, struct route_path *ret)
{
	struct bytes found;
	size_t i = 0;

	for (; *pattern; pattern++) {
		if (pattern[0] == '*' && pattern[1] == '*') {
			ret->rest = (struct bytes){ path.p + i, path.n - i };
			return true;
		}
		if (*pattern != '*') {
			if (i >= path.n || path.p[i++] != (uint8_t)*pattern)
				return false;
			continue;
		}
		found = segment_at(path, i);
		if (found.n == 0)
			return false;
		if (ret->segment.n == 0)
			ret->segment = found;
		else
			ret->second = found;
		i += found.n;
	}
	return i == path.n;
}

static void
allow_add(char *allow, size_t size, const char *method)
{
	size_t n = strlen(allow);

	snprintf(allow + n, size - n, "%s%s", n ? ", " : "", method);
	if (strcmp(method, "GET") == 0)
		allow_add(allow, size, "HEAD");
}

enum route_result
route_find(const char *method, struct bytes path, const struct route **ret,
	   struct route_path *ret_path, char *allow, size_t allow_size)
{
	const char *wanted = strcmp(method, "HEAD") == 0 ? "GET" : method;

	allow[0] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(routes); i++) {
		struct route_path found = { 0 };

		if (!path_matches(routes[i].path, path, &found))
			continue;
		if (strcmp(routes[i].method, wanted) == 0) {
			*ret = &routes[i];
			*ret_path = found;
			return ROUTE_FOUND;
		}
		allow_add(allow, allow_size, routes[i].method);
	}
	return allow[0] ? ROUTE_METHOD : ROUTE_UNKNOWN;
}

static bool
probe_serves(const struct route *route, struct bytes segment)
{
	return route->handler == on_probe || route->handler == on_home ||
	       (route->handler == on_web_file &&
		bytes_is_text(segment, "style.css"));
}

bool
route_serves(const struct route *route, struct bytes segment,
	     enum listener_kind listener, bool has_metrics_listener,
	     bool loopback)
{
	if (listener == LISTENER_METRICS)
		return route->handler == on_metrics ||
		       route->handler == on_health;
	if (listener == LISTENER_PROBE)
		return probe_serves(route, segment);
	if (route->handler == on_probe ||
	    (listener == LISTENER_CLIENT &&
	     (route->auth == ROUTE_CONSOLE || route->auth == ROUTE_SESSION)))
		return false;
	if (route->auth != ROUTE_LOCAL)
		return true;
	return loopback && !has_metrics_listener;
}
