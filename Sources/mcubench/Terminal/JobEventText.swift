import Jobs
import LabClient
import Measurements
import Reports

/// What happens to a job, in lines for a person.
enum JobEventText {
  /// The event on one line, or `nil` for what only a person who watches the line move wants.
  static func line(_ event: LabEvent) -> String? {
    words(event.kind).map { "\(time(event))  \($0)" }
  }

  /// `04:32:21` of RFC 3339.
  private static func time(_ event: LabEvent) -> String {
    String(Terminal.harmless(event.time).dropFirst(11).prefix(8))
  }

  private static func words(_ kind: JobEvent.Kind) -> String? {
    switch kind {
    case .state(let state, let attempt):
      attempt > 1 && state.isRunning ? "\(state.rawValue), attempt \(attempt)" : state.rawValue
    case .stageBegan: nil
    case .stageEnded(let stage, let seconds, let detail):
      "  \(Terminal.harmless(stage))  \(NumberText.fixed(seconds, digits: 3)) s  "
        + Terminal.harmless(detail)
    case .layer(let index, let operatorName, let name, let cycles, let evidence):
      layerText(index, operatorName + " " + name, cycles, evidence)
    case .notice(let text): "  note: \(Terminal.harmless(text))"
    case .log(let line): "  the board says: \(Terminal.harmless(line))"
    case .failed(let failure):
      "  failed"
        + (failure.failureClass.map { " (\(Terminal.harmless($0)))" } ?? "")
        + ": \(Terminal.harmless(failure.summary))"
    case .stored(let run): "  stored as run \(run)"
    }
  }

  private static func layerText(
    _ index: Int, _ name: String, _ cycles: UInt64, _ evidence: Evidence
  ) -> String {
    "  layer \(index)  \(Terminal.harmless(name))  \(NumberText.grouped(Double(cycles))) cycles  "
      + evidence.rawValue
  }

  /// What stands on the line that moves, or `nil` to leave it as it is.
  static func progress(_ kind: JobEvent.Kind) -> String? {
    switch kind {
    case .state(let state, _): state.isFinal ? nil : state.rawValue
    case .stageBegan(let stage): Terminal.harmless(stage)
    case .layer(let index, let operatorName, _, let cycles, let evidence):
      "layer \(index) \(Terminal.harmless(operatorName)): \(cycles) cycles \(evidence.rawValue)"
    case .stageEnded, .notice, .log, .failed, .stored: nil
    }
  }
}
