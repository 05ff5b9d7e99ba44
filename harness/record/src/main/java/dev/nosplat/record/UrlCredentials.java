// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * User names and passwords in URLs, which no text may show: a report is uploaded, a log is read by
 * many, and a token is often written as {@code https://TOKEN@host/}.
 */
public final class UrlCredentials {
  /** RFC 3986, 3.2: userinfo ends at the last @ before the path, the query or the fragment. */
  private static final Pattern USERINFO =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^\\s/?#'\"<>]*)@");

  /** A parameter of a query whose name says that its value opens something. */
  private static final Pattern PARAMETER =
      Pattern.compile(
          "(?i)([?&;](?:[a-z0-9_.-]*(?:token|secret|password|passwd|signature|credential|api[_-]?key)"
              + "|sig|pwd|auth|authorization)=)[^\\s&;#'\"<>]+");

  /** The forms in which GitHub and GitLab give tokens, wherever one stands. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\b(?:gh[pousr]_[A-Za-z0-9]{16,255}|github_pat_[A-Za-z0-9_]{20,255}"
              + "|glpat-[A-Za-z0-9_-]{16,255})");

  /** What stands in their place. */
  private static final String HIDDEN = "***";

  private UrlCredentials() {}

  /**
   * The text with the credentials of every URL in it hidden, and tokens whose form says that they
   * are some; a user's name for SSH is none.
   */
  public static String hidden(String text) {
    String rest = text;
    if (text.contains("://")) {
      rest = PARAMETER.matcher(userinfo(text)).replaceAll("$1" + Matcher.quoteReplacement(HIDDEN));
    }
    return rest.contains("gh") || rest.contains("glpat-")
        ? TOKEN.matcher(rest).replaceAll(Matcher.quoteReplacement(HIDDEN))
        : rest;
  }

  private static String userinfo(String text) {
    Matcher url = USERINFO.matcher(text);
    StringBuilder out = new StringBuilder();
    while (url.find()) {
      String scheme = url.group(1);
      String user = url.group(2);
      int colon = user.indexOf(':');
      boolean named = scheme.endsWith("ssh");
      String shown = !named ? HIDDEN : colon < 0 ? user : user.substring(0, colon) + ":" + HIDDEN;
      url.appendReplacement(out, Matcher.quoteReplacement(scheme + "://" + shown + "@"));
    }
    return url.appendTail(out).toString();
  }
}
