import Foundation
import MCUBenchTestSupport
import Testing

/// A checkout of boards, firmware template and kernels that a rig of virtual boards measures at night.
struct MeasuredCheckout {
  /// Whether this machine has what a checkout needs.
  static let isPossible = ["/usr/bin/git", "/usr/bin/arm-none-eabi-gcc"].allSatisfy {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  let sandbox: Sandbox
  private var root: String { sandbox.directory + "/checkout" }
  private var kernels: String { root + "/Sources/CKernels" }

  /// Copies this checkout's files into the home and makes the first commit.
  init(in sandbox: Sandbox) async throws {
    self.sandbox = sandbox
    let files = FileManager.default
    try files.createDirectory(atPath: root + "/Sources", withIntermediateDirectories: true)
    let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().path
    for part in ["boards", "firmware-template", "Sources/CKernels"] {
      try files.copyItem(atPath: "\(source)/\(part)", toPath: "\(root)/\(part)")
    }
    try await git("init", "-q")
    _ = try await commit("first")
  }

  /// Commits everything and gives the commit's name.
  func commit(_ message: String) async throws -> String {
    try await git("add", "-A")
    try await git(
      "-c", "user.name=Test", "-c", "user.email=test@example.org", "commit", "-q",
      "--allow-empty", "-m", message)
    return try await git("rev-parse", "HEAD")
  }

  /// Cycles that a turn of the loop takes which ``slow(_:by:ofNetwork:)`` puts into a kernel.
  private static let turnCycles = 7.0
  /// Cycles beside its turns: room on the stack, and a branch at the end that is not foretold.
  private static let loopCycles = 42.0

  /// Lets the kernel of an operator lose cycles each time that it is called, and commits that.
  ///
  /// They are this share of what the operator's layers took in the latest run, or of what the network
  /// did, and 49 cycles at least.
  func slow(_ operatorName: String, by share: Double, ofNetwork: Bool = false) async throws
    -> String
  {
    let layers = try await latestLayers()
    let symbol = try #require(
      layers.first { $0["op"] as? String == operatorName }?["kernel_symbol"] as? String)
    let calls = layers.filter { $0["kernel_symbol"] as? String == symbol }
    let cycles = (ofNetwork ? layers : calls).reduce(0) {
      $0 + ($1["cycles_median"] as? Double ?? 0)
    }
    let lost = share * cycles / Double(calls.count) - Self.loopCycles
    let turns = max(1, (lost / Self.turnCycles).rounded())
    let path = "\(kernels)/\(symbol).c"
    let text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
    let name = try #require(text.range(of: "void \(symbol)("))
    let body = try #require(text[name.upperBound...].range(of: "{\n"))
    let loop = "    for (volatile int32_t turn = 0; turn < \(Int(turns)); turn++) {\n    }\n"
    let changed = text.replacingCharacters(in: body.upperBound..<body.upperBound, with: loop)
    try Data(changed.utf8).write(to: URL(filePath: path))
    return try await commit("slow \(symbol)")
  }

  /// The rows of the latest run's layers, each timed alone.
  private func latestLayers() async throws -> [[String: Any]] {
    let runs = try await sandbox.history()
    let latest = try #require(
      runs.max { ($0["created"] as? String ?? "") < ($1["created"] as? String ?? "") })
    let run = try #require(latest["run_id"] as? String)
    let shown = try await sandbox.run(["show", run, "--json"])
    let document = try #require(
      JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any],
      "status \(shown.status): \(shown.errors)")
    let rows = try #require(document["layers"] as? [[String: Any]])
    return rows.filter { $0["pass"] as? String == "layer" }
  }

  /// Gives the firmware another image with the same kernels, and commits that.
  func changeRuntime() async throws {
    let path = root + "/firmware-template/runtime/mcub_stack.c"
    let text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
    let more = "\n__attribute__((used)) static const char mcub_mark[] = \"changed\";\n"
    try Data((text + more).utf8).write(to: URL(filePath: path))
    _ = try await commit("another image")
  }

  /// Writes the rig file, with the faults of its boards by their names.
  func writeRig(boards: [String: [String]]) throws {
    let lines = boards.sorted { $0.key < $1.key }.map { name, faults in
      "  - {name: \(name), board: stm32f746g, virtual: true"
        + (faults.isEmpty
          ? "" : ", faults: [\(faults.map { "\"\($0)\"" }.joined(separator: ", "))]")
        + "}\n"
    }
    _ = try sandbox.write(
      Array(
        ("boards:\n" + lines.joined()
          + """
          suites:
            - name: nightly
              models: ["\(Example.model)"]
              boards: [left]
              passes: [clean, layer, probe]
              home: checkout

          """).utf8), to: "rig.yaml")
  }

  /// Runs a night and gives what it says.
  func night(within limit: Duration = .seconds(300)) async throws -> Night {
    let junit = sandbox.directory + "/night.xml"
    let outcome = try await sandbox.run(
      ["nightly", "rig.yaml", "--json", "--junit", junit], within: limit)
    return try Night(outcome, junit: junit)
  }

  @discardableResult
  private func git(_ arguments: String...) async throws -> String {
    let outcome = try await sandbox.runProgram(
      "/usr/bin/git", ["-C", root] + arguments, within: .seconds(60))
    try #require(outcome.status == 0, "git \(arguments): \(outcome.errors)")
    return outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

/// A night of one model on one board, as `mcubench nightly --json` gives it.
struct Night {
  let status: Int32
  let outcome: String
  let entry: [String: Any]
  /// The JUnit file.
  let junit: String

  init(_ program: ProgramOutcome, junit: String) throws {
    status = program.status
    let document = try #require(
      JSONSerialization.jsonObject(with: Data(program.output.utf8)) as? [String: Any],
      "status \(program.status): \(program.errors)")
    let entries = try #require(document["entries"] as? [[String: Any]])
    try #require(entries.count == 1, "\(program.output)")
    entry = entries[0]
    outcome = try #require(entry["outcome"] as? String)
    self.junit = try String(contentsOf: URL(filePath: junit), encoding: .utf8)
  }

  var layers: [[String: Any]] { entry["layers"] as? [[String: Any]] ?? [] }
  var confirmations: [[String: Any]] { entry["confirmations"] as? [[String: Any]] ?? [] }
  var notes: [String] { entry["notes"] as? [String] ?? [] }
  var suspect: [String: Any] { entry["suspect"] as? [String: Any] ?? [:] }
}
