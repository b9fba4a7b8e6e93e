/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What the commands of sanca share: options, data directory, exit status. */
#ifndef SANCA_CLI_H
#define SANCA_CLI_H

#include "sanca/conf.h"

#include <stdio.h>
#include <sys/types.h>

/* ---- the table of commands --------------------------------------------------- */

/* metavar NULL: a switch; ending in "...": may be repeated. */
struct option_spec {
	const char *name; /* with its dashes */
	const char *metavar;
	const char *help; /* NULL: the one before tells of it */
};
#define OPTIONS_END                                                            \
	{                                                                      \
		NULL, NULL, NULL                                               \
	}

struct issuer;
struct cli;
/* The exit status, or -1 with err filled. */
typedef int command_fn(struct cli *cli, struct err *err);

struct command {
	const char *words; /* "token new" */
	const char *operands;
	size_t least, most; /* operands */
	command_fn *run;
	const struct option_spec *options;
	const char *help;
};
extern const struct command commands[];
extern const size_t command_count;

/* The first word of commands of two. */
struct command_group {
	const char *word; /* "token" */
	const char *help;
};
extern const struct command_group command_groups[];
extern const size_t command_group_count;
/* "new" where the command is "token new"; NULL where it is of another group. */
const char *command_second(const struct command *command,
			   const struct command_group *group);

#define COMMAND(fn, words, operands, least, most, options, help) command_fn fn;
#define GROUP(word, help)
#include "commands.def"
#undef GROUP
#undef COMMAND

/* ---- one run --------------------------------------------------------------------- */

#define CLI_GIVEN_MAX 256

struct given {
	const struct option_spec *spec;
	const char *value;
};

struct cli {
	const struct command *command;
	const struct command_group *group; /* help for all of it is asked */
	const char *dir;
	bool dir_given;
	bool json;
	bool help;
	bool version;
	size_t given_count;
	struct given given[CLI_GIVEN_MAX];
	size_t operand_count;
	const char *operands[CLI_GIVEN_MAX];
};

enum exit_status {
	EXIT_DONE = 0,
	EXIT_REFUSED = 1,
	EXIT_USAGE = 2,
	EXIT_UNREACHABLE = 3,
};

/* main(). */
int cli_main(int argc, char **argv);

/* Takes the words after the program's name apart; ERR_USAGE. */
MUST_CHECK int cli_parse(int argc, char **argv, struct cli *ret,
			 struct err *err);
/* The value of an option given at most once, else standard; the i-th value of
 * one that may be repeated, or NULL; was a switch given? */
const char *cli_get(const struct cli *cli, const char *name,
		    const char *standard);
const char *cli_get_nth(const struct cli *cli, const char *name, size_t i);
bool cli_has(const struct cli *cli, const char *name);

void cli_help(FILE *out);
/* Of sanca and of the libraries that it runs with. */
void cli_version(FILE *out);
void cli_help_command(const struct command *command, FILE *out);
void cli_help_group(const struct command_group *group, FILE *out);
/* A line on stderr for the person: "sanca: …". */
void cli_say(const char *fmt, ...) PRINTF_LIKE(1, 2);
/* Warns of files with secrets that a signer of this user will refuse. */
void cli_say_secrets(const char *dir, const struct conf *conf, uid_t signer);

/* A head kept elsewhere: a signed note as it is, or as the journal has it; its
 * signature was verified with the key of this log. */
struct log_head;
struct store;
MUST_CHECK int cli_read_head(struct store *store, const char *file,
			     struct log_head *ret, struct err *err);

/* Says which files that sanca.conf names are not in a backup. */
void cli_say_left_out(const struct conf *conf);

/* sanca.conf of the data directory; a directory that is none says how to make
 * one. */
MUST_CHECK int cli_conf(const struct cli *cli, struct conf **ret,
			struct err *err);
/* The CA, from DIR/public/ca.pem and chain.pem. */
MUST_CHECK int cli_issuer(const struct cli *cli, struct issuer **ret,
			  struct err *err);
/* The names of the CA's own HTTPS certificates must be inside its
 * constraints. */
MUST_CHECK int cli_check_own_names(const struct conf *conf,
				   const struct issuer *issuer,
				   struct err *err);
/* The policy named, or the only one, or the one named "default". */
MUST_CHECK int cli_policy(const struct conf *conf, const char *name,
			  const struct policy **ret, struct err *err);
/* Its name (--policy), where a daemon may know the settings better than the file
 * does. */
MUST_CHECK int cli_policy_name(const struct cli *cli,
			       char ret[LIMIT_LABEL_BYTES + 1],
			       struct err *err);
/* "90d", or "never" (0). */
MUST_CHECK int cli_expiry(const char *text, int64_t *ret, struct err *err);

#endif
