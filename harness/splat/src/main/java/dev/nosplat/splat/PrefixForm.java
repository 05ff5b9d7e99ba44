// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.splat;

import java.util.regex.Pattern;

/**
 * One kind of thing that stands before a kernel message: the words of a small grammar, in which a
 * prefix is any sequence of forms of which each may follow what stood before it. {@link LinePrefix}
 * walks it.
 *
 * <p>Read in: print_time(), print_caller() and print_syslog() in kernel/printk/printk.c (4.x to
 * 7.3), msg_print_ext_header() there and send_msg_fragmented() in drivers/net/netconsole.c for
 * records; record_print_time() in util-linux' sys-utils/dmesg.c; output_short() in systemd's
 * src/shared/logs-show.c; RFC 3164 and RFC 5424 for syslog. What phones' vendors add to printk's
 * stamp is in no public tree: these forms were seen in public reports.
 */
enum PrefixForm {
  /** Quotes of mails, and the frame of a terminal's table. */
  QUOTE(After.ANYTHING, Gives.NOTHING, "(?:[>|│┃] ?){1,6}"),

  /** A whole header of RFC 5424 whose application is the kernel. */
  RFC5424(
      After.ANYTHING,
      Gives.TIMED,
      "<(?<level>\\d{1,3})>1 (?:-|"
          + Parts.ISO_DATE
          + "T"
          + Parts.CLOCK
          + Parts.OFFSET
          + ") \\S{1,255} kernel \\S{1,128} \\S{1,32} (?:-|\\[[^\\]]{0,500}\\]) ?"),

  /** Priority: the level, and the facility above its three lowest bits. */
  LEVEL(After.ANYTHING, Gives.STAMPED, "<(?<level>\\d{1,4})>"),

  /**
   * A record of {@code /dev/kmsg} or of an extended netconsole, which may put the release first.
   */
  RECORD(
      After.ANYTHING,
      Gives.TIMED,
      "(?:\\d{1,2}\\.\\d[\\w.+-]{0,60},)?(?<level>\\d{1,4}),(?<record>\\d+),\\d+,[-c+]"
          + "(?:,(?:caller=(?<caller>[TC]\\d{1,9})|ncfrag=(?<fragment>\\d{1,6}/\\d{1,6})"
          + "|[^;,]{0,40})){0,8};"),

  /** printk's own time, also with the difference that {@code dmesg -d} puts behind it. */
  STAMP(
      After.ANYTHING,
      Gives.TIMED,
      "\\[ {0,12}(?<seconds>\\d{1,12}\\.\\d{2,9})(?:[,@]\\d+)?(?: ?<[ \\d.,+-]{1,20}>)? ?\\]:? ?"),

  /** {@code dmesg -H}, {@code -e} and {@code --show-delta}: the time since the line before. */
  DELTA(
      After.ANYTHING, Gives.TIMED, "\\[(?: {0,8}[+-]\\d{1,8}[.,]\\d{3,9}|<[ \\d.,+-]{6,20}>)\\] ?"),

  /** {@code dmesg -H} and {@code -e}: the first line of a minute. */
  MINUTE(
      After.ANYTHING,
      Gives.TIMED,
      "\\[[\\p{L}\\d]{1,9}[.月]? ?\\d{1,2} \\d\\d:\\d\\d(?::\\d\\d)?\\] ?"),

  /** {@code dmesg -T}, in any language. */
  HUMAN(
      After.ANYTHING,
      Gives.TIMED,
      "\\[(?:[\\p{L}\\d][\\p{L}\\p{M}\\d.,]{0,10} {1,2}){2,4}\\d\\d:\\d\\d:\\d\\d(?: \\d{4})?\\] ?"),

  /** {@code CONFIG_PRINTK_CALLER}. */
  CALLER(After.ANYTHING, Gives.STAMPED, "\\[ {0,10}(?<caller>[TC]\\d{1,9}) ?\\](?: |$)?"),

  /** What Exynos, MediaTek and HiSilicon kernels put behind the stamp: CPU, task and pid. */
  VENDOR(
      After.ANYTHING,
      Gives.NOTHING,
      "[-A-Z.~]?(?:\\(\\d{1,3}\\))?\\[ *(?:pid:)?\\d{1,9}[:,] *[^\\]\\[]{1,40}\\] ?"
          + "|\\(CPU:\\d+-pid:\\d+:[^)]{1,20}\\) ?"),

  /** A pod's name from {@code kubectl logs --prefix}. */
  POD(After.NOTHING, Gives.NOTHING, "\\[pod/[^\\]]{1,300}\\] ?"),

  /** A container's name from {@code docker compose logs}. */
  CONTAINER(After.NOTHING, Gives.NOTHING, "[\\w.-]{1,64} +\\| "),

  /** Job and step from {@code gh run view --log}. */
  CI_STEP(
      After.NOTHING, Gives.NOTHING, "[^\\t]{1,120}\\t[^\\t]{1,200}\\t(?=\\d{4}-\\d\\d-\\d\\dT)"),

