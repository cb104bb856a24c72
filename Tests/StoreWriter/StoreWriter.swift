import Failures
import Glibc
import MCUBenchTestSupport
import Measurements
import ResultStore

/// Saves runs into the store that its first argument names, and says so after each.
///
/// As many as its second argument says, else until it is killed; a third says what is different about
/// them. A test kills it at any moment and looks at what it left, or has commands read what it wrote.
@main
enum StoreWriter {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count >= 2 else { exit(ExitStatus.wrongInput.rawValue) }
    let count = arguments.count > 2 ? Int(arguments[2]) ?? 0 : .max
    do throws(ResultStoreError) {
      let store = try ResultStore(path: arguments[1])
      for _ in 0..<count {
        let run = RunID.random().rawValue
        try store.save(example(runID: run, kind: arguments.count > 3 ? arguments[3] : ""))
        let line = Array("\(run)\n".utf8)
        guard write(STDOUT_FILENO, line, line.count) == line.count else { return }
      }
    } catch {
      let line = Array("\(error.summary)\n".utf8)
      _ = write(STDERR_FILENO, line, line.count)
      exit(error.exitStatus.rawValue)
    }
  }

  private static func example(runID: String, kind: String) -> Measurement {
    switch kind {
    case "slower": .example(runID: runID, clean: [24_000, 24_000], layer: [24_004, 24_004])
    case "hostile":
      .example(
        runID: runID,
        modelName: "<script>alert('x')</script>\u{202E}\"" + String(repeating: "&", count: 10_000))
    case "measured": .example(runID: runID, evidence: .measured)
    case "wrong-output": .example(runID: runID, mismatches: [.example])
    case "other-board": .example(runID: runID, board: "pico")
    case "other-parameters": .example(runID: runID, timingModel: .exampleChecked)
    default: .example(runID: runID)
    }
  }
}
