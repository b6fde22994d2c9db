// SPDX-License-Identifier: GPL-2.0-only
/*
 * Opening, reading and writing the control files of events and of their systems.
 *
 * The inode points to the event or the system, which may be gone when it is opened: it is only
 * compared with those that exist. While a file is open its memory and the instance stay, but the
 * event may go, with its module: then the file says -ENODEV.
 *
 * Task context only.
 */
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "event_dirs.h"
#include "tracefs.h"

/* More of a request than this is not repeated in error_log. */
#define LOGGED_REQUEST 256

static const struct event_value *value_of(const struct file *file)
{
	return container_of(file->f_op, struct event_value, fops);
}

static bool is_of_system(const struct event_value *value)
{
	return value->system_show || value->system_store;
}

static int show_system(struct seq_file *m, const struct event_value *value,
		       struct trace_subsystem_dir *dir)
{
	return dir->nr_events ? value->system_show(m, dir) : -ENODEV;
}

static int show_event(struct seq_file *m, const struct event_value *value,
		      struct event_slot *event)
{
	return event_slot_is_live(event) ? value->show(m, event) : -ENODEV;
}

static int value_show(struct seq_file *m, void *v)
{
	const struct event_value *value = value_of(m->file);

	guard(mutex)(&event_mutex);
	if (is_of_system(value))
		return show_system(m, value, m->private);
	if (!value->show)
		return -EINVAL;
	return show_event(m, value, m->private);
}

static void *value_get(const struct event_value *value, const void *maybe)
{
	return is_of_system(value) ? (void *)event_system_get(maybe) :
				     (void *)event_slot_get(maybe);
}

static void value_put(const struct event_value *value, void *object)
{
	if (is_of_system(value))
		event_system_put(object);
	else
		event_slot_put(object);
}

static void value_clear(const struct event_value *value, struct event_slot *event)
{
	guard(mutex)(&event_mutex);
	if (event_slot_is_live(event))
		value->clear(event);
}

int event_value_open(struct inode *inode, struct file *file)
{
	const struct event_value *value = value_of(file);
	void *object;
	int ret;

	ret = tracefs_may_open();
	if (ret)
		return ret;
	object = value_get(value, inode->i_private);
	if (!object)
		return -ENODEV;
	if (file->f_mode & FMODE_WRITE && file->f_flags & O_TRUNC && value->clear)
		value_clear(value, object);
	ret = single_open(file, value_show, object);
	if (ret)
		value_put(value, object);
	return ret;
}

int event_value_release(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;

	value_put(value_of(file), m->private);
	return single_release(inode, file);
}

static int value_store(const struct event_value *value, void *object, char *text,
		       struct trace_error *why)
{
	struct trace_subsystem_dir *dir = object;

	guard(mutex)(&event_mutex);
	if (is_of_system(value))
		return dir->nr_events ? value->system_store(dir, text, why) : -ENODEV;
	return event_slot_is_live(object) ? value->store(object, text, why) : -ENODEV;
}

static struct trace_array *tr_of(const struct event_value *value, void *object)
{
	struct trace_subsystem_dir *dir = object;

	guard(mutex)(&event_mutex);
	return is_of_system(value) ? dir->tr : event_slot_tr(object);
}

ssize_t event_value_write(struct file *file, const char __user *ubuf, size_t cnt, loff_t *ppos)
{
	const struct event_value *value = value_of(file);
	void *object = ((struct seq_file *)file->private_data)->private;
	struct trace_error why = { };
	int ret;

	if (is_of_system(value) ? !value->system_store : !value->store)
		return -EINVAL;
	if (cnt > value->limit)
		return -EINVAL;

	char *text __free(kfree) = memdup_user_nul(ubuf, cnt);

	if (IS_ERR(text))
		return PTR_ERR(text);

	/* Storing may cut the text. */
	char *request __free(kfree) = kstrndup(text, LOGGED_REQUEST, GFP_KERNEL);

	if (!request)
		return -ENOMEM;
	ret = value_store(value, object, text, &why);
	if (ret) {
		trace_log_refused(tr_of(value, object), file->f_path.dentry->d_name.name,
				  request, ret, &why);
		return ret;
	}
	*ppos += cnt;
	return cnt;
}
