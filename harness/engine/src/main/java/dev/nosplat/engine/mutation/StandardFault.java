// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.mutation;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What can be done wrong in any kernel code. Some are put before a line that ran, and are wrong
 * wherever they stand; the others change what the code itself does.
 */
public enum StandardFault {
  SLEEPS(
      "sleeps with preemption off", before("preempt_disable(); might_sleep(); preempt_enable();")),
  DROPS_UNLOCK("drops an unlock", in("\\s+\\w*unlock\\w*\\(.*\\);\\s*", Rewrite.DROP)),
  SLEEPING_LOCK(
      "takes a lock that may sleep under a raw one",
      before(
          "static DEFINE_RAW_SPINLOCK(nosplat_outer); static DEFINE_SPINLOCK(nosplat_inner);"
              + " unsigned long nosplat_flags; raw_spin_lock_irqsave(&nosplat_outer,"
              + " nosplat_flags); spin_lock(&nosplat_inner); spin_unlock(&nosplat_inner);"
              + " raw_spin_unlock_irqrestore(&nosplat_outer, nosplat_flags);")),
  FREES_TWICE("frees twice", in("\\s+(?:k|kv|kmem_cache_)free\\(.*\\);\\s*", Rewrite.TWICE)),
  KEEPS_REFERENCE(
      "drops no reference",
      in("\\s+(?:\\w+_put|put_\\w+|\\w+_put_\\w+|\\w+_unref)\\(.*\\);\\s*", Rewrite.DROP)),
  SWALLOWS_ERROR("swallows an error", in("(\\s+return )-E[A-Z0-9]+;\\s*", Rewrite.ZERO)),
  WRITES_AFTER_FREE(
      "writes to memory that it has freed",
      before(
          "char *nosplat_freed = kmalloc(32, GFP_NOWAIT); kfree(nosplat_freed);"
              + " if (nosplat_freed) WRITE_ONCE(*nosplat_freed, 1);")),
  LEAKS(
      "loses memory",
      before("char *nosplat_lost = kmalloc(32, GFP_NOWAIT); OPTIMIZER_HIDE_VAR(nosplat_lost);"));

  /** A statement may stand after such a line: no condition and no case waits for one. */
  private static final Pattern ENDS_STATEMENT =
      Pattern.compile(".*[;{}]\\s*(?:/\\*.*\\*/)?\\s*|\\s*");

  private static final Pattern JUMP_LABEL = Pattern.compile("\\w+:\\s*");

  private final String label;
  private final Planting planting;

  StandardFault(String label, Planting planting) {
    this.label = label;
    this.planting = planting;
  }

  /** How a line is replaced. */
  private enum Rewrite {
    DROP,
    TWICE,
    ZERO
  }

  /** Finds what takes a line's place. */
  @FunctionalInterface
  private interface Planting {
    /**
     * @param previous the line before
     * @param ran whether the line itself is known to have run
     */
    Optional<List<String>> at(String previous, String line, boolean ran);
  }

  /** What it does wrong, in a few words. */
  public String label() {
    return label;
  }

  /**
   * What stands in a line's place when this is planted there.
   *
   * @param previous the line before
   * @param line the line
   * @param ran whether the line itself is known to have run; if not, it is of the same function as
   *     one that did
   * @return the lines; empty where it cannot be planted
   */
  Optional<List<String>> at(String previous, String line, boolean ran) {
    return planting.at(previous, line, ran);
  }

  private static Planting before(String statement) {
    return (previous, line, ran) ->
        ran && ENDS_STATEMENT.matcher(previous).matches() && !label(line)
            ? Optional.of(List.of(indent(line) + "{ " + statement + " }", line))
            : Optional.empty();
  }

  private static Planting in(String pattern, Rewrite rewrite) {
    Pattern wanted = Pattern.compile(pattern);
    return (previous, line, ran) -> {
      Matcher found = wanted.matcher(line);
      if (!found.matches()) {
        return Optional.empty();
      }
      return Optional.of(
          switch (rewrite) {
            // A condition or a case before it keeps a statement.
            case DROP ->
                ENDS_STATEMENT.matcher(previous).matches() || JUMP_LABEL.matcher(previous).matches()
                    ? List.of()
                    : List.of(indent(line) + ";");
            case TWICE -> List.of(indent(line) + "{ " + line.strip() + " " + line.strip() + " }");
            case ZERO -> List.of(found.group(1) + "0;");
          });
    };
  }

  /** Nothing may stand between a case and its statements' braces, nor before a brace's end. */
  private static boolean label(String line) {
    String text = line.strip();
    return text.startsWith("case ")
        || text.startsWith("default:")
        || text.startsWith("else")
        || text.startsWith("}")
        || text.startsWith("{");
  }

  private static String indent(String line) {
    return line.substring(0, line.length() - line.stripLeading().length());
  }
}
