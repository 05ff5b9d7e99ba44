#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Waits until the kernel has done what it put off, then prints what is left, one
# key=value a line:
#
#	settle MODULE SECONDS [measure]
#
# barrier	done, or why not: the module waits for an RCU barrier of every flavour
# seconds	how long all of that took
# stuck		a worker at work, or a task in uninterruptible sleep, the whole time,
#		with the functions that it is in; once for each
# mem.NAME	with measure: a line of /proc/meminfo, in KiB
# slab.NAME	with measure: objects in use and their size, where there is slabinfo
#
# Only builtins in the loops: under emulation each process costs milliseconds.

module=$1
limit=$2
measure=${3:-}
answer=/run/nosplat-settle

clock() { # sets now
  read -r now _ </proc/uptime
  now=${now%.*}
}

# at_work: sets seen to "PID:NAME" of each worker that has work and each task
# that waits uninterruptibly. A worker is kworker/CPU:ID+QUEUE while it has work
# (wq_worker_comm() in kernel/workqueue.c, 6.12 to 7.3).
at_work() {
  seen=
  for dir in /proc/[0-9]*; do
    { read -r name <"$dir/comm" && read -r stat <"$dir/stat"; } 2>/dev/null || continue
    case $name:${stat##*) } in
    load:*) ;;
    kworker/*+*:* | *:D\ *) seen="$seen ${dir#/proc/}:$name" ;;
    esac
  done
}

common() { # sets stuck to the words that $1 and $2 share
  stuck=
  for word in $1; do
    case " $2 " in
    *" $word "*) stuck="$stuck $word" ;;
    esac
  done
}

functions() { # sets path to the innermost functions of task $1
  path=
  depth=0
  while read -r _ at && [ "$depth" -lt 6 ]; do
    path="$path ${at%%+*}"
    depth=$((depth + 1))
  done <"/proc/$1/stack" 2>/dev/null
}

clock
begin=$now
end=$((now + limit))
rm -f "$answer"
# It refuses to stay loaded, which is an error to whoever loads it.
(/nosplat/load "$module" kind=settle >"$answer.text" 2>&1; mv "$answer.text" "$answer") &
at_work
left=$seen
while :; do
  sleep 0.1
  at_work
  common "$left" "$seen"
  left=$stuck
  clock
  if [ -e "$answer" ] && [ -z "$left" ] || [ "$now" -ge "$end" ]; then
    break
  fi
done
if [ -e "$answer" ]; then
  read -r said <"$answer"
  case $said in
  *"temporarily unavailable"*) echo "barrier=done" ;;
  *) echo "barrier=the module says: $said" ;;
  esac
else
  echo "barrier=not done after $limit s"
fi
echo "seconds=$((now - begin))"
for task in $left; do
  functions "${task%%:*}"
  echo "stuck=${task#*:}${path:+ in$path}"
done
[ -n "$measure" ] || exit 0

# Empties what keeps free objects in reserve, KASAN's quarantine too. A link is
# another name of a cache that has been emptied.
for cache in /sys/kernel/slab/*; do
  [ -L "$cache" ] || echo 1 >"$cache/shrink"
done
while read -r name kib _; do
  case $name in
  SUnreclaim: | KernelStack: | PageTables: | Percpu:) echo "mem.${name%:}=$kib" ;;
  esac
done </proc/meminfo
[ -r /proc/slabinfo ] || exit 0
while read -r name active _ size _; do
  case $name in
  slabinfo | "#") ;;
  *) echo "slab.$name=$active $size" ;;
  esac
done </proc/slabinfo
