/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What the pages about requesters have in common. */
#ifndef SANCA_FRONT_CONSOLE_PEOPLE_H
#define SANCA_FRONT_CONSOLE_PEOPLE_H

#include "console_page.h"
#include "list.h"

/* A form about one: as typed, or as it stands in the database. */
struct people_form {
	struct buf name, policy, contacts, client_name;
	struct buf rights;  /* a word a line */
	struct buf expires; /* "2027-01-31", or "" */
};
void people_form_free(struct people_form *f);
/* Reads the fields of web/console/people_fields.html; NAME only where
 * has_name. */
MUST_CHECK int people_form_read(const struct request *r, bool has_name,
				struct people_form *ret, struct err *err);
void people_form_fill(const struct store_requester *row,
		      struct people_form *ret);
/* Adds {{fields}} for it. */
MUST_CHECK int people_add_fields(struct page_values *v, const struct request *r,
				 const struct people_form *f, struct err *err);

MUST_CHECK int people_rights_read(struct bytes lines, uint32_t *ret,
				  struct err *err);
/* The last second of that day; "": 0, never. */
MUST_CHECK int people_day_read(struct bytes text, int64_t *ret,
			       struct err *err);
void people_day_show(int64_t t_s, struct buf *out);
/* A box for each right of `offered`, ticked where it is in `chosen`; prefix
 * makes the ids. */
void people_rights_write(const char *prefix, uint32_t offered, uint32_t chosen,
			 struct buf *out);

/* One with all that its page shows. */
struct person {
	struct bytes name; /* in */
	struct store_requester row;
	bool has_password;
	uint64_t certificates;
	struct buf tokens; /* items of a list */
	bool may_revoke;   /* in: with a box at each token */
	int64_t now;	   /* in */
};
void person_free(struct person *p);
/* By name. ERR_NOT_FOUND. */
MUST_CHECK int person_read(struct request *r, struct person *p,
			   struct err *err);
/* Adds what it says of somebody: name, policy, rights, … */
MUST_CHECK int person_add(struct page_values *v, const struct person *p,
			  struct err *err);

/* The page of the one in the path; fault may be NULL, typed too. */
enum step reply_person(struct request *r, const struct people_form *typed,
		       const struct err *fault);
/* "request, issue", which breaks between lines; "none". */
void people_rights_show(uint32_t set, struct buf *out);
/* Markup of a refusal above a form. */
MUST_CHECK int people_add_fault(struct page_values *v, const struct err *fault,
				struct err *err);
unsigned people_status(const struct err *fault);
/* Refusals that a person can mend stand above the form; all else is a page. */
bool people_is_mendable(const struct ask *a);
/* "/console/requesters/NAME" of the one in the path. */
#define PERSON_PATH_BYTES 96
const char *person_path(const struct request *r, char out[PERSON_PATH_BYTES]);

#endif
