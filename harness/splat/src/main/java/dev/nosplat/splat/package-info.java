// SPDX-License-Identifier: Apache-2.0

/**
 * Turns kernel console text into {@linkplain dev.nosplat.splat.Splat splats}: one typed value per
 * kernel report, with a signature that stays the same when the bug does.
 *
 * <p>An artifact of its own, {@code dev.nosplat:nosplat-splat}, for Java 17 and later, that depends
 * on nothing but the JDK:
 *
 * <pre>{@code
 * List<Splat> splats = new ArrayList<>();
 * SplatReader reader = new SplatReader(splats::add);
 * byte[] chunk = new byte[65536];
 * try (InputStream in = Files.newInputStream(Path.of("console.log"))) {
 *   for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
 *     reader.accept(chunk, 0, n);
 *   }
 * }
 * reader.finish();
 * if (!reader.sawKernel()) {
 *   // no kernel's log: that it holds no report says nothing
 * }
 * for (Splat splat : splats) {
 *   System.out.println(splat.line() + ": " + splat.title() + " (" + splat.signature() + ")");
 * }
 * }</pre>
 *
 * <p>What others may build on: {@link dev.nosplat.splat.SplatReader}, {@link
 * dev.nosplat.splat.Splat} and the values in it, {@link dev.nosplat.splat.Family#id()}, and {@link
 * dev.nosplat.splat.Bug} to compare two sightings. {@code examples/read-logs} is a project that
 * does. A signature may change between releases of this artifact where the reader learns better
 * whom to blame.
 *
 * <p>It never decides whether a splat is acceptable, never talks to a machine, never opens what a
 * log is packed in and never writes anything.
 */
@NullMarked
package dev.nosplat.splat;

import org.jspecify.annotations.NullMarked;
