// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.reporting.FileEntry;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** What happened when Jupiter ran a fixture class, on recordings. */
final class FixtureRun implements TestExecutionListener {
  private final List<Throwable> testFailures = new ArrayList<>();
  private final List<Throwable> classFailures = new ArrayList<>();
  private final List<Path> published = new ArrayList<>();
  private final List<String> cells = new ArrayList<>();
  private int passed;

  private FixtureRun() {}

  /** Runs it with these properties; what it writes goes below {@code scratch}. */
  static FixtureRun of(Class<?> fixture, Map<String, String> properties, Path scratch) {
    FixtureRun run = new FixtureRun();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(fixture))
                .configurationParameters(properties)
                .configurationParameter(RecordedRuns.LOG, scratch.resolve("log").toString())
                .configurationParameter(
                    "junit.platform.reporting.output.dir", scratch.resolve("out").toString())
                .build(),
            run);
    return run;
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    if (test.getUniqueIdObject().getLastSegment().getType().equals("class-template-invocation")) {
      cells.add(test.getDisplayName());
    }
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (result.getStatus() == Status.SUCCESSFUL) {
      passed += test.isTest() ? 1 : 0;
    } else {
      (test.isTest() ? testFailures : classFailures).add(result.getThrowable().orElseThrow());
    }
  }

  @Override
  public void fileEntryPublished(TestIdentifier test, FileEntry file) {
    published.add(file.getPath());
  }

  int passed() {
    return passed;
  }

  /** The names of the class's invocations, in order. */
  List<String> cells() {
    return cells;
  }

  List<Throwable> testFailures() {
    return testFailures;
  }

  List<Throwable> classFailures() {
    return classFailures;
  }

  List<Path> published() {
    return published;
  }

  /** The failure of the only test that failed; no class did. */
  Throwable failedTest() {
    assertThat(classFailures).isEmpty();
    assertThat(testFailures).hasSize(1);
    return testFailures.get(0);
  }

  /** The failure of the class; no test of it failed. */
  Throwable failedClass() {
    assertThat(testFailures).isEmpty();
    assertThat(classFailures).hasSize(1);
    return classFailures.get(0);
  }
}
