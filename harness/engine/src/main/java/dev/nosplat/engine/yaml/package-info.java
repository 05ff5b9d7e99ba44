// SPDX-License-Identifier: Apache-2.0
/**
 * The YAML that users write, read so that what is wrong is told with file, line and column. It
 * knows no file's fields, and never makes objects of a type that the file names.
 */
@NullMarked
package dev.nosplat.engine.yaml;

import org.jspecify.annotations.NullMarked;
