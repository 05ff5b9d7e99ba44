// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.bisect.BisectExit;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.Home;
import dev.nosplat.engine.check.KernelChecker;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.problem.BadInput;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.problem.Problem;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line's entry: which commands there are, and how every one of them ends. */
@Command(
    name = "nosplat",
    description = "Decides whether a Linux kernel patch is safe to merge by running it.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Main.Version.class,
    footer = {
      "",
      "Exit codes: 0 PASS, 1 FAIL, 2 usage or bad input, 3 INCONCLUSIVE,",
      "4 BUILD_FAILED, 5 BOOT_FAILED, 6 INFRA_FAILED."
    })
public final class Main {
  /** How long a stopped run may take to leave nothing behind. */
  private static final int GOODBYE_SECONDS = 30;

  /** As a shell reports a process that SIGINT ended. */
  private static final int INTERRUPTED = 130;

  private static final String DEBUG = "--debug";

  /** Git takes any code from 1 to 124 for bad, ours for bad input and infrastructure too. */
  private static final String BISECT_EXIT = "--bisect-exit";

  @Option(
      names = DEBUG,
      scope = ScopeType.INHERIT,
      description = "Print stack traces and the libraries' logs.")
  private boolean debug;

  private Main() {}

  /** Every command, in the order that the help shows. */
  private static List<Object> commands(Terminal terminal) {
    return List.of(
        new ScanCommand(terminal, System.in, Clock.systemDefaultZone()),
        new CheckCommand(terminal),
        new CommandLine(new RunCommand(terminal)).setStopAtPositional(true),
        new GateCommand(terminal),
        ScenarioCommand.line(terminal),
        new ReplayCommand(terminal),
        new ReachCommand(terminal),
        new BundleCommand(terminal, Settings::ofProcess, Path.of(System.getProperty("user.home"))),
        new ShellCommand(terminal),
        new BenchCommand(terminal),
        new BisectCommand(
            terminal,
            () -> new KernelChecker(Engine.open(Settings.ofProcess())),
            System.getenv(),
            Home.of(System.getenv(), Path.of(System.getProperty("user.home"))),
            InstantSource.system()),
        new CommandLine(new PatchCommand())
            .addSubcommand(new PatchCheckCommand(terminal, Settings::ofProcess)),
        new B4CheckCommand(terminal, Settings::ofProcess),
        new CommandLine(new ConfigCommand())
            .addSubcommand(new ConfigShowCommand(terminal))
            .addSubcommand(new ConfigExplainCommand(terminal)),
        new CommandLine(new CacheCommand(terminal, Settings::ofProcess))
            .addSubcommand(new CacheExplainCommand(terminal))
            .addSubcommand(new CacheVerifyCommand(terminal, Settings::ofProcess))
            .addSubcommand(new CachePruneCommand(terminal, Settings::ofProcess)),
        new DoctorCommand(terminal, new HostInspection(System.getenv())));
  }

  /** Runs one command and exits with its code. */
  public static void main(String[] args) {
    if (List.of(args).contains(DEBUG)) {
      // Before the first logger: what Testcontainers and docker-java do is of no interest else.
      System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "debug");
    }
    CountDownLatch ended = new CountDownLatch(1);
    interruptOnSignal(Thread.currentThread(), ended);
    Terminal terminal = Terminal.system(System.getenv(), new SecureRandom());
    // What a library prints on its own is no more to be trusted.
    System.setOut(terminal.out());
    System.setErr(terminal.err());
    int code = run(args, terminal, commands(terminal));
    ended.countDown();
    System.exit(code);
  }

  /** Runs one of these commands on the given terminal. Gives the exit code; never throws. */
  static int run(String[] args, Terminal terminal, List<Object> commands) {
    int code = execute(args, terminal, commands);
    return List.of(args).contains(BISECT_EXIT) ? BisectExit.ofProcess(code) : code;
  }

  private static int execute(String[] args, Terminal terminal, List<Object> commands) {
    Main main = new Main();
    CommandLine line = new CommandLine(main);
    commands.forEach(line::addSubcommand);
    terminal.runner().ifPresent(RunnerCommands::stop);
    try {
      return line.setOut(writer(terminal.out()))
          .setErr(writer(terminal.err()))
          .setColorScheme(
              CommandLine.Help.defaultColorScheme(terminal.colour() ? Ansi.ON : Ansi.OFF))
          .setCaseInsensitiveEnumValuesAllowed(true)
          .setParameterExceptionHandler(misused(terminal.err()))
          .setExecutionExceptionHandler(
              (thrown, failed, parsed) -> main.failed(thrown, terminal.err()))
          .execute(args);
    } catch (Error e) {
      // Picocli passes errors on, and the JVM's own exit code for them is 1, which means FAIL.
      return main.failed(e, terminal.err());
    } finally {
      terminal.out().flush();
      terminal.err().flush();
      terminal.runner().ifPresent(RunnerCommands::resume);
    }
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  private static IParameterExceptionHandler misused(PrintStream err) {
    return (wrong, args) -> {
      List<String> evidence = new ArrayList<>();
      if (wrong instanceof UnmatchedArgumentException unmatched) {
        List<String> near = unmatched.getSuggestions();
        if (!near.isEmpty()) {
          evidence.add("Possible solutions: " + String.join(", ", near));
        }
      }
      return ProblemText.report(
          err,
          new BadInput(
              firstLine(wrong),
              evidence,
              "See " + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help."));
    };
  }

  private int failed(Throwable thrown, PrintStream err) {
    if (debug) {
      thrown.printStackTrace(err);
    }
    if (thrown instanceof StackOverflowError || thrown instanceof OutOfMemoryError) {
      return ProblemText.report(err, tooLarge(thrown));
    }
    if (interrupted(thrown)) {
      return INTERRUPTED;
    }
    return thrown instanceof Problem problem
        ? ProblemText.report(err, problem)
        : ProblemText.report(err, thrown);
  }

  /** The JVM has no more room; nothing was judged. */
  private static InfraFailed tooLarge(Throwable thrown) {
    return new InfraFailed(
        "nosplat has no more memory for this; this is not a verdict about the kernel.",
        List.of(thrown.getClass().getSimpleName()),
        "See what the input is; a real one of that size can be read with more memory:"
            + " JAVA_TOOL_OPTIONS=-Xmx4g.");
  }

  /** Whether a signal is behind it: an interrupt surfaces as what it interrupted, too. */
  private static boolean interrupted(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof InterruptedException
          || cause instanceof ClosedByInterruptException
          || cause instanceof FileLockInterruptionException) {
        return true;
      }
    }
    return false;
  }

  private static String firstLine(ParameterException wrong) {
    return String.valueOf(wrong.getMessage()).lines().findFirst().orElse("");
  }

  /**
   * Ctrl-C and SIGTERM interrupt the command, and the process waits until the command has put
   * everything away: containers, machines, temporary directories.
   */
  private static void interruptOnSignal(Thread command, CountDownLatch ended) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  command.interrupt();
                  try {
                    if (!ended.await(GOODBYE_SECONDS, TimeUnit.SECONDS)) {
                      System.err.println("nosplat: gave up waiting for the run to stop");
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                },
                "stop-on-signal"));
  }

  /** The version of the jar that this runs from. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "nosplat "
            + Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("(unpackaged)")
      };
    }
  }
}
