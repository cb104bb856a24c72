import BoardProfiles
import FoundationEssentials
import Jobs
import Lab
import MCUBenchTestSupport
import Measurements
import ResultStore
import Synchronization
import Workbench

/// A lab's surroundings in a directory of its own, with a clock that a test may set.
struct LabFixture {
  let directory: String
  let store: ResultStore
  let workbench: Workbench
  let clock = SettableClock()
  let log = LogBook()

  /// The wall clock of the system, and what a test adds to it.
  final class SettableClock: Sendable {
    private let offset = Mutex(Int64(0))

    func set(ahead duration: Duration) {
      offset.withLock { $0 = Int64(duration / .milliseconds(1)) }
    }

    var now: Timestamp {
      let shown = Int64(Date().timeIntervalSince1970 * 1000)
      return Timestamp(unixMilliseconds: shown + offset.withLock { $0 })
    }
  }

  /// The lab's log.
  final class LogBook: Sendable {
    private let text = Mutex<[String]>([])

    var lines: [String] { text.withLock { $0 } }

    func add(_ line: String) { text.withLock { $0.append(line) } }
  }

  static let checkout: String = {
    var parts = #filePath.split(separator: "/")
    parts.removeLast(3)
    return "/" + parts.joined(separator: "/")
  }()

  static let model = checkout + "/examples/block_hswish_conv/block_hswish_conv.tflite"

  /// Runs `work` in a fresh directory.
  static func with<Value>(_ work: (LabFixture) async throws -> Value) async throws -> Value {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: directory + "/r.sqlite")
      let places = Places(
        store: store.path, cache: directory + "/cache", environment: ["HOME": directory])
      let workbench = try Workbench(
        home: checkout, places: places,
        surroundings: Workbench.Surroundings(
          environment: [:], program: TestPrograms.directory.appending(path: "mcubenchd").path,
          workingDirectory: directory))
      return try await work(LabFixture(directory: directory, store: store, workbench: workbench))
    }
  }

  /// A lab over a rig of this text.
  func lab(_ rig: String) throws -> Lab {
    var configuration = Lab.Configuration(
      rig: try Rig.parse(rig, path: "rig.yaml"), rigPath: directory + "/rig.yaml",
      workbench: workbench, store: store, program: "LabTests",
      log: LabLog { [log] level, line in log.add("\(level): \(line)") })
    configuration.wallClock = WallClock { [clock] in clock.now }
    return try Lab(configuration)
  }

  /// Adds jobs of different work on the example model.
  func submit(_ count: Int) throws -> [JobID] {
    let sha256 = try store.models.keep([UInt8](Data(contentsOf: URL(filePath: Self.model))))
    return try (0..<count).map { number in
      try store.submit(
        JobSubmission(
          JobSpecification(
            modelSHA256: sha256, modelName: "block_hswish_conv", board: "stm32f746g", runs: 1,
            passes: [.clean], timeLimitSeconds: 1000 + number),
          maximumAttempts: 5, deadlineSeconds: 300, submitter: "tester"),
        now: clock.now
      ).job.id
    }
  }

  /// Waits until `condition` holds; gives whether it came to that.
  func wait(
    within limit: Duration, until condition: () throws -> Bool
  ) async throws -> Bool {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
      if try condition() { return true }
      try await Task.sleep(for: .milliseconds(20))
    }
    return false
  }
}
