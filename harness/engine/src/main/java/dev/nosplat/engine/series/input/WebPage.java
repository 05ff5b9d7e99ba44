// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.input;

import dev.nosplat.engine.series.text.PatchText;
import dev.nosplat.engine.series.text.RawText;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** A saved page of a mail archive, or a mail that is HTML: its preformatted text. */
final class WebPage {
  private static final Pattern PAGE =
      Pattern.compile("(?is)\\s*(<\\?xml[^>]*>\\s*)?(<!doctype html|<html|<head|<body|<pre)\\b.*");
  private static final Pattern MARKED_LINE =
      Pattern.compile("(?m)^<span\\b[^>]*>(--- |\\+\\+\\+ |@@ |[-+])");

  private WebPage() {}

  /** Whether a text is a page or a copied part of one. */
  static boolean recognises(String raw) {
    String head = raw.substring(0, Math.min(raw.length(), 4096));
    return PAGE.matcher(head).matches() || MARKED_LINE.matcher(raw).find();
  }

  /**
   * The parts of a page that hold a diff, as bytes one char each.
   *
   * @param raw the page
   */
  static List<String> patches(String raw) {
    // A part of a page without <pre> would lose its white space in the parser.
    boolean whole = PAGE.matcher(raw.substring(0, Math.min(raw.length(), 4096))).matches();
    String page = RawText.shown(whole ? raw : "<pre>\n" + raw + "</pre>");
    Document document = Jsoup.parse(page);
    List<String> preformatted =
        document.select("pre").stream().map(WebPage::text).filter(PatchText::holdsDiff).toList();
    if (!preformatted.isEmpty()) {
      return preformatted;
    }
    return Optional.of(text(document.body())).filter(PatchText::holdsDiff).stream().toList();
  }

  private static String text(Element element) {
    return RawText.fromDecoded(element.wholeText());
  }
}
