import Failures
import Glibc
import MCUBenchTestSupport
import Measurements
import ResultStore

/// Saves runs into the store that its argument names until it is killed, and says so after each.
///
/// A test kills it at any moment and looks at what it left.
@main
enum StoreWriter {
  static func main() {
    guard CommandLine.arguments.count == 2 else { exit(ExitStatus.wrongInput.rawValue) }
    do throws(ResultStoreError) {
      let store = try ResultStore(path: CommandLine.arguments[1])
      while true {
        let run = RunID.random().rawValue
        try store.save(.example(runID: run))
        let line = Array("\(run)\n".utf8)
        guard write(STDOUT_FILENO, line, line.count) == line.count else { return }
      }
    } catch {
      let line = Array("\(error.summary)\n".utf8)
      _ = write(STDERR_FILENO, line, line.count)
      exit(error.exitStatus.rawValue)
    }
  }
}
