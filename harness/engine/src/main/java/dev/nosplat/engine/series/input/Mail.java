// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.series.input;

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
import java.util.TreeMap;
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
import org.apache.james.mime4j.util.MimeUtil;

/**
 * One mail, its transfer encoding and character set undone.
 *
 * @param headers the message's own headers, names in lower case, encoded words decoded
 * @param body all its text parts and attached patches, as bytes (see the package)
 */
record Mail(Map<String, String> headers, String body) {
  private static final MimeConfig LENIENT =
      MimeConfig.custom()
          .setMaxLineLen(-1)
          .setMaxHeaderLen(-1)
          .setMaxHeaderCount(-1)
          .setMaxContentLen(-1)
          .build();

  Mail {
    headers = Map.copyOf(headers);
  }

  /** A header, or empty. */
  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** Reads a message. */
  static Mail read(byte[] message) throws IOException {
    MimeTokenStream stream = new MimeTokenStream(LENIENT);
    stream.parse(new ByteArrayInputStream(message));
    Map<String, String> headers = new TreeMap<>();
    StringBuilder body = new StringBuilder();
    Map<String, String> type = new TreeMap<>();
    boolean own = true;
    try {
      for (EntityState state = stream.getState();
          state != EntityState.T_END_OF_STREAM;
          state = stream.next()) {
        switch (state) {
          case T_START_HEADER -> type = new TreeMap<>();
          case T_FIELD -> {
            Field field = stream.getField();
            String name = field.getName().toLowerCase(Locale.ROOT);
            if (own) {
              headers.putIfAbsent(name, decoded(field));
            }
            if (name.equals("content-type")) {
              type = parameters(field);
            }
          }
          case T_END_HEADER -> own = false;
          case T_BODY -> append(stream, type, body);
          default -> {}
        }
      }
    } catch (MimeException e) {
      throw new IOException("it is no mail: " + e.getMessage(), e);
    }
    return new Mail(headers, body.toString());
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

  private static void append(MimeTokenStream stream, Map<String, String> type, StringBuilder body)
      throws IOException {
    BodyDescriptor descriptor = stream.getBodyDescriptor();
    String mime = descriptor.getMimeType().toLowerCase(Locale.ROOT);
    String name = type.getOrDefault("name", "");
    boolean attached = name.endsWith(".patch") || name.endsWith(".diff");
    if (!attached && (!mime.startsWith("text/") || mime.equals("text/html"))) {
      return;
    }
    String raw;
    try (InputStream in = stream.getDecodedInputStream()) {
      raw = RawText.unixLines(RawText.of(in.readAllBytes()));
    }
    raw = utf8(raw, type.getOrDefault("charset", ""));
    if (type.getOrDefault("format", "").equals("flowed")) {
      raw = unflowed(raw, type.getOrDefault("delsp", "").equals("yes"));
    }
    body.append(raw).append(raw.isEmpty() || raw.endsWith("\n") ? "" : "\n");
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
      if (content.endsWith(" ")) {
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
