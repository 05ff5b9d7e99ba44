// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.record;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;

/** Has no document hold credentials: every string is written as {@link UrlCredentials} shows it. */
public final class CleanStrings extends SimpleModule {
  private static final long serialVersionUID = 1L;

  /** Makes the module. */
  public CleanStrings() {
    super("nosplat-clean-strings");
    addSerializer(String.class, new Writer());
  }

  private static final class Writer extends StdScalarSerializer<String> {
    private static final long serialVersionUID = 1L;

    Writer() {
      super(String.class);
    }

    @Override
    public void serialize(String text, JsonGenerator to, SerializerProvider provider)
        throws IOException {
      to.writeString(UrlCredentials.hidden(text));
    }
  }
}
