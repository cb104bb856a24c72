import Foundation
import MCUBenchTestSupport
import Testing

/// A user's home of its own for a test: the program's directories all lie inside.
struct Sandbox {
  let directory: String

  var store: String { directory + "/data/mcubench/results.sqlite" }

  /// Runs `work` in a fresh home, and removes it afterwards.
  static func with<Value>(_ work: (Sandbox) async throws -> Value) async throws -> Value {
    try await withTemporaryDirectory { directory in
      try await work(Sandbox(directory: directory))
    }
  }

  /// Built objects are shared between all tests of one run, as a user's own runs share them, and are
  /// removed when the tests end.
  private static let cache: String = {
    atexit { try? FileManager.default.removeItem(at: Sandbox.cacheFolder) }
    return cacheFolder.path
  }()

  private static var cacheFolder: URL {
    FileManager.default.temporaryDirectory.appending(path: "mcubench-test-cache-\(getpid())")
  }

  /// What programs of this home are started with.
  var environment: [String: String?] {
    [
      "HOME": directory, "XDG_DATA_HOME": directory + "/data", "XDG_CACHE_HOME": Self.cache,
      "MCUBENCH_STORE": nil, "MCUBENCH_CACHE": nil,
    ]
  }

  /// Starts `mcubench` with `arguments`.
  func start(
    _ arguments: [String], environment changes: [String: String?] = [:]
  ) throws -> ProgramRun {
    try ProgramRun(
      "mcubench", arguments, in: directory,
      environment: environment.merging(changes) { _, change in change })
  }

  /// Runs `mcubench` with `arguments` to its end.
  func run(
    _ arguments: [String], environment changes: [String: String?] = [:],
    within limit: Duration = .seconds(120)
  ) async throws -> ProgramOutcome {
    try await start(arguments, environment: changes).outcome(within: limit)
  }

  /// Runs `mcubench` with `arguments` to its end, on a machine with these boards.
  func run(
    _ arguments: [String], on bench: VirtualBench, environment changes: [String: String?] = [:],
    within limit: Duration = .seconds(180)
  ) async throws -> ProgramOutcome {
    try await bench.run(
      "mcubench", arguments, environment: environment.merging(changes) { _, change in change },
      within: limit)
  }

  /// Runs a program of the system with this home's environment.
  func runProgram(
    _ path: String, _ arguments: [String], environment changes: [String: String?] = [:],
    within limit: Duration
  ) async throws -> ProgramOutcome {
    try await ProgramRun(
      path, arguments, in: directory,
      environment: environment.merging(changes) { _, change in change }
    ).outcome(within: limit)
  }

  /// Expects that no process that was started here is left.
  func expectNoSurvivors() async {
    let left = await ProcessList.survivors(holding: directory, within: .seconds(5))
    #expect(left.isEmpty, "processes \(left) are still there")
  }

  /// Writes a file into the home and gives its path.
  func write(_ bytes: [UInt8], to name: String) throws -> String {
    let path = directory + "/" + name
    try Data(bytes).write(to: URL(filePath: path))
    return path
  }

  /// Writes a program for `/bin/sh` into the home and gives its path.
  func writeScript(_ text: String, to name: String) throws -> String {
    let path = try write(Array("#!/bin/sh\n\(text)\n".utf8), to: name)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return path
  }

  /// The runs in the store, as `history --json` gives them.
  func history() async throws -> [[String: Any]] {
    let outcome = try await run(["history", "--json", "--limit", "1000000"])
    guard outcome.status == 0,
      let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
        as? [String: Any]
    else { return [] }
    return object["runs"] as? [[String: Any]] ?? []
  }
}
