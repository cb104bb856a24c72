import Workbench

/// Shows how far an evaluation is: inferences that the host has done, then as of a run.
final class EvaluationProgressLine: Sendable {
  private let runLine = ProgressLine(isVerbose: false)

  /// Runs `body` with the line alive, and takes it away at the end.
  func during<Value: Sendable>(
    _ body: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    try await runLine.during(body)
  }

  /// Takes in an event.
  func note(_ event: EvaluationEvent) {
    switch event {
    case .host(let done, let count): draw("host: \(done) of \(count) inferences")
    case .crossCheck(let done, let count): draw("float model: \(done) of \(count) inferences")
    case .bench(let event): runLine.note(event)
    }
  }

  private func draw(_ text: String) {
    if Terminal.isInteractive { Terminal.drawProgress(text) }
  }
}
