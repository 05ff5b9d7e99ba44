#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Starts $1 tasks, two at a time, and says how many have ended.
tasks=0
while [ "$tasks" -lt "$1" ]; do
	/bin/sleep 0 &
	/bin/sleep 0 &
	wait
	tasks=$((tasks + 2))
done
echo "tasks=$tasks"
