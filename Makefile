# SPDX-License-Identifier: GPL-2.0-only
#
# The overlay's own entry points; `make help` lists them.  The kernel's Makefile
# is another one: it lies in build/tree once `make tree` has put that together.

BASE ?= /usr/src/linux-source-6.12.tar.xz
B := $(CURDIR)/build

all: build

base:
	@scripts/base $(BASE) $(B)/base

tree: base
	@scripts/tree sync $(B)/base $(B)/tree

.PHONY: all base tree
