#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Exits with 0 only if every file system that filesystems.txt names is in this
# kernel.
missing=0
while read -r name; do
	if grep -qw "$name" /proc/filesystems; then
		echo "$name: there"
	else
		echo "$name: missing" >&2
		missing=1
	fi
done <"${1:-filesystems.txt}"
exit "$missing"
