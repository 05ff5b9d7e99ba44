#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Prints what the guest can say about itself, one key=value a line. A key is
# absent where this kernel has no such file; nothing is made up. Only builtins:
# under emulation each process costs more than all of this together.

show() { # show KEY FILE: the file's first line
  [ -r "$2" ] || return 0
  read -r value <"$2" || [ -n "$value" ] || return 0
  echo "$1=$value"
}

if read -r _ _ kernel _ </proc/version; then
  echo "kernel=$kernel"
fi
show cpus_online /sys/devices/system/cpu/online
show cpus_present /sys/devices/system/cpu/present
show tainted /proc/sys/kernel/tainted
show scx.state /sys/kernel/sched_ext/state
show scx.ops /sys/kernel/sched_ext/root/ops
show scx.enable_seq /sys/kernel/sched_ext/enable_seq
show scx.nr_rejected /sys/kernel/sched_ext/nr_rejected
show scx.switch_all /sys/kernel/sched_ext/switch_all
if read -r uptime _ </proc/uptime; then
  echo "uptime=$uptime"
fi

# "lock-classes:   1176 [max: 8192]" and "debug_locks:   1": see
# kernel/locking/lockdep_proc.c, lockdep_stats_show().
if [ -r /proc/lockdep_stats ]; then
  while IFS=: read -r name rest; do
    name=${name# }
    case $name in
    "lock-classes" | "direct dependencies" | "dependency chains" | \
      "dependency chain hlocks used" | "stack-trace entries")
      # shellcheck disable=SC2086 # the words are wanted apart
      set -- $rest
      key=lockdep
      for word in $name; do key=${key}.$word; done
      echo "$key=$1"
      [ "${2:-}" = "[max:" ] && echo "$key.max=${3%]}"
      ;;
    "debug_locks")
      # shellcheck disable=SC2086 # leading blanks are to go
      set -- $rest
      echo "debug_locks=$1"
      ;;
    esac
  done </proc/lockdep_stats
else
  echo "debug_locks=absent"
fi
