// SPDX-License-Identifier: GPL-2.0-only
/*
 * README: what the files here are for, for a person without documentation.
 *
 * Scripts search this text to find out what a kernel can do, the base's own
 * test suite among them ("requires: ...:README"). So it names features that
 * exist and no others, and a feature that arrives brings its lines along.
 */
#include <linux/seq_file.h>

#include "tracefs.h"

static const char readme_general[] =
"Tracing in brief. Every file here can be read with cat and written with echo.\n"
"\n"
"Files and directories are not open to others than their owner and group. The\n"
"group can be chosen when tracefs is mounted:\n"
"\n"
"\tmount -t tracefs [-o [gid=<gid>]] nodev /sys/kernel/tracing\n"
"\n"
" Record and read:\n"
"  tracing_on\t\t- 0 stops recording, 1 goes on; costs next to nothing\n"
"  trace\t\t\t- the records of all CPUs in order of time; they stay\n"
"\t\t\t  Clear them with: echo > trace\n"
"  trace_pipe\t\t- the same, but each record is given out once; waits for more\n"
"  available_tracers\t- names that current_tracer takes\n"
"  current_tracer\t- what is recorded by itself; nop is nothing\n"
"  error_log\t\t- why the last requests were refused; write to clear\n"
"\n"
"  trace_marker\t\t- text written here becomes a record\n"
"  trace_marker_raw\t- binary data written here does: four bytes of id, then data\n"
"\n"
" How it is recorded:\n"
"  buffer_size_kb\t- size of the buffer of each CPU\n"
"  buffer_total_size_kb\t- size of all of them\n"
"  buffer_subbuf_size_kb - size of the pieces it is made of; a change clears\n"
"  buffer_percent\t- how full it is when binary readers are woken\n"
"  free_buffer\t\t- on close the buffer is cleared and made small\n"
"  timestamp_mode\t- whether records have times or differences of them\n"
"  tracing_thresh\t- microseconds; tracers that measure record what takes longer\n"
"  tracing_cpumask\t- CPUs that record, as a hexadecimal mask\n"
"  trace_clock\t\t- clock that stamps the records; a change clears the buffer\n"
"       local:   of each CPU; fast, may differ between CPUs\n"
"      global:   the same on all CPUs, slower\n"
"     counter:   no time, a number that goes up by one\n"
"      uptime:   jiffies since boot\n"
"        perf:   what perf uses\n"
"        mono, mono_raw, boot, tai: the POSIX clocks of that name\n"
#ifdef CONFIG_X86_TSC
"     x86-tsc:   the counter of CPU cycles\n"
#endif
"\n"
"  trace_options\t\t- list and set options; \"no\" in front of a name clears it\n"
"  options/\t\t- a file for each option, 0 or 1\n"
"  per_cpu/cpuN/\t\t- trace, trace_pipe, buffer_size_kb and stats of one CPU\n"
"  per_cpu/cpuN/trace_pipe_raw - whole sub-buffers, by read, splice or mmap\n"
"  instances/\t\t- mkdir instances/foo makes a buffer with files of its own\n"
"\t\t\t  rmdir removes it\n"
"\n"
"  saved_cmdlines\t- known names of pids\n"
"  saved_cmdlines_size\t- how many of them to keep\n"
"  saved_tgids\t\t- known processes of pids, with options/record-tgid\n"
"  printk_formats\t- texts that binary records refer to by address\n"
"\n"
"  available_events\t- all events, as <system>:<event>\n"
"  set_event\t\t- those that are recorded; write a name to add it,\n"
"\t\t\t  !name to take it away, several with blanks in between\n"
"\t Format: <system>:<event>, <system> or <event>; each may be a glob\n"
"\t\t :mod:<module> behind it: only those of a module, loaded or not\n"
"  set_event_pid\t\t- record only events of these tasks\n"
"  set_event_notrace_pid\t- record no events of these tasks\n"
"\t\t\t  with options/event-fork of their children, too\n"
"  events/enable\t\t- 1 records all events, 0 none, X says some are on\n"
"  events/SYS/enable\t- the same for the events of a system\n"
"  events/SYS/EVENT/enable - 1 records the event; *: a trigger may switch it\n"
"  events/SYS/EVENT/format - the fields of its records\n"
"  events/SYS/EVENT/id\t- the number in its records\n"
"  events/header_page\t- layout of a page of the buffer\n"
"  events/header_event\t- layout of the header of a record\n"
"  events/ftrace/\t- layout of the records that tracing itself writes\n";

static const char readme_snapshot[] =
"\n"
" Set aside what was recorded:\n"
"  snapshot\t\t- 1 takes a snapshot while recording goes on, 2 clears it,\n"
"\t\t\t  0 frees it; shows it like trace\n"
"  per_cpu/cpuN/snapshot\t- the same for one CPU; snapshot_raw for programs\n";

static const char readme_functions[] =
"\n"
" Whose functions:\n"
"  set_ftrace_pid\t- trace only the tasks whose pids are written here\n"
"  set_ftrace_notrace_pid - never trace those\n"
"\t\t\t  with options/function-fork also what they start\n";

