// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.input;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.series.text.PatchText;
import dev.nosplat.engine.series.text.RawText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.stream.BodyDescriptor;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.NameValuePair;
import org.apache.james.mime4j.stream.RawField;
import org.apache.james.mime4j.stream.RawFieldParser;
import org.apache.james.mime4j.stream.RecursionMode;
import org.apache.james.mime4j.util.MimeUtil;

/** Reads a mail, its transfer encodings and character sets undone. */
final class MailReader {
  private static final int DEEPEST = 50;
  private static final Pattern PATCH_NAME = Pattern.compile(".*\\.(patch|diff|mbox|mbx)\\d*");
  private static final Set<String> MAIL_TYPES = Set.of("application/mbox", "message/rfc822");
  private static final Set<String> PATCH_TYPES =
      Set.of("application/x-patch", "application/x-diff", "application/mbox");
  private static final MimeConfig LENIENT =
      MimeConfig.custom()
          .setMaxLineLen(-1)
          .setMaxHeaderLen(-1)
          .setMaxHeaderCount(-1)
          .setMaxContentLen(-1)
          .build();

  private final MimeTokenStream stream = new MimeTokenStream(LENIENT);
  private final Map<String, String> headers = new TreeMap<>();
  private final StringBuilder body = new StringBuilder();
  private final StringBuilder html = new StringBuilder();
  private final List<Mail> attached = new ArrayList<>();
  private Map<String, String> type = new TreeMap<>();

  private final int depth;

  private MailReader(int depth) {
    this.depth = depth;
  }

  /**
   * Reads a message.
   *
   * @throws BadInput if it is built so that nobody could read it
   */
  static Mail read(byte[] message) {
    return read(message, 0);
  }

  static Mail read(byte[] message, int depth) {
    MailReader reader = new MailReader(depth);
    try {
      reader.parse(message);
    } catch (MimeException | IOException e) {
      throw new BadInput(
          "A mail cannot be read.",
          List.of(String.valueOf(e.getMessage())),
          "Get the mail again, as the archive's raw link gives it.",
          e);
    }
    String text = reader.body.toString();
    if (!PatchText.holdsDiff(text) && WebPage.recognises(reader.html.toString())) {
      text += String.join("\n", WebPage.patches(reader.html.toString()));
    }
    return new Mail(reader.headers, text, reader.attached);
  }

  private void parse(byte[] message) throws MimeException, IOException {
    // An attached message is read as a mail of its own, by us.
    stream.setRecursionMode(RecursionMode.M_NO_RECURSE);
    stream.parse(new ByteArrayInputStream(message));
    int parts = 0;
    boolean own = true;
    for (EntityState state = stream.getState();
        state != EntityState.T_END_OF_STREAM;
        state = stream.next()) {
      switch (state) {
        case T_START_MULTIPART -> {
          if (++parts > DEEPEST) {
            throw new MimeException("it has more than " + DEEPEST + " parts inside of each other");
          }
        }
        case T_END_MULTIPART -> parts--;
        case T_START_HEADER -> type = new TreeMap<>();
        case T_FIELD -> {
          Field field = stream.getField();
          String name = field.getName().toLowerCase(Locale.ROOT);
          if (own) {
            headers.putIfAbsent(name, decoded(field));
          }
          if (name.equals("content-type") || name.equals("content-disposition")) {
            type.putAll(parameters(field));
          }
        }
        case T_END_HEADER -> own = false;
        case T_BODY -> part();
        default -> {}
      }
    }
  }

  private static String decoded(Field field) {
    // Headers with bare UTF-8 in them are common; the raw bytes keep them.
    byte[] raw = field.getRaw() == null ? null : field.getRaw().toByteArray();
    String body = field.getBody();
    if (raw != null) {
      String text = new String(raw, StandardCharsets.UTF_8);
      body = text.substring(text.indexOf(':') + 1);
    }
    String unfolded = MimeUtil.unfold(body == null ? "" : body).strip();
    try {
      return DecoderUtil.decodeEncodedWords(unfolded, DecodeMonitor.SILENT).strip();
    } catch (IllegalArgumentException e) {
      return unfolded; // An encoded word in a charset that nobody knows.
    }
  }

  private static Map<String, String> parameters(Field field) {
    Map<String, String> parameters = new TreeMap<>();
    RawField raw =
        field instanceof RawField already
            ? already
            : new RawField(field.getName(), field.getBody());
    for (NameValuePair pair : RawFieldParser.DEFAULT.parseRawBody(raw).getParams()) {
      String value = pair.getValue() == null ? "" : pair.getValue();
      parameters.put(pair.getName().toLowerCase(Locale.ROOT), value.toLowerCase(Locale.ROOT));
    }
    return parameters;
  }

  private void part() throws IOException {
    BodyDescriptor descriptor = stream.getBodyDescriptor();
    String mime = descriptor.getMimeType().toLowerCase(Locale.ROOT);
    String name = type.getOrDefault("filename", type.getOrDefault("name", ""));
    boolean patch = PATCH_NAME.matcher(name).matches() || PATCH_TYPES.contains(mime);
    if (!patch && !mime.startsWith("text/") && !mime.equals("message/rfc822")) {
      return;
    }
    String raw;
    try (InputStream in = stream.getDecodedInputStream()) {
      raw = InputText.of(Limits.read(in, "An attachment"), "An attachment");
    }
    if (MAIL_TYPES.contains(mime) && Mailbox.recognises(raw)) {
      if (depth >= DEEPEST) {
        throw new IOException("it has more than " + DEEPEST + " mails inside of each other");
      }
      attached.addAll(Mailbox.read(raw, depth + 1));
      return;
    }
    raw = utf8(raw, type.getOrDefault("charset", ""));
    if (type.getOrDefault("format", "").equals("flowed")) {
      raw = unflowed(raw, type.getOrDefault("delsp", "").equals("yes"));
    }
    StringBuilder to = mime.equals("text/html") && !patch ? html : body;
    to.append(raw).append(raw.isEmpty() || raw.endsWith("\n") ? "" : "\n");
  }

  private static String utf8(String raw, String charset) {
    if (charset.isEmpty() || charset.equals("utf-8") || charset.equals("us-ascii")) {
      return raw;
    }
    try {
      return RawText.fromDecoded(new String(RawText.bytes(raw), Charset.forName(charset)));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return raw;
    }
  }

  /** Undoes format=flowed: RFC 3676, section 4. */
  private static String unflowed(String raw, boolean deleteSpace) {
    List<String> lines = new ArrayList<>();
    StringBuilder pending = new StringBuilder();
    for (String line : RawText.lines(raw)) {
      if (line.equals("-- ")) {
        lines.add(pending + line);
        pending.setLength(0);
        continue;
      }
      String content = line.startsWith(" ") ? line.substring(1) : line;
      // A blank alone flows nowhere: it is an empty context line of a diff.
      if (content.endsWith(" ") && !content.equals(" ")) {
        pending.append(deleteSpace ? content.substring(0, content.length() - 1) : content);
      } else {
        lines.add(pending + content);
        pending.setLength(0);
      }
    }
    if (!pending.isEmpty()) {
      lines.add(pending.toString());
    }
    return String.join("\n", lines) + "\n";
  }
}
