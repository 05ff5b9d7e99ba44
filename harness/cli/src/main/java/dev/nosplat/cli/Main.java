// SPDX-License-Identifier: Apache-2.0
package dev.nosplat.cli;

import dev.nosplat.engine.bisect.BisectExit;
import dev.nosplat.engine.check.Engine;
import dev.nosplat.engine.check.Home;
import dev.nosplat.engine.check.KernelChecker;
import dev.nosplat.engine.check.Settings;
import dev.nosplat.engine.problem.InfraFailed;
import dev.nosplat.engine.problem.Problem;
import dev.nosplat.engine.series.input.InterruptibleInput;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line's entry: which commands there are, and how every one of them ends. */
@Command(
    name = "nosplat",
    description =
        "nosplat builds a Linux kernel with your patch, boots it in QEMU, stresses it, and says"
            + " whether it is safe to merge.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Main.Version.class)
public final class Main implements Callable<Integer> {
  /** Nothing was asked for. */
  private static final int USAGE = 2;

  private static final String DEBUG = "--debug";

  /** Git takes any code from 1 to 124 for bad, ours for bad input and infrastructure too. */
  private static final String BISECT_EXIT = "--bisect-exit";

  @Option(
      names = DEBUG,
      scope = ScopeType.INHERIT,
      description = "Print stack traces and the libraries' logs.")
  private boolean debug;

  @Option(
      names = {"-h", "--help"},
      description = "Show this help and exit.")
  private boolean help;

  @SuppressWarnings("UnusedVariable") // Picocli reads it.
  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version and exit.")
  private boolean version;

  private final Terminal terminal;

  @Spec private CommandSpec spec = CommandSpec.create();

  private Main(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Without a command: what there is. */
  @Override
  public Integer call() {
    terminal.out().print(Overview.of(spec.commandLine(), terminal.columns()));
    return help ? 0 : USAGE;
  }

  /** Every command, in the order that the help shows. */
  static List<Object> commands(Terminal terminal) {
    return List.of(
        new ScanCommand(terminal, new InterruptibleInput(System.in), Clock.systemDefaultZone()),
        new CheckCommand(terminal),
        new CommandLine(new RunCommand(terminal)).setStopAtPositional(true),
        new GateCommand(terminal),
        CampaignCommand.line(terminal, Settings::ofProcess),
        ScenarioCommand.line(terminal),
        new RunsCommand(terminal, Settings::ofProcess),
        new ReportCommand(terminal, Settings::ofProcess),
        new DiffCommand(terminal, Settings::ofProcess),
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
        new InitCommand(terminal, Settings::ofProcess),
        new DoctorCommand(terminal, new HostInspection(System.getenv())),
        new SetupCommand(),
        new CompletionCommand(terminal),
        new ManCommand(terminal),
        new HelpCommand(terminal));
  }

  /** Runs one command and exits with its code. */
  public static void main(String[] args) {
    if (List.of(args).contains(DEBUG)) {
      // Before the first logger: what Testcontainers and docker-java do is of no interest else.
      System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "debug");
    }
    CountDownLatch ended = new CountDownLatch(1);
    Terminal terminal = Terminal.system(System.getenv(), new SecureRandom());
    AtomicBoolean terminated = Signals.interrupt(Thread.currentThread(), ended, terminal.err());
    // What a library prints on its own is no more to be trusted.
    System.setOut(terminal.out());
    System.setErr(terminal.err());
    int code = run(args, terminal, commands(terminal));
    ended.countDown();
    System.exit(terminated.get() ? Signals.TERMINATED : code);
  }

  /** Runs one of these commands on the given terminal. Gives the exit code; never throws. */
  static int run(String[] args, Terminal terminal, List<Object> commands) {
    return run(args, terminal, commands, Path.of("").toAbsolutePath());
  }

  /** The same where the user stands in this directory. */
  static int run(String[] args, Terminal terminal, List<Object> commands, Path directory) {
    int code = execute(args, terminal, commands, directory);
    return List.of(args).contains(BISECT_EXIT) ? BisectExit.ofProcess(code) : code;
  }

  private static int execute(
      String[] args, Terminal terminal, List<Object> commands, Path directory) {
    Main main = new Main(terminal);
    CommandLine line = line(main, terminal, commands);
    terminal.runner().ifPresent(RunnerCommands::stop);
    try {
      return line.setExecutionStrategy(new ProjectDefaults(directory, terminal.err()))
          .setOut(writer(terminal.out()))
          .setErr(writer(terminal.err()))
          .setParameterExceptionHandler(
              (wrong, given) -> ProblemText.report(terminal.err(), Misuse.of(wrong)))
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

  /** The command line of these commands. */
  static CommandLine line(Terminal terminal, List<Object> commands) {
    return line(new Main(terminal), terminal, commands);
  }

  private static CommandLine line(Main main, Terminal terminal, List<Object> commands) {
    CommandLine line = new CommandLine(main);
    commands.forEach(line::addSubcommand);
    HelpOption.addBelow(line);
    ProjectDefaults.addOption(line);
    return line.setColorScheme(
            CommandLine.Help.defaultColorScheme(terminal.colour() ? Ansi.ON : Ansi.OFF))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(Wrapped.fitting(terminal.columns()));
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  private int failed(Throwable thrown, PrintStream err) {
    if (debug) {
      thrown.printStackTrace(err);
    }
    if (thrown instanceof StackOverflowError || thrown instanceof OutOfMemoryError) {
      return ProblemText.report(err, tooLarge(thrown));
    }
    if (interrupted(thrown)) {
      return Signals.INTERRUPTED;
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
