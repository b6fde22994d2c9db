# SPDX-License-Identifier: GPL-2.0-only
#
# The overlay's own entry points; `make help` lists them.  The kernel's Makefile
# is another one: it lies in build/tree once `make tree` has put that together.

BASE ?= /usr/src/linux-source-6.12.tar.xz
CONFIG ?=
STOCK ?=
export CMDLINE MEM CPUS STOCK

B := $(CURDIR)/build
TOPICS := base console guest debug-info tracing
# CONFIG="debug my/own.config" builds in folders that end in -debug-own.
NAME := $(subst $() $(),-,$(strip $(basename $(notdir $(CONFIG)))))

all: build

packages:
	@scripts/packages build

base:
	@scripts/base $(BASE) $(B)/base

tree: base
	@scripts/tree sync $(B)/base $(B)/tree

config: packages tree
	@TARGETS=none scripts/build "$(NAME)" $(TOPICS) $(CONFIG)

build: packages tree
	@scripts/build "$(NAME)" $(TOPICS) $(CONFIG)

.PHONY: all base build config packages tree
