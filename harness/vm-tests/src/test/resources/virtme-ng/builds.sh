#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs in the toolchain image: our cold build and virtme-ng's, of one tree, with
# the same compiler and without a compiler cache, then virtme-ng's boot until its
# shell answers: --exec needs udev, which the image has not. Prints one NAME=VALUE
# a line, times in seconds.
#
# $1  a clean tree that it may write into
# $2  our whole .config
# $3  the fragment with the symbols that virtme-ng's configuration lacks
# $4  boot.py
set -eu
tree=$1 config=$2 fragment=$3 boot=$4
export HOME=$tree/.home
ours=$tree.ours
mkdir -p "$HOME" "$ours"
cd "$tree"

# Runs "$@" and prints what it took: elapsed, and user time of all its processes.
measure() {
	local name=$1 TIMEFORMAT='%R %U' took
	shift
	took=$( { time "$@" >>"$tree.log" 2>&1; } 2>&1) ||
		{ tail -n 30 "$tree.log" >&2; exit 1; }
	echo "$name.seconds=${took% *}"
	echo "$name.user=${took#* }"
}

objects() {
	find "$1" -name '*.o' | wc -l
}

cp "$config" "$ours/.config"
make "O=$ours" olddefconfig >>"$tree.log" 2>&1
measure ours make "O=$ours" "-j$(nproc)" bzImage modules
echo "ours.objects=$(objects "$ours")"
rm -rf "$ours"

measure vng.kconfig vng --kconfig --config "$fragment"
sed -n 's/^\(CONFIG_[A-Z0-9_]*=y\)$/\1/p' "$fragment" | while read -r symbol; do
	grep -qx "$symbol" .config || echo "vng.without=$symbol"
done
measure vng make "-j$(nproc)" bzImage modules
echo "vng.objects=$(objects .)"
for _ in 1 2 3; do
	python3 "$boot" vng --run . --disable-kvm --cpus 2 --memory 1G
done
