import ArgumentParser
import Failures
import Glibc
import Workbench

/// The program: one command in one task; a signal asks it to stop, a second one ends it.
@main
struct Program {
  static func main() async {
    Signals.makeRefusedWritesAnError()
    exit(await status(of: CommandLine.arguments.dropFirst()).rawValue)
  }

  /// Runs the command that `arguments` name and gives the process's exit status.
  private static func status(of arguments: some Sequence<String>) async -> ExitStatus {
    do {
      var command = try DaemonCommand.parseAsRoot(Array(arguments))
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      return .done
    } catch let failure as any Failure {
      Terminal.render(failure)
      return failure.exitStatus
    } catch {
      return Terminal.renderParserOutcome(
        message: DaemonCommand.fullMessage(for: error),
        isSuccess: DaemonCommand.exitCode(for: error).isSuccess)
    }
  }
}

/// The root command; without a subcommand's name the daemon runs.
struct DaemonCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcubenchd",
    abstract: "Run a lab's jobs: queue, boards, schedules, HTTP API and dashboard.",
    version: "0.1.0",
    subcommands: [RunDaemon.self, MakeToken.self],
    defaultSubcommand: RunDaemon.self)
}
