import Benchmarking
import Failures
import Hardware
import Measurements
import Synchronization

/// Shows how far the work is: a spinner with the stage's name for a person who watches, plain lines
/// with times under `--verbose`, else nothing.
final class ProgressLine: Sendable {
  private struct State {
    var stage: BenchStage?
    var detail = ""
    var beganAt: ContinuousClock.Instant?
    var turn = 0
  }

  /// What takes less than this shows no spinner.
  private static let patience: Duration = .milliseconds(500)
  private static let turns = ["|", "/", "-", "\\"]

  private let isVerbose: Bool
  private let state = Mutex(State())

  init(isVerbose: Bool) {
    self.isVerbose = isVerbose
  }

  /// Runs `body` with the line alive, and takes it away at the end.
  func during<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws
    -> Value
  {
    guard Terminal.isInteractive, !isVerbose else { return try await body() }
    return try await withThrowingTaskGroup(of: Value?.self) { group in
      group.addTask {
        await self.tick()
        return nil
      }
      group.addTask { try await body() }
      defer {
        group.cancelAll()
        Terminal.eraseProgress()
      }
      while let result = try await group.next() {
        if let value = result { return value }
      }
      throw CancellationError()
    }
  }

  /// Takes in an event.
  func note(_ event: BenchEvent) {
    switch event {
    case .began(let stage):
      state.withLock { $0 = State(stage: stage, beganAt: ContinuousClock().now) }
    case .ended(let stage, let duration, let detail):
      state.withLock { $0.beganAt = nil }
      if isVerbose {
        let title = stage.title + String(repeating: " ", count: max(0, 24 - stage.title.count))
        Terminal.note("\(title) \(duration.milliseconds) s  \(Terminal.harmless(detail))")
      }
    case .session(let progress):
      state.withLock { $0.detail = Self.text(progress) }
    case .flashStage(let stage):
      state.withLock { $0.detail = stage.rawValue }
    case .flashing(let step):
      state.withLock { $0.detail = Terminal.harmless(step.outcome.text) }
      if isVerbose { Terminal.note("  " + Terminal.harmless(step.line)) }
    case .notice(let text):
      Terminal.note(Terminal.harmless(text))
    case .log(let line):
      if isVerbose { Terminal.note("the board says: \(Terminal.harmless(line))") }
    }
  }

  private func tick() async {
    let clock = ContinuousClock()
    while !Task.isCancelled {
      guard (try? await clock.sleep(for: .milliseconds(100))) != nil else { return }
      let line: String? = state.withLock { state in
        guard let stage = state.stage, let began = state.beganAt,
          clock.now - began > Self.patience
        else { return nil }
        state.turn += 1
        let turn = Self.turns[state.turn % Self.turns.count]
        return "\(turn) \(stage.title)" + (state.detail.isEmpty ? "" : ": \(state.detail)")
      }
      if let line { Terminal.drawProgress(line) }
    }
  }

  private static func text(_ progress: SessionProgress) -> String {
    switch progress {
    case .sending(let byteCount): "\(byteCount) B of input"
    case .run(let run, let count, let pass): "\(pass.rawValue) pass, run \(run) of \(count)"
    case .vector(let vector, let count): "vector \(vector + 1) of \(count)"
    case .layers(let cycles, _): "counted \(cycles.count) layers"
    }
  }
}

extension Duration {
  /// Seconds with three decimals.
  fileprivate var milliseconds: String {
    let (seconds, attoseconds) = components
    let thousandths = String(attoseconds / 1_000_000_000_000_000)
    return "\(seconds)." + String(repeating: "0", count: 3 - thousandths.count) + thousandths
  }
}
