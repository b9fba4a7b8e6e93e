/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Takes the command line apart. */
#include "cli.h"

#include <stdlib.h>
#include <string.h>

static const struct option_spec option_dir = { "--dir", "DIR", "" };
static const struct option_spec option_json = { "--json", NULL, "" };
static const struct option_spec option_version = { "--version", NULL, "" };
static const struct option_spec option_help = { "--help", NULL, "" };

/* Number of argv words that name the command, 0 when they do not. */
static int
match_words(const char *words, int argc, char **argv)
{
	int used = 0;

	while (*words != '\0') {
		size_t n = strcspn(words, " ");

		if (used == argc || strlen(argv[used]) != n ||
		    memcmp(argv[used], words, n) != 0)
			return 0;
		used++;
		words += n + strspn(words + n, " ");
	}
	return used;
}

/* "trust" alone begins three commands: then these are what was looked for. */
static int
unknown_command(int argc, char **argv, struct err *err)
{
	CLEANUP(buf_free) struct buf seconds = { 0 };
	size_t n = strlen(argv[0]);

	for (size_t i = 0; n > 0 && i < command_count; i++) {
		const char *words = commands[i].words;

		if (strncmp(words, argv[0], n) == 0 && words[n] == ' ')
			buf_printf(&seconds, "%s%s", seconds.n > 0 ? ", " : "",
				   words + n + 1);
	}
	if (buf_check(&seconds, err) < 0)
		return -1;
	if (seconds.n > 0)
		return err_set(err, ERR_USAGE,
			       "sanca %s goes on with one of: %s", argv[0],
			       buf_text(&seconds));
	return err_set(err, ERR_USAGE,
		       "there is no command \"%.40s%s%.40s\": see sanca help",
		       argv[0], argc > 1 ? " " : "", argc > 1 ? argv[1] : "");
}

