# SPDX-License-Identifier: Apache-2.0
# Prints every variable that the Kbuild file of one directory sets, with each
# config symbol standing for itself: obj-@EXT4_FS@ += ext4.o says what is
# compiled when. The file is read by make itself; nothing of it is parsed here.
#
# Called as: make -f kbuild-owners.mk tree=/src dir=fs/ext4

srctree := $(tree)
objtree := .
src := $(tree)/$(dir)
obj := $(dir)
srcroot := $(tree)
SRCARCH := x86
ARCH := x86
CC := gcc
LD := ld
kbuild-file := $(firstword $(wildcard $(src)/Kbuild $(src)/Makefile))
symbols := $(sort $(shell grep -oh 'CONFIG_[A-Za-z0-9_]*' $(kbuild-file) /dev/null))
$(foreach s,$(symbols),$(eval $(s) := @$(s:CONFIG_%=%)@))
known := $(.VARIABLES) known
.DEFAULT_GOAL := nothing

-include $(kbuild-file)

$(foreach v,$(filter-out $(known),$(.VARIABLES)),$(if $(findstring -,$(v)),$(info owner $(v) $($(v)))))

.PHONY: nothing
nothing: ;
