// SPDX-License-Identifier: Apache-2.0

/** Reports: a run record in, text out. It never imports the engine and never touches a machine. */
@NullMarked
package dev.nosplat.report;

import org.jspecify.annotations.NullMarked;
