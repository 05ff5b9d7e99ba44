#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What git bisect run is given by somebody without a bisection of nosplat's:
# build here, boot, look. The machine and the scenario are the same.
#
# OUT      where make's output goes, with a .config in it
# IMAGE    the image with the compiler
# NOSPLAT  the launcher
# The same paths inside as outside: a built kernel names its source tree.
docker run --rm --user "$(id -u):$(id -g)" --volume "$PWD:$PWD" \
	--volume "$OUT:$OUT" --workdir "$PWD" "$IMAGE" \
	make "O=$OUT" -j"$(nproc)" olddefconfig bzImage modules >"$OUT/make.log" 2>&1 ||
	exit 125
exec "$NOSPLAT" check --kernel "$OUT" --fresh-boot --bisect-exit \
	--signature invalid-wait-context:srcu_gp_start_if_needed
