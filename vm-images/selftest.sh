#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs the sched_ext selftests whose names contain $1, and prints what they
# print. The runner flushes "TEST: NAME" before it starts one (runner.c, 7.3):
# then the kernel's log gets a marker with that name and $2, so that a report
# can be told from the test before.
{
  /nosplat/sched_ext-runner -t "$1"
  echo "# runner exited with $?"
} 2>&1 | while IFS= read -r line; do
  case $line in
  "TEST: "*) echo "nosplat-marker: selftest ${line#TEST: } $2" >/dev/kmsg ;;
  esac
  printf '%s\n' "$line"
done
