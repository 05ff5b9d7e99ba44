// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.bisect;

import dev.nosplat.engine.bisect.history.CompiledFiles;
import dev.nosplat.engine.bisect.history.GitCulprit;
import dev.nosplat.engine.bisect.history.Revision;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** An inquest into a commit of a git repository. */
public record GitInquest(GitCulprit commits, CompiledFiles compiled) implements Inquest {
  @Override
  public String fixes(Revision culprit) throws InterruptedException {
    return commits.fixes(culprit.id());
  }

  @Override
  public List<String> unlikely(Revision culprit) throws InterruptedException {
    return commits.unlikely(culprit.id(), compiled);
  }

  @Override
  public Optional<Path> revert(Revision culprit, Revision badEnd) throws InterruptedException {
    return commits.revert(culprit.id(), badEnd.id());
  }
}
