/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Help, made from the table of commands. */
#include "cli.h"

#include <string.h>

/* Where the explanations begin. */
#define HELP_COLUMN 26

const char *
command_second(const struct command *command, const struct command_group *group)
{
	size_t n = strlen(group->word);

	if (strncmp(command->words, group->word, n) != 0 ||
	    command->words[n] != ' ')
		return NULL;
	return command->words + n + 1;
}

static const struct command_group *
group_of(const struct command *command)
{
	for (size_t i = 0; i < command_group_count; i++)
		if (command_second(command, &command_groups[i]) != NULL)
			return &command_groups[i];
	return NULL;
}

/* "token new|list|revoke" */
static void
help_group_line(const struct command_group *group, FILE *out)
{
	char words[96] = "";
	size_t n = 0;

	for (size_t i = 0; i < command_count && n < sizeof(words); i++) {
		const char *second = command_second(&commands[i], group);

		if (second != NULL)
			n += (size_t)snprintf(words + n, sizeof(words) - n,
					      "%s%s", n > 0 ? "|" : "", second);
	}
	/* Where they do not fit, `sanca help WORD` has them. */
	if (strlen(group->word) + 1 + n > HELP_COLUMN)
		snprintf(words, sizeof(words), "...");
	fprintf(out, "  %s %-*s %s\n", group->word,
		HELP_COLUMN - (int)strlen(group->word) - 1, words, group->help);
}

/* The completion is asked for once, by who packages sanca; an error that stops
 * issuing names clock accept; the line of acme names eab. */
static bool
has_no_line(const struct command *c)
{
	return c->run == cmd_completion || c->run == cmd_clock_accept ||
	       strncmp(c->words, "eab ", 4) == 0;
}

/* At most twenty-four lines of eighty columns in all: one screen. */
void
cli_help(FILE *out)
{
	const struct command_group *last = NULL;

	fputs("usage: sanca [-d DIR] COMMAND ...      more: sanca help COMMAND, "
	      "or help token\n",
	      out);
	for (size_t i = 0; i < command_count; i++) {
		const struct command_group *group = group_of(&commands[i]);

		if (has_no_line(&commands[i]))
			continue;
		if (group == NULL)
			fprintf(out, "  %-*s %s\n", HELP_COLUMN,
				commands[i].words, commands[i].help);
		else if (group != last)
			help_group_line(group, out);
		last = group;
	}
	fprintf(out, "DIR is -d, else $SANCA_DIR, else %s.\n", SANCA_STATEDIR);
}

void
cli_help_group(const struct command_group *group, FILE *out)
{
	fprintf(out, "usage: sanca [-d DIR] %s COMMAND ...\n%s\n", group->word,
		group->help);
	for (size_t i = 0; i < command_count; i++) {
		const struct command *c = &commands[i];
		const char *second = command_second(c, group);

		if (second != NULL)
			fprintf(out, "  %-10s %-*s %s\n", second,
				HELP_COLUMN - 11, c->operands, c->help);
	}
	fprintf(out, "More: sanca help %s COMMAND\n", group->word);
}

void
cli_help_command(const struct command *command, FILE *out)
{
	const struct option_spec *o = command->options;

	fprintf(out, "usage: sanca [-d DIR] %s [--json]%s%s%s\n%s\n",
		command->words, o->name != NULL ? " [OPTION...]" : "",
		*command->operands != '\0' ? " " : "", command->operands,
		command->help);
	for (; o->name != NULL; o++)
		if (o->help != NULL)
			fprintf(out, "  %-17s %-10s %s\n", o->name,
				o->metavar != NULL ? o->metavar : "", o->help);
}

/* bash: the words of the table, by position. */
static void
complete_options(const struct command *c)
{
	if (strchr(c->words, ' ') != NULL)
		printf("\t'%s') words='--json", c->words);
	else
		printf("\t'%s' | '%s '*) words='--json", c->words, c->words);
	for (const struct option_spec *o = c->options; o->name != NULL; o++)
		printf(" %s", o->name);
	puts("' ;;");
}

static void
complete_words(void)
{
	const char *before = "";
	size_t n_before = 0;

	fputs("\t'') words='help", stdout);
	for (size_t i = 0; i < command_count; i++) {
		size_t n = strcspn(commands[i].words, " ");

		if (n != n_before || strncmp(commands[i].words, before, n) != 0)
			printf(" %.*s", (int)n, commands[i].words);
		before = commands[i].words;
		n_before = n;
	}
	puts("' ;;");
}

/* The second words of "token new", "token list", …, once per first word. */
static void
complete_seconds(void)
{
	for (size_t i = 0; i < command_count; i++) {
		const char *words = commands[i].words;
		size_t n = strcspn(words, " ");

		if (words[n] == '\0' || (i > 0 && strncmp(commands[i - 1].words,
							  words, n + 1) == 0))
			continue;
		printf("\t'%.*s') words='", (int)n, words);
		for (size_t k = i; k < command_count; k++)
			if (strncmp(commands[k].words, words, n + 1) == 0)
				printf("%s%s", k > i ? " " : "",
				       commands[k].words + n + 1);
		puts("' ;;");
	}
}

int
cmd_completion(struct cli *cli, struct err *err)
{
	(void)cli;
	(void)err;
	puts("# SPDX-License-Identifier: GPL-3.0-or-later\n"
	     "# SPDX-FileCopyrightText: 2026 The sanca authors\n"
	     "# Completion of sanca for bash; made by `sanca completion`.\n"
	     "_sanca()\n{\n"
	     "\tlocal cur=${COMP_WORDS[COMP_CWORD]} i words said=\n"
	     "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	     "\t\tcase ${COMP_WORDS[i]} in\n"
	     "\t\t-d | --dir) i=$((i + 1)) ;;\n"
	     "\t\t-* | help) ;;\n"
	     "\t\t*)\n"
	     "\t\t\t[[ $said == *' '* ]] && continue\n"
	     "\t\t\tsaid=${said:+$said }${COMP_WORDS[i]}\n"
	     "\t\t\t;;\n"
	     "\t\tesac\n"
	     "\tdone\n"
	     "\tcase $said in");
	complete_words();
	complete_seconds();
	for (size_t i = 0; i < command_count; i++)
		complete_options(&commands[i]);
	puts("\tesac\n"
	     "\tmapfile -t COMPREPLY < <(compgen -W \"${words-}\" -- \"$cur\")\n"
	     "\t[[ $cur == -* ]] || mapfile -t -O \"${#COMPREPLY[@]}\" "
	     "COMPREPLY < <(compgen -f -- \"$cur\")\n"
	     "}\n"
	     "complete -o filenames -F _sanca sanca");
	return EXIT_DONE;
}
