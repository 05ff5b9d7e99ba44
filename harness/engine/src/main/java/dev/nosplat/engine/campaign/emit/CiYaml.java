// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.campaign.emit;

import java.util.Map;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.representer.StandardRepresenter;

/**
 * YAML that a reader of YAML 1.1 understands as we do. GitLab's is one: to it {@code 0123} is octal
 * and {@code 12e3} a number, and a cell's key may look like either.
 */
final class CiYaml extends StandardRepresenter {
  private static final Pattern NUMERIC = Pattern.compile("[-+.]?[0-9].*");
  private static final DumpSettings SETTINGS =
      DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).setWidth(200).build();

  private CiYaml() {
    super(SETTINGS);
  }

  static String of(Map<String, Object> document) {
    return new Dump(SETTINGS, new CiYaml()).dumpToString(document);
  }

  @Override
  protected Node representScalar(Tag tag, String value, ScalarStyle style) {
    boolean quoted = tag.equals(Tag.STR) && NUMERIC.matcher(value).matches();
    return super.representScalar(tag, value, quoted ? ScalarStyle.SINGLE_QUOTED : style);
  }
}