  /** ISO 8601 and its relatives, with or without brackets, zone and weekday. */
  DATE(
      After.NOTHING_TIMED,
      Gives.DATED,
      "\\[?(?:\\p{L}{1,5}\\.?,? )?"
          + Parts.DATE
          + "[T _]"
          + Parts.CLOCK
          + Parts.OFFSET
          + "\\]?:? ?"),

  /** RFC 3164. */
  SYSLOG_DATE(
      After.NOTHING, Gives.DATED, "[A-Z][a-z]{2} [ \\d]\\d (?:\\d{4} )?" + Parts.CLOCK + " "),

  /** A date in any language and order, taken only where the kernel's name follows it. */
  FOREIGN_DATE(
      After.NOTHING,
      Gives.DATED,
      "(?:[^\\s\\[\\]<>():]{1,12} {1,2}){1,4}"
          + Parts.CLOCK
          + "(?: \\d{4})?"
          + Parts.OFFSET
          + " (?=(?:\\S{1,255} ){0,2}kernel(?:\\[\\d+\\])?:)"),

  /** {@code journalctl -o short-unix}. */
  EPOCH(After.NOTHING, Gives.DATED, "\\[?\\d{9,10}\\.\\d{3,9}\\]?:? "),

  /** A clock without a day. */
  CLOCK(After.ANYTHING, Gives.DATED, "\\[?" + Parts.CLOCK + "\\]?:? "),

  /** A stream's name behind the time: the runtime of containers, GitLab's runner. */
  STREAM(After.DATE, Gives.NOTHING, "(?:stdout|stderr) [FP] |[0-9a-f]{2}[OE][ +]"),

  /** Android's logcat: process and thread 0 are the kernel's. */
  LOGCAT(
      After.DATE,
      Gives.TIMED,
      "0 +0 +[VDIWEF] (?:kernel *: ?)?|\\d{1,7} +\\d{1,7} +[VDIWEF] kernel *: ?"),

  /** Facility and level in words, as {@code dmesg -x} has them; Talos puts the node first. */
  FACILITY(
      After.NOTHING_TIMED,
      Gives.STAMPED,
      "(?:[\\w.:-]{1,64}: (?=[a-z]+: [a-z]+: \\[))?(?<facility>"
          + Parts.FACILITIES
          + ") *: *(?:"
          + Parts.LEVELS
          + ") *: ?"),

  /** The same with a dot, as logread and Docker's own virtual machine write it. */
  FACILITY_DOT(
      After.DATE,
      Gives.NOTHING,
      "(?<facility>" + Parts.FACILITIES + ")\\.(?:" + Parts.LEVELS + ") "),

  /**
   * The kernel's name where a log has one for each program. Another program's name stays part of
   * the message, so that nothing it wrote stands where a headline begins.
   */
  IDENT(After.DATE, Gives.TIMED, "(?:[\\w.:-]{1,255} )?kernel(?:\\[\\d+\\])?: ?"),

  /** The same without a time. */
  BARE_IDENT(After.NOTHING, Gives.NOTHING, "kernel:(?: |(?=\\[))");

  /** What may stand before a form. */
  enum After {
    ANYTHING,
    NOTHING,
    NOTHING_TIMED,
    DATE
  }

  /** What a form says about the line. */
  enum Gives {
    NOTHING,
    /** A time that is not the kernel's: any program's line may have it. */
    DATED,
    /** The kernel printed it, or a record's facility says who did. */
    STAMPED,
    /** The same, with the time. */
    TIMED
  }

  private final After after;
  private final Gives gives;
  private final Pattern pattern;

  PrefixForm(After after, Gives gives, String pattern) {
    this.after = after;
    this.gives = gives;
    this.pattern = Pattern.compile(pattern);
  }

  After after() {
    return after;
  }

  Gives gives() {
    return gives;
  }

  Pattern pattern() {
    return pattern;
  }

  /** What several forms are made of. */
  private static final class Parts {
    static final String CLOCK = "\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?";
    static final String ISO_DATE = "\\d{4}-\\d\\d-\\d\\d";
    static final String DATE =
        "(?:\\d{4}[-/.]\\d\\d?[-/.]\\d\\d?|\\d\\d?[-/.]\\d\\d?(?:[-/.]\\d{2,4})?)";
    static final String OFFSET =
        "(?:Z| ?[+-]\\d\\d:?\\d\\d)?(?: (?:UTC|GMT|[A-Z]{1,4}T)(?=[ \\]]))?";
    static final String FACILITIES =
        "kern|user|mail|daemon|auth|syslog|lpr|news|uucp|cron|authpriv|ftp|local\\d|res\\d";
    static final String LEVELS = "emerg|alert|crit|error|err|warning|warn|notice|info|debug|panic";

    private Parts() {}
  }
}
