// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.engine.check;

import dev.nosplat.engine.artifact.Store;
import dev.nosplat.engine.files.Trees;
import dev.nosplat.engine.machine.Accelerator;
import dev.nosplat.engine.machine.Machine;
import dev.nosplat.engine.progress.Progress;
import dev.nosplat.record.Measurement;
import dev.nosplat.record.RunRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToLongFunction;

/** Measures machines: how soon one answers, in its parts, and how many checks many give. */
final class MachineBench {
  private static final int STARTS = 5;
  private static final List<Integer> AT_ONCE = List.of(1, 2, 4);

  private final Engine engine;
  private final CheckPlan plan;

  /** Measures with the kernel of this plan, which is built already. */
  MachineBench(Engine engine, CheckPlan plan) {
    this.engine = engine;
    this.plan = plan;
  }

  List<Measurement> run(Progress progress) throws InterruptedException {
    try (Store.Use use = engine.use()) {
      List<Measurement> all = new ArrayList<>(starts(progress));
      for (int machines : AT_ONCE) {
        all.add(atOnce(machines, progress));
      }
      return all;
    }
  }

  private List<Measurement> starts(Progress progress) throws InterruptedException {
    Settings settings = engine.settings();
    RunDirectory directory =
        RunDirectory.make(settings.home().runs(), settings.clock().instant(), "bench");
    try {
      Prepared prepared = engine.prepare(plan, directory, new Timeline(settings.clock()), progress);
      Accelerator accelerator = engine.accelerate(prepared, plan.shape(), progress).accelerator();
      List<Machine.BootTimes> booted = new ArrayList<>();
      List<Machine.BootTimes> restored = new ArrayList<>();
      for (int i = 0; i < STARTS; i++) {
        try (Machine machine =
            engine.boot(prepared, plan.shape(), accelerator, directory.path(), progress)) {
          booted.add(machine.times());
          machine.powerOff();
        }
        try (Machine machine =
            engine.start(prepared, plan, accelerator, directory.path(), progress)) {
          if (machine.origin().restored()) {
            restored.add(machine.times());
          }
          machine.powerOff();
        }
      }
      List<Measurement> all = new ArrayList<>();
      all.add(times("QEMU start to first SSH command", booted, Machine.BootTimes::startToSsh));
      if (!restored.isEmpty()) {
        all.add(times("restore to first SSH command", restored, Machine.BootTimes::all));
        all.add(times("  the container", restored, Machine.BootTimes::container));
        all.add(times("  QEMU and the stored memory", restored, Machine.BootTimes::guest));
        all.add(times("  SSH, from keys to answer", restored, Machine.BootTimes::ssh));
      }
      return all;
    } finally {
      remove(directory);
    }
  }

  private static Measurement times(
      String name, List<Machine.BootTimes> starts, ToLongFunction<Machine.BootTimes> millis) {
    return new Measurement(
        name, "s", starts.stream().map(t -> millis.applyAsLong(t) / 1000.0).toList());
  }

  /** As many checks at once, each with a machine of its own; the host may make some wait. */
  private Measurement atOnce(int machines, Progress progress) throws InterruptedException {
    progress.begin("running " + machines + (machines == 1 ? " check" : " checks at once"));
    ExecutorService threads = Executors.newFixedThreadPool(machines);
    try {
      Callable<RunRecord> check = () -> new KernelChecker(engine).check(plan, Progress.silent());
      List<Callable<RunRecord>> checks = java.util.Collections.nCopies(machines, check);
      long began = System.nanoTime();
      for (Future<RunRecord> one : threads.invokeAll(checks)) {
        one.get();
      }
      double minutes = (System.nanoTime() - began) / 60e9;
      return new Measurement(
          "throughput, " + machines + " at once", "checks/min", List.of(machines / minutes));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private static void remove(RunDirectory directory) {
    try {
      Trees.delete(directory.path());
    } catch (IOException e) {
      throw new UncheckedIOException("using " + directory.path(), e);
    }
  }
}
