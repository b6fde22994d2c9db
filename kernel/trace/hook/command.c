// SPDX-License-Identifier: GPL-2.0-only
/*
 * Function commands: what to do when a function is hit, written to
 * set_ftrace_filter as "pattern:command[:param]".
 *
 * Only the registry is here; layers above bring the commands. Process context.
 *
 * The lock is taken inside of the hook lock, for listing, and so not held while a
 * command runs, which may well register an ops. Commands stay for ever.
 */

#include <linux/ftrace.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>

#include "hook/command.h"

static DEFINE_MUTEX(hook_command_lock);
static LIST_HEAD(hook_commands);

static struct hook_command *hook_command_find(const char *name)
{
	struct hook_command *cmd;

	lockdep_assert_held(&hook_command_lock);
	list_for_each_entry(cmd, &hook_commands, list) {
		if (!strcmp(cmd->name, name))
			return cmd;
	}
	return NULL;
}

/**
 * hook_command_register - make a command known
 * @cmd: the command; must stay
 *
 * Return: 0, or -EBUSY if there is one of that name.
 */
int hook_command_register(struct hook_command *cmd)
{
	guard(mutex)(&hook_command_lock);
	if (hook_command_find(cmd->name))
		return -EBUSY;
	list_add_tail(&cmd->list, &hook_commands);
	return 0;
}

/**
 * hook_command_run - do what a word with a command says
 * @ops: whose filter it was written to
 * @word: the word
 * @err: the cause of a failure; may be NULL
 *
 * Return: 0, -EINVAL if there is no such command, or what the command returns.
 */
int hook_command_run(struct ftrace_ops *ops, struct hook_word *word,
		     struct hook_error *err)
{
	struct hook_glob glob = hook_glob_parse(word->pattern);
	struct hook_command *cmd;

	mutex_lock(&hook_command_lock);
	cmd = hook_command_find(word->command);
	mutex_unlock(&hook_command_lock);
	if (!cmd) {
		if (err)
			err->text = "No such command";
		return -EINVAL;
	}
	return cmd->run(cmd, ops, &glob, word->param ?: "", word->remove, err);
}

/**
 * hook_command_show_all - print the commands on functions
 * @ops: whose
 * @m: where to
 */
void hook_command_show_all(struct ftrace_ops *ops, struct seq_file *m)
{
	struct hook_command *cmd;

	guard(mutex)(&hook_command_lock);
	list_for_each_entry(cmd, &hook_commands, list) {
		if (cmd->show)
			cmd->show(cmd, ops, m);
	}
}
