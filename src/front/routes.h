/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Finds the route of a request in the one table. */
#ifndef SANCA_FRONT_ROUTES_H
#define SANCA_FRONT_ROUTES_H

#include "request.h"

#define ROUTE(method, path, handler, right, auth, doc) request_fn handler;
#include "routes.def"
#undef ROUTE

enum route_result { ROUTE_FOUND, ROUTE_UNKNOWN, ROUTE_METHOD };

/* HEAD finds the route of GET. For ROUTE_METHOD allow gets the methods that
 * the path has. */
enum route_result route_find(const char *method, struct bytes path,
			     const struct route **ret,
			     struct route_path *ret_path, char *allow,
			     size_t allow_size);
/* Is there this route for who asks here? On the metrics listener there are
 * metrics and health only; metrics are elsewhere for loopback only, and only
 * while there is no such listener. The probe has its page with the style of it,
 * and nothing else has that page. */
bool route_serves(const struct route *route, struct bytes segment,
		  enum listener_kind listener, bool has_metrics_listener,
		  bool loopback);
const struct route *routes_all(size_t *ret_count);

#endif
