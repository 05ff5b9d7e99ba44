# SPDX-License-Identifier: Apache-2.0
#
# The toolchain image: everything that a verdict needs besides Java. nosplat
# tags it with the digest of this file, so an edit here makes a new image.
#
# No mirror is named: the backports entry is derived from the sources that the
# base image already has, be they one-line or deb822.
ARG BASE=debian:trixie-slim
FROM ${BASE}

SHELL ["/bin/sh", "-euc"]
ENV DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

RUN if ls /etc/apt/sources.list.d/*.sources >/dev/null 2>&1; then \
      sed 's/^Suites:.*/Suites: trixie-backports/; s/^Components:.*/Components: main/' \
        "$(ls /etc/apt/sources.list.d/*.sources | head -n 1)" | awk 'BEGIN { RS = "" } NR == 1' \
        > /etc/apt/sources.list.d/backports.sources; \
    else \
      awk '$1 == "deb" && /trixie/ { for (i = 1; i <= NF; i++) if ($i == "trixie") $i = "trixie-backports"; print; exit }' \
        /etc/apt/sources.list > /etc/apt/sources.list.d/backports.list; \
    fi; \
    apt-get update; \
    apt-get install -y --no-install-recommends \
      bc bison build-essential busybox-static ca-certificates ccache clang lld llvm cpio \
      dropbear-bin dwarves file flex git iproute2 kmod libbpf-dev libcap-dev libelf-dev libssl-dev \
      pahole perl procps python3 python3-drgn qemu-system-x86 rsync tini util-linux virtme-ng xz-utils zstd; \
    apt-get install -y --no-install-recommends -t trixie-backports bpftool; \
    rm -rf /var/lib/apt/lists/*

# Builds and machines run as this user unless the caller's own id is asked for.
RUN useradd --create-home --uid 1000 nosplat

# tini reaps what a killed make or QEMU leaves behind; the command that nosplat
# gives is a lock on a file that the JVM holds: when the JVM dies, so does this.
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["sleep", "infinity"]
USER nosplat
WORKDIR /home/nosplat
