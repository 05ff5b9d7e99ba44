/* SPDX-License-Identifier: GPL-2.0-only */
#define NOSPLAT_TYPE	BPF_MAP_TYPE_LRU_HASH
#define NOSPLAT_FLAGS	0
#include "hash_map.h"
