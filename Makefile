# SPDX-License-Identifier: GPL-2.0-only
#
# The overlay's own entry points; `make help` lists them.  The kernel's Makefile
# is another one: it lies in build/tree once `make tree` has put that together.

BASE ?= /usr/src/linux-source-6.12.tar.xz
CONFIG ?=
STOCK ?=
TRACER ?= function
FILTER ?=
NOTRACE ?=
CMD ?= ls -l / > /dev/null
LINES ?= 30
CMDLINE ?=
MEM ?= 1G
CPUS ?= 2
# As they were typed: a dollar sign is the guest shell's, or a pattern's.
override CMD := $(value CMD)
override FILTER := $(value FILTER)
override NOTRACE := $(value NOTRACE)
export BASE STOCK CMDLINE MEM CPUS TRACER FILTER NOTRACE CMD LINES

B := build
TOPICS := base console guest debug-info tracing
# CONFIG="debug my/own.config" builds in folders that end in -debug-own.
NAME := $(subst $() $(),-,$(strip $(basename $(notdir $(CONFIG)))))
OUT := $(B)/$(if $(STOCK),stock-)out$(if $(NAME),-$(NAME))
QEMU := scripts/guest/qemu.py --image $(OUT)/bzImage

build: packages tree
	@scripts/build "$(NAME)" $(TOPICS) $(CONFIG)

packages:
	@scripts/packages build

base: packages
	@scripts/base "$(BASE)" $(B)/base

tree: base
	@scripts/tree sync $(B)/base $(B)/tree

config: tree
	@TARGETS=none scripts/build "$(NAME)" $(TOPICS) $(CONFIG)

guest:
	@scripts/packages guest
	@scripts/initramfs $(B)/initramfs.cpio.gz

run: build guest
	@echo "run: booting $(OUT)/bzImage, $(CPUS) CPUs, $(MEM); its console: $(B)/console.log"
	@$(QEMU) --env TRACER --env FILTER --env NOTRACE --env CMD --env LINES \
		scripts/guest/trace-job

shell: build guest
	@$(QEMU) scripts/guest/interactive

unit: tree
	@scripts/packages test
	@scripts/test unit

test: tree guest
	@scripts/packages test series
	@scripts/test $(if $(CONFIG),full $(CONFIG),quick)

test-full: tree guest
	@scripts/packages test series
	@scripts/test full

PROOF := $(MAKE) --no-print-directory -C tools/testing/ring_buffer O=$(abspath $(B)/proof)

proof:
	@scripts/packages test
	@$(PROOF) proof

fuzz:
	@scripts/packages test
	@$(PROOF) fuzz
	@$(MAKE) --no-print-directory -C tools/testing/event_filter O=$(abspath $(B)/proof/filter) fuzz

series: base
	@scripts/packages series
	@scripts/series make $(B)/base $(B)/series

apply:
	@test -n "$(KERNEL)" || { echo "usage: make apply KERNEL=DIR"; exit 1; }
	@scripts/tree apply "$(KERNEL)"

# Results and trees go; the unpacked base and compiled objects of the stock
# kernel stay until `make distclean`.
clean:
	rm -rf $(B)/tree $(B)/obj* $(B)/out* $(B)/uml* $(B)/series* $(B)/test $(B)/proof $(B)/initramfs.cpio.gz $(B)/*.log

distclean:
	rm -rf $(B)

help:
	@sed -n 's/^#: \{0,1\}//p' Makefile

#: make run      build everything, boot it in QEMU, trace a small workload, power off
#:               TRACER=function FILTER='vfs_*' NOTRACE=... CMD='ls /' LINES=30
#: make shell    the same kernel with an interactive shell, tracefs and trace-cmd
#: make test     build and run every test; ends with "N passed, N failed, N skipped"
#:               CONFIG=debug: only in the kernel full of checkers; CONFIG=kcsan: for races
#: make test-full  the same with more configs and the debug config: takes hours
#: make unit     only the KUnit suites, natively under User Mode Linux
#: make proof    the ring buffer outside of the kernel: all that small rings can do, and
#:               planted mistakes that must be found; hours (make test: minutes)
#: make fuzz     the ring buffer, and filters, outside of the kernel, under sanitizers
#:               FUZZ_SECONDS=600
#: make build    build/out/{bzImage,vmlinux,config,modules/}, objects in build/obj
#: make config   only as far as build/obj/.config
#: make tree     only assemble the source tree, build/tree
#: make apply KERNEL=DIR   put the overlay on a clean 6.12.y tree of your own
#: make series   the same as patches to mail, in build/series: git am, bottom up
#: make clean    remove what was built;  make distclean  remove build/ altogether
#:
#: BASE=PATH     another 6.12.y tarball or tree in place of Debian's package
#: CONFIG="..."  extra config fragments: paths, or topics of scripts/config/ (debug);
#:               these kernels are kept apart: build/obj-debug, build/out-debug
#: STOCK=1       with build, run, shell: the untouched base with the same config
#: CMDLINE="..." MEM=1G CPUS=2   kernel command line, memory and CPUs of the guest

.PHONY: build packages base tree config guest run shell unit test test-full \
	proof fuzz apply series clean distclean help
