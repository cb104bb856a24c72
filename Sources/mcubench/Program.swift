import ArgumentParser
import Failures
import Glibc
import Workbench

/// The program: one command in one task, which a signal cancels.
@main
struct Program {
  static func main() async {
    Signals.makeRefusedWritesAnError()
    let work = Task { await status(of: CommandLine.arguments.dropFirst()) }
    Signals.cancelOnInterrupt(work)
    exit(await work.value.rawValue)
  }

  /// Runs the command that `arguments` name and gives the process's exit status.
  ///
  /// Every error ends here: wrong usage as the parser words it, everything else as `error:` and
  /// `try:` lines.
  static func status(of arguments: some Sequence<String>) async -> ExitStatus {
    do {
      var command = try MCUBench.parseAsRoot(Array(arguments))
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      return .done
    } catch let failure as any Failure where !Task.isCancelled || failure is JobGoesOn {
      Terminal.render(failure)
      return failure.exitStatus
    } catch  where Task.isCancelled || error is CancellationError {
      Terminal.render(Interrupted())
      return Interrupted().exitStatus
    } catch {
      return Terminal.renderParserOutcome(
        message: MCUBench.fullMessage(for: error),
        isSuccess: MCUBench.exitCode(for: error).isSuccess)
    }
  }
}

/// The work ended because a signal asked for it.
struct Interrupted: Failure, Hashable {
  var summary: String { "interrupted; what was started has been stopped" }
  var remedy: String? { "run it again; runs that were stored before are untouched" }
}