/* "help token", "token --help" */
static const struct command_group *
find_group(const struct cli *cli, int argc, char **argv)
{
	bool asks = argc == 1 && cli->help;

	if (argc == 2 &&
	    (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
		asks = true;
	for (size_t i = 0; asks && i < command_group_count; i++)
		if (strcmp(argv[0], command_groups[i].word) == 0)
			return &command_groups[i];
	return NULL;
}

static int
find_command(int argc, char **argv, const struct command **ret, int *ret_used,
	     struct err *err)
{
	for (size_t i = 0; i < command_count; i++) {
		int used = match_words(commands[i].words, argc, argv);

		if (used == 0)
			continue;
		*ret = &commands[i];
		*ret_used = used;
		return 0;
	}
	return unknown_command(argc, argv, err);
}

/* Length of the option's name when word is "--name" or "--name=…", else 0. */
static size_t
is_option(const char *word, const char *name)
{
	size_t n = strlen(name);

	if (strncmp(word, name, n) != 0 || (word[n] != '\0' && word[n] != '='))
		return 0;
	return n;
}

static const struct option_spec *
find_option(const struct cli *cli, const char *word)
{
	const struct option_spec *spec =
		cli->command != NULL ? cli->command->options : NULL;

	if (strcmp(word, "-d") == 0 || is_option(word, option_dir.name) > 0)
		return &option_dir;
	if (strcmp(word, "-V") == 0 || is_option(word, option_version.name) > 0)
		return &option_version;
	if (strcmp(word, "-h") == 0 || is_option(word, option_help.name) > 0)
		return &option_help;
	if (is_option(word, option_json.name) > 0)
		return &option_json;
	for (; spec != NULL && spec->name != NULL; spec++)
		if (is_option(word, spec->name) > 0)
			return spec;
	return NULL;
}

static bool
may_repeat(const struct option_spec *spec)
{
	return spec->metavar != NULL && strstr(spec->metavar, "...") != NULL;
}

static int
take_option(struct cli *cli, const struct option_spec *spec, const char *value,
	    struct err *err)
{
	if (spec == &option_dir) {
		cli->dir = value;
		cli->dir_given = true;
		return 0;
	}
	if (spec == &option_json || spec == &option_help) {
		*(spec == &option_json ? &cli->json : &cli->help) = true;
		return 0;
	}
	if (spec == &option_version) {
		cli->version = true;
		return 0;
	}
	if (!may_repeat(spec) && cli_has(cli, spec->name))
		return err_set(err, ERR_USAGE, "%s is given twice", spec->name);
	if (cli->given_count == CLI_GIVEN_MAX)
		return err_set(err, ERR_USAGE, "too many options");
	cli->given[cli->given_count++] = (struct given){ spec, value };
	return 0;
}

/* One option and its value; *i is moved over the words it uses. */
static int
read_option(struct cli *cli, int argc, char **argv, int *i, struct err *err)
{
	const char *word = argv[*i];
	const struct option_spec *spec = find_option(cli, word);
	const char *equals = strchr(word, '=');

	if (spec == NULL)
		return err_set(
			err, ERR_USAGE,
			"%s has no option %.60s: see sanca help %s",
			cli->command != NULL ? cli->command->words : "sanca",
			word, cli->command != NULL ? cli->command->words : "");
	if (spec->metavar == NULL && equals != NULL)
		return err_set(err, ERR_USAGE, "%s takes no value", spec->name);
	if (spec->metavar == NULL)
		return take_option(cli, spec, "", err);
	if (equals != NULL && word[1] == '-')
		return take_option(cli, spec, equals + 1, err);
	if (*i + 1 == argc)
		return err_set(err, ERR_USAGE, "%s needs a value: %s",
			       spec->name, spec->metavar);
	(*i)++;
	return take_option(cli, spec, argv[*i], err);
}

static int
take_operand(struct cli *cli, const char *word, struct err *err)
{
	if (cli->operand_count == cli->command->most)
		return err_set(err, ERR_USAGE,
			       "\"%.60s\" is one word too many for %s", word,
			       cli->command->words);
	cli->operands[cli->operand_count++] = word;
	return 0;
}

static int
read_rest(struct cli *cli, int argc, char **argv, struct err *err)
{
	bool all_operands = false;

	for (int i = 0; i < argc; i++) {
		int rc = 0;

		if (!all_operands && strcmp(argv[i], "--") == 0)
			all_operands = true;
		else if (!all_operands && argv[i][0] == '-' &&
			 argv[i][1] != '\0')
			rc = read_option(cli, argc, argv, &i, err);
		else
			rc = take_operand(cli, argv[i], err);
		if (rc < 0)
			return -1;
	}
	if (!cli->help && cli->operand_count < cli->command->least)
		return err_set(err, ERR_USAGE, "%s needs %s",
			       cli->command->words, cli->command->operands);
	return 0;
}

int
cli_parse(int argc, char **argv, struct cli *ret, struct err *err)
{
	const char *dir = getenv("SANCA_DIR");
	int i = 0;
	int used = 0;

	ret->dir = dir != NULL && *dir != '\0' ? dir : SANCA_STATEDIR;
	ret->dir_given = dir != NULL && *dir != '\0';
	for (; i < argc && argv[i][0] == '-' && argv[i][1] != '\0'; i++)
		if (read_option(ret, argc, argv, &i, err) < 0)
			return -1;
	if (ret->version)
		return 0;
	if (i < argc && strcmp(argv[i], "help") == 0) {
		ret->help = true;
		i++;
	}
	if (i == argc)
		return ret->help ? 0
				 : err_set(err, ERR_USAGE,
					   "say what to do: see sanca help");
	ret->group = find_group(ret, argc - i, argv + i);
	if (ret->group != NULL) {
		ret->help = true;
		return 0;
	}
	if (find_command(argc - i, argv + i, &ret->command, &used, err) < 0)
		return -1;
	return read_rest(ret, argc - i - used, argv + i + used, err);
}

const char *
cli_get_nth(const struct cli *cli, const char *name, size_t i)
{
	for (size_t k = 0; k < cli->given_count; k++)
		if (strcmp(cli->given[k].spec->name, name) == 0 && i-- == 0)
			return cli->given[k].value;
	return NULL;
}

const char *
cli_get(const struct cli *cli, const char *name, const char *standard)
{
	const char *value = cli_get_nth(cli, name, 0);

	return value != NULL ? value : standard;
}

bool
cli_has(const struct cli *cli, const char *name)
{
	return cli_get_nth(cli, name, 0) != NULL;
}
