#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# on-a-small-disk.sh KILOBYTES DIRECTORY COMMAND...
#
# Becomes the command, for which alone the directory is a small disk of its
# own. Who is not root is root in a user namespace.
set -e
if [ "$1" != --mounted ]; then
	map=
	[ "$(id -u)" = 0 ] || map=--map-root-user
	# shellcheck disable=SC2086 # Nothing must not become an empty argument.
	exec unshare $map --mount "$0" --mounted "$@"
fi
shift
mount -t tmpfs -o "size=$1k" none "$2"
shift 2
exec "$@"
