#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# surviving-lines.sh OBJECT FILE: prints the numbers of the lines of FILE that
# are left when OBJECT is preprocessed with the very command that compiled it:
# what #if leaves out is not among them, nor are comments. Definitions of macros
# count as left (-dD). Called in the build directory.

cmd=${1%/*}/.${1##*/}.cmd
[ -f "$cmd" ] || exit 0
# "savedcmd_OBJECT := COMPILER ARGUMENTS ; OBJTOOL": only the first command, and
# it writes neither the object nor its dependencies.
preprocess=$(sed -n 's/^savedcmd_[^ ]* := //p' "$cmd" |
	sed 's/ ; .*//; s/ -c -o [^ ]* / -E -dD /; s/ -Wp,-MMD,[^ ]*//')
eval "$preprocess" 2>/dev/null | awk -v wanted="$2" '
/^# [0-9]+ "/ {
	line = $2
	name = $3
	gsub(/"/, "", name)
	next
}
/^# / { next }
{
	if (name == wanted && $0 ~ /[^ \t]/)
		print line
	line++
}' | sort -nu
