// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.source;

import dev.nosplat.engine.artifact.Digest;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.UrlCredentials;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Turns a tree specification into a tree in the object store. */
public final class Sources {
  private static final int SHOWN = 5;

  private final ObjectStore store;
  private final Path directory;
  private final DebianArchive debian;
  private final HttpClient http;

  /**
   * Sources.
   *
   * @param directory what relative paths are relative to
   */
  public Sources(ObjectStore store, Path directory, DebianArchive debian) {
    this(store, directory, debian, Download.client());
  }

  Sources(ObjectStore store, Path directory, DebianArchive debian, HttpClient http) {
    this.store = store;
    this.directory = directory.toAbsolutePath();
    this.debian = debian;
    this.http = http;
  }

  /** Resolves a specification; uncommitted changes of a checkout are left out, and that is said. */
  public ResolvedTree resolve(String spec, Progress progress) throws InterruptedException {
    return resolve(spec, false, progress);
  }

  /**
   * Resolves a specification.
   *
   * @param dirty whether the uncommitted changes of a checkout are part of the tree
   * @throws BadInput if there is no such tree, or it is no kernel tree
   */
  public ResolvedTree resolve(String spec, boolean dirty, Progress progress)
      throws InterruptedException {
    TreeSpec parsed = TreeSpec.parse(spec, directory);
    if (dirty && !(parsed instanceof TreeSpec.Directory)) {
      throw new BadInput(
          "Only a checkout has uncommitted changes, and " + spec + " is none.",
          List.of(),
          "Leave --dirty out, or name the checkout's directory alone.");
    }
    if (parsed instanceof TreeSpec.Directory d) {
      return directory(d, dirty, progress);
    }
    if (parsed instanceof TreeSpec.Revision r) {
      GitSource source = GitSource.named(store, r.repository());
      String commit = source.commit(r.revision());
      return tree(spec, commit, commit, pathLineage(r.repository()), r.text());
    }
    if (parsed instanceof TreeSpec.Remote r) {
      String commit = new RemoteSource(store, r).commit(progress);
      return tree(
          spec,
          commit,
          commit,
          lineage(lastName(r.url()), r.url()),
          UrlCredentials.hidden(r.text()));
    }
    if (parsed instanceof TreeSpec.ArchiveFile a) {
      String commit = new ArchiveSource(store, a.file(), a.file().toString()).commit(progress);
      return archive(spec, commit, a.file().toString());
    }
    if (parsed instanceof TreeSpec.ArchiveUrl a) {
      String commit = new Download(store, a, http).commit(progress);
      return archive(spec, commit, UrlCredentials.hidden(spec));
    }
    DebianSource.Taken taken =
        new DebianSource(store, (TreeSpec.Debian) parsed, debian).take(progress);
    String origin = taken.version().name() + " " + taken.version().version();
    // The package's name, which the distribution signs: point releases differ little and share.
    String lineage = taken.version().name().replace("linux-source-", "linux-");
    return tree(spec, store.treeOf(taken.commit()), taken.commit(), lineage, origin);
  }

  private ResolvedTree directory(TreeSpec.Directory spec, boolean dirty, Progress progress)
      throws InterruptedException {
    Path path = spec.path();
    Optional<GitSource> git = GitSource.at(store, path);
    String lineage = pathLineage(path);
    if (git.isEmpty()) {
      String commit = new DirectorySource(store, path, lineage).commit(progress);
      return tree(spec.text(), store.treeOf(commit), commit, lineage, path.toString());
    }
    GitSource source = git.get();
    source.refuseUnfinished();
    String head = source.commit("HEAD");
    if (dirty) {
      String snapshot = source.snapshot(head, progress);
      if (!store.treeOf(snapshot).equals(store.treeOf(head))) {
        String origin = path + ", uncommitted changes on " + head;
        return tree(spec.text(), store.treeOf(snapshot), snapshot, lineage, origin);
      }
    } else {
      List<String> changed = source.uncommitted();
      if (!changed.isEmpty()) {
        progress.say(leftOut(path, changed));
      }
    }
    return tree(spec.text(), head, head, lineage, path + "@" + head);
  }

  private static String leftOut(Path path, List<String> changed) {
    List<String> shown = changed.stream().limit(SHOWN).map(s -> s.substring(3)).toList();
    int more = changed.size() - shown.size();
    return "note: uncommitted changes in "
        + path
        + " are not part of the tree (--dirty takes them in): "
        + String.join(", ", shown)
        + (more > 0 ? " and " + more + " more" : "");
  }

  /**
   * An archive is of its own lineage: what its Makefile says of its version is its author's word,
   * and must not lead to a directory where others build.
   */
  private ResolvedTree archive(String spec, String commit, String origin)
      throws InterruptedException {
    String tree = store.treeOf(commit);
    return tree(spec, tree, commit, "archive-" + tree.substring(0, 16), origin);
  }

  private ResolvedTree tree(
      String spec, String identity, String commit, String lineage, String origin)
      throws InterruptedException {
    String tree = store.treeOf(commit);
    String version = KernelTree.version(store, tree, origin);
    return new ResolvedTree(spec, identity, commit, tree, version, lineage, origin);
  }

  private static String pathLineage(Path path) {
    String last = path.getFileName() == null ? "root" : path.getFileName().toString();
    return lineage(last, path.toString());
  }

  private static String lastName(String url) {
    return url.replaceFirst("(\\.git)?/*$", "").replaceFirst("^.*[/:]", "");
  }

  /** A directory name that is unique for a place and readable. */
  private static String lineage(String name, String place) {
    String readable = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-");
    String cut = readable.substring(0, Math.min(readable.length(), 40));
    return cut + "-" + Digest.of(place).hex().substring(0, 12);
  }
}
