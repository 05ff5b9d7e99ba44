// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.UrlCredentials;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A git repository elsewhere: one revision of it is fetched, without its history. */
final class RemoteSource {
  private final ObjectStore store;
  private final TreeSpec.Remote spec;
  private final String shown;

  RemoteSource(ObjectStore store, TreeSpec.Remote spec) {
    this.store = store;
    this.spec = spec;
    this.shown = UrlCredentials.hidden(spec.url());
  }

  /** The commit that the revision names there now; fetched unless an earlier run did. */
  String commit(Progress progress) throws InterruptedException {
    boolean whole = spec.revision().matches("[0-9a-f]{40}|[0-9a-f]{64}");
    if (whole) {
      Optional<String> known = store.recall("fetched/" + spec.revision());
      if (known.isPresent()) {
        return known.get();
      }
    }
    String wanted = whole ? spec.revision() : advertised();
    try (FileGuard guard = store.importing(progress)) {
      Optional<String> fetched = store.recall("fetched/" + wanted);
      if (fetched.isPresent()) {
        return fetched.get();
      }
      progress.begin("fetching " + spec.revision() + " from " + shown);
      Git.Result result =
          store
              .host()
              .fetching(store.repository())
              // What is borrowed may be shallow: it must not be offered as known history.
              .setting("core.alternateRefsCommand=true")
              .run(
                  "fetch",
                  "--quiet",
                  "--no-tags",
                  "--no-write-fetch-head",
                  "--no-auto-maintenance",
                  "--depth=1",
                  "--",
                  spec.url(),
                  "+" + wanted + ":" + store.ref("fetched/" + wanted));
      if (!result.ok()) {
        store.clearUp(result.complaints());
        throw new BadInput(
            "Fetching " + spec.revision() + " from " + shown + " failed.",
            result.complaints(),
            "Check that the remote has that commit and lets it be fetched by its id; a branch or"
                + " tag name always works.");
      }
      return wanted;
    }
  }

  /** The commit id of a branch, a tag or any other ref, as the remote tells it now. */
  private String advertised() throws InterruptedException {
    Git.Result listed =
        store.host().fetching(store.repository()).run("ls-remote", "--quiet", "--", spec.url());
    if (!listed.ok()) {
      throw new BadInput(
          "The git repository " + shown + " cannot be read.",
          listed.complaints(),
          "Check the URL and the network; a full commit id that was fetched before needs neither.");
    }
    Map<String, String> refs = new LinkedHashMap<>();
    for (String line : listed.lines()) {
      int tab = line.indexOf('\t');
      if (tab > 0) {
        refs.put(line.substring(tab + 1), line.substring(0, tab));
      }
    }
    String revision = spec.revision();
    for (String name :
        List.of(
            "refs/tags/" + revision + "^{}",
            "refs/tags/" + revision,
            "refs/heads/" + revision,
            revision)) {
      String id = refs.get(name);
      if (id != null) {
        return id;
      }
    }
    List<String> names =
        refs.keySet().stream()
            .filter(name -> name.matches("refs/(tags|heads)/.*") && !name.endsWith("^{}"))
            .map(name -> name.replaceFirst("refs/(tags|heads)/", ""))
            .toList();
    throw new BadInput(
        "There is no branch or tag " + revision + " in " + shown + ".",
        NearestNames.evidence(revision, names),
        "Name one of those, or a full commit id.");
  }
}