static const char readme_graph[] =
"\n"
" A graph of calls, with current_tracer function_graph:\n"
"  set_graph_function\t- begin a graph with the functions written here only;\n"
"\t\t\t  like set_ftrace_filter\n"
"  set_graph_notrace\t- leave these out, and all that they call\n"
"  max_graph_depth\t- how many calls in calls; 0 is any\n"
"  options/funcgraph-slow-only - all of a call that took longer than\n"
"\t\t\t  tracing_thresh, nothing of others\n"
#ifdef CONFIG_FUNCTION_PROFILER
"  options/funcgraph-profile - count calls and their times in trace_stat/,\n"
"\t\t\t  in place of recording them\n"
#endif
"  graph_slow_stats\t- how many calls were slow, and what did not fit\n";

static const char readme_stack[] =
"\n"
" The deepest stack since stack_max_size was set to 0, with\n"
" kernel.stack_tracer_enabled:\n"
"  stack_trace\t\t- the calls, and what each takes of it\n"
"  stack_max_size\t- its bytes\n"
"  stack_trace_filter\t- functions to look at; like set_ftrace_filter\n";

static const char readme_filters[] =
"\n"
" Which functions:\n"
"  available_filter_functions - functions that can be traced\n"
"  available_filter_functions_addrs - the same, with addresses\n"
"  enabled_functions\t- functions that somebody traces now, and who\n"
"  touched_functions\t- functions that somebody has traced since boot\n"
"  dyn_ftrace_total_info\t- how many there are, and pages of memory that takes\n"
"  set_ftrace_filter\t- trace only the functions written here\n"
"\t     accepts: func_full_name or glob-matching-pattern\n"
"\t     Several in a write, divided by blanks; \">>\" adds to those that\n"
"\t     are there; ! in front takes away.\n"
"  set_ftrace_notrace\t- never trace the functions written here, which goes\n"
"\t\t\t  before set_ftrace_filter; same syntax\n"
"  function_guard\t- percent of a CPU's time that recording may take; what\n"
"\t\t\t  comes most often goes to set_ftrace_notrace for that\n";

static const char readme_profile[] =
"\n"
" Profile of functions:\n"
"  function_profile_enabled - 1: profile the functions of set_ftrace_filter\n"
"  trace_stat/functionN\t- hits and times on CPU N\n"
"  trace_stat/function_latency - time that 50 and 99 percent of calls take at most\n"
"  trace_stat/shadow_stacks - tasks in functions that are seen to return: pid,\n"
"\t\t\t  calls, bytes, and calls that did not fit\n";

static const char readme_event_filters[] =
"\n"
" Which records of events, and what else happens with them:\n"
"  events/SYS/EVENT/filter - keep only records that a condition holds for; 0: all\n"
"\t    Fields as in format, CPU, COMM; == != < <= > >= & ~ (glob); && || ! ()\n"
"\t    e.g. echo 'prev_comm ~ \"ssh*\" && !(next_prio < 100)' > filter\n"
"\t    FIELD.function == NAME is any address in that function,\n"
"\t    FIELD.ustring == \"text\" reads a pointer to user space,\n"
"\t    FIELD & CPUS{0-3,7} asks for any of these CPUs\n"
"  events/SYS/filter\t- the same for each event that has all the fields\n"
"  events/SYS/EVENT/trigger - what to do when the event happens, recorded or not\n"
"\t    Format: [!]<command>[:count] [if <filter>]      ! takes it away\n"
"\t    command: traceon, traceoff\n"
"\t\t     stacktrace\n"
#ifdef CONFIG_TRACER_SNAPSHOT
"\t\t     snapshot\n"
#endif
"\t\t     enable_event:<system>:<event>\n"
"\t\t     disable_event:<system>:<event>\n"
"\t    events/ftrace/print/trigger: when something is written to trace_marker\n"
"  show_event_filters\t- all events that have a filter, and show_event_triggers\n";

static const char readme_syscalls[] =
"\n"
" System calls, events/syscalls/:\n"
"  syscall_user_buf_size - how many bytes of each string of user space, like the\n"
"\t\t\t  name of a file, are recorded with a call; 0 for none\n";

static const char readme_inject[] =
"\n"
"  events/<system>/<event>/inject - write field=value pairs: a made-up record\n";

static int readme_show(struct seq_file *m, struct trace_node *node)
{
	seq_puts(m, readme_general);
	if (IS_ENABLED(CONFIG_TRACER_SNAPSHOT))
		seq_puts(m, readme_snapshot);
	if (IS_ENABLED(CONFIG_DYNAMIC_FTRACE))
		seq_puts(m, readme_filters);
	if (IS_ENABLED(CONFIG_EVENT_TRACING))
		seq_puts(m, readme_event_filters);
	if (IS_ENABLED(CONFIG_FUNCTION_TRACER))
		seq_puts(m, readme_functions);
	if (IS_ENABLED(CONFIG_FUNCTION_PROFILER))
		seq_puts(m, readme_profile);
	if (IS_ENABLED(CONFIG_FUNCTION_GRAPH_TRACER))
		seq_puts(m, readme_graph);
	if (IS_ENABLED(CONFIG_STACK_TRACER))
		seq_puts(m, readme_stack);
	if (IS_ENABLED(CONFIG_FTRACE_SYSCALLS))
		seq_puts(m, readme_syscalls);
	if (IS_ENABLED(CONFIG_TRACE_EVENT_INJECT))
		seq_puts(m, readme_inject);
	return 0;
}

const struct trace_value readme_value = {
	.show	= readme_show,
};
