// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.vm;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * What a development environment does when a person clicks on a class: the platform's launcher in a
 * plain JVM, without Maven and its properties. Prints the tree that the person would see.
 */
final class IdeLaunch {
  private IdeLaunch() {}

  /** Runs the class of this name. */
  public static void main(String[] arguments) {
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request().selectors(selectClass(arguments[0])).build(),
            new Tree());
  }

  private static final class Tree implements TestExecutionListener {
    private final Deque<TestIdentifier> open = new ArrayDeque<>();

    @Override
    public void executionStarted(TestIdentifier test) {
      open.push(test);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      open.pop();
      System.out.println(
          "  ".repeat(open.size()) + test.getDisplayName() + " " + result.getStatus());
      result.getThrowable().ifPresent(thrown -> System.out.println(thrown));
    }
  }
}
