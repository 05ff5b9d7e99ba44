// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** How every document of this package is written, read and versioned. */
final class Documents {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .addModule(new RecordModule())
          .addModule(new CleanStrings())
          .annotationIntrospector(new OnlyOptionalsMayBeAbsent())
          // A terminal may show a document: it never holds a raw escape or a bidi override.
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          // Map.copyOf iterates in another order in every JVM.
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .serializationInclusion(JsonInclude.Include.NON_ABSENT)
          .build();

  /** A run with 1,500 splats has 3 MB. */
  private static final int MOST_BYTES = 128 << 20;

  private static final ObjectMapper WITH_NULLS =
      MAPPER.copy().setSerializationInclusion(JsonInclude.Include.ALWAYS);

  private Documents() {}

  /** The document indented, with a newline at its end. */
  static String pretty(Object record) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(record) + "\n";
    } catch (JsonProcessingException e) {
      throw defect(record, e);
    }
  }

  /** The document on one line, without a newline. */
  static String line(Object record) {
    try {
      return MAPPER.writeValueAsString(record);
    } catch (JsonProcessingException e) {
      throw defect(record, e);
    }
  }

  /** Reads what this process has written with {@link #line}. */
  static <T> T trusted(String json, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a document of our own cannot be read", e);
    }
  }

  /** Writes a document on one line with {@code null} for every empty optional, as it is made. */
  static void writeLineWithNulls(Object record, OutputStream to) throws IOException {
    WITH_NULLS
        .writer()
        .without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
        .without(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
        .writeValue(to, record);
    to.write('\n');
  }

  /** Reads a document of a known format, or says in a sentence why it cannot. */
  static <T> T read(String json, Class<T> type, String what, int format) {
    try {
      JsonNode given = MAPPER.readTree(json);
      JsonNode document = format > 1 ? FormatOne.upgraded(given) : given;
      requireFormat(document, what, format);
      return MAPPER.treeToValue(document, type);
    } catch (JsonProcessingException e) {
      throw new UnreadableRecord("this is no " + what + ": " + e.getOriginalMessage(), e);
    }
  }

  /**
   * The text of a document in a directory that may come from anyone.
   *
   * @throws UnreadableRecord if it is longer than any of ours
   * @throws IOException if there is none that can be read; a link is none
   */
  static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new UnreadableRecord(file + " is longer than " + (MOST_BYTES >> 20) + " MiB");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /** The text of a resource beside this class. */
  static String resource(String name) {
    try (InputStream in = Documents.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireFormat(JsonNode document, String what, int known) {
    JsonNode format = document.path("format");
    if (!format.isInt()) {
      throw new UnreadableRecord("this is no " + what + ": it has no format number");
    }
    if (format.intValue() != known) {
      throw new UnreadableRecord(
          "this %s has format %d, and this version of nosplat reads format %d"
              .formatted(what, format.intValue(), known));
    }
  }

  private static final class OnlyOptionalsMayBeAbsent extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public Boolean hasRequiredMarker(AnnotatedMember member) {
      return member instanceof AnnotatedParameter && member.getRawType() != Optional.class;
    }
  }

  /** A record is made of values that all have a JSON form, so this is never the user's fault. */
  private static IllegalStateException defect(Object record, JsonProcessingException cause) {
    return new IllegalStateException(record.getClass() + " has no JSON form", cause);
  }
}
