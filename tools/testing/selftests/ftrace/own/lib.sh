# SPDX-License-Identifier: GPL-2.0-only
#
# lib.sh: what our tests of tracefs share; a test reads it with ". ./lib.sh".
#
# A test prints TAP. Each result is one sentence about behaviour; what was
# expected and what was seen is said above a result that is bad. plan comes last,
# so that tables may grow. Runs under any POSIX shell, busybox ash included.

OWN=$PWD
TRACEFS=${TRACEFS:-/sys/kernel/tracing}
PATH=$PATH:$OWN
TESTS=0
FAILED=0
TMP=$(mktemp -d /tmp/own.XXXXXX)
NL='
'

# As after boot, as far as these tests care.
reset()
{
	cd "$TRACEFS" || exit 1
	{
		echo nop > current_tracer
		echo 1 > tracing_on
		echo > set_ftrace_filter
		echo > set_ftrace_notrace
		echo > set_ftrace_pid
		echo > set_ftrace_notrace_pid
		echo 0 > function_guard
		echo > set_graph_function
		echo > set_graph_notrace
		echo 0 > max_graph_depth
		echo 0 > tracing_thresh
		echo local > trace_clock
		grep -q . tracing_cpumask && echo "$ALL_CPUS" > tracing_cpumask
		for option in raw hex bin latency-format verbose record-tgid \
			      pause-on-trace block func_stack_trace func-args sym-offset \
			      sym-addr test_nop_accept funcgraph-proc funcgraph-abstime \
			      funcgraph-overrun funcgraph-tail funcgraph-retval \
			      funcgraph-retval-hex funcgraph-retaddr funcgraph-args \
			      funcgraph-slow-only funcgraph-profile; do
			[ -e options/$option ] && echo 0 > options/$option
		done
		for option in context-info irq-info markers overwrite annotate \
			      print-parent record-cmd funcgraph-cpu funcgraph-duration \
			      funcgraph-overhead funcgraph-irqs sleep-time graph-time; do
			[ -e options/$option ] && echo 1 > options/$option
		done
		echo > trace
		echo > error_log
	} 2> /dev/null
}

finish()
{
	echo "1..$TESTS"
	reset
	cd / && rm -rf "$TMP"
	[ "$FAILED" -eq 0 ]
	exit $?
}

# say TEXT: lines that belong to the next result
say()
{
	echo "$1" | sed 's/^/# /'
}

pass()
{
	TESTS=$((TESTS + 1))
	echo "ok $TESTS - $1"
}

fail()
{
	TESTS=$((TESTS + 1))
	FAILED=$((FAILED + 1))
	echo "not ok $TESTS - $1"
}

skip()
{
	TESTS=$((TESTS + 1))
	echo "ok $TESTS - $1 # SKIP $2"
}

# is SENTENCE SEEN EXPECTED
is()
{
	if [ "$2" = "$3" ]; then
		pass "$1"
		return 0
	fi
	say "expected: $3"
	say "seen:     $2"
	fail "$1"
	return 1
}

# matches SENTENCE SEEN EXTENDED-REGULAR-EXPRESSION
matches()
{
	if echo "$2" | grep -Eq -e "$3"; then
		pass "$1"
		return 0
	fi
	say "expected: something like $3"
	say "seen:     $2"
	fail "$1"
	return 1
}

# succeeds SENTENCE COMMAND...
succeeds()
{
	what=$1
	shift
	if "$@"; then
		pass "$what"
		return 0
	fi
	say "this failed: $*"
	fail "$what"
	return 1
}

# The whole test, where the kernel has no such file.
needs()
{
	for file in "$@"; do
		[ -e "$TRACEFS/$file" ] && continue
		echo "1..0 # SKIP no $file"
		exit 4
	done
}

# Lines of a trace that are records.
records()
{
	grep -v '^#' "${1:-trace}"
}

# stat_of CPU NAME: a number from per_cpu/cpuN/stats
stat_of()
{
	sed -n "s/^$2: *//p" "per_cpu/cpu$1/stats"
}

cpus()
{
	ls -d "$TRACEFS"/per_cpu/cpu[0-9]* | sed 's/.*cpu//'
}

ALL_CPUS=$(cat "$TRACEFS/tracing_cpumask")
reset
