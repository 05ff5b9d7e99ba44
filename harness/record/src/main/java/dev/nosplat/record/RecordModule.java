// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.nosplat.splat.Details;
import dev.nosplat.splat.Family;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Teaches Jackson the values that it cannot guess: a family is its id, a path is its text, and the
 * details of a splat say their {@code kind}, which is the record's name in lower case with hyphens.
 *
 * <p>The splat floor depends on nothing but the JDK, so none of this can stand on its classes.
 */
public final class RecordModule extends SimpleModule {
  private static final long serialVersionUID = 1L;

  /** Makes the module; register it beside those for {@code Optional} and {@code Instant}. */
  public RecordModule() {
    super("nosplat-record");
    addSerializer(Family.class, new FamilyWriter());
    addDeserializer(Family.class, new FamilyReader());
    addSerializer(Path.class, new PathWriter());
    addDeserializer(Path.class, new PathReader());
    setMixInAnnotation(Details.class, Kind.class);
    for (Class<?> kind : Details.class.getPermittedSubclasses()) {
      registerSubtypes(new NamedType(kind, kindOf(kind)));
    }
  }

  /** The {@code kind} under which the details of this class appear. */
  static String kindOf(Class<?> details) {
    return details.getSimpleName().replaceAll("(?<=.)(?=\\p{Upper})", "-").toLowerCase(Locale.ROOT);
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  private interface Kind {}

  private static final class FamilyWriter extends JsonSerializer<Family> {
    @Override
    public void serialize(Family family, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(family.id());
    }
  }

  private static final class FamilyReader extends JsonDeserializer<Family> {
    @Override
    public Family deserialize(JsonParser in, DeserializationContext context) throws IOException {
      String id = in.getValueAsString("");
      return Arrays.stream(Family.values())
          .filter(f -> f.id().equals(id))
          .findFirst()
          .orElseThrow(
              () -> context.weirdStringException(id, Family.class, "not the id of a family"));
    }
  }

  private static final class PathWriter extends JsonSerializer<Path> {
    @Override
    public void serialize(Path path, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(path.toString());
    }
  }

  private static final class PathReader extends JsonDeserializer<Path> {
    @Override
    public Path deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return Path.of(in.getValueAsString(""));
    }
  }
}
