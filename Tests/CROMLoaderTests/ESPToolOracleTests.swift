import Foundation
import MCUBenchTestSupport
import Testing

/// The real esptool against the loader: see `Tests/ESPToolOracle`.
@Suite(
  .enabled(
    if: ["esptool", "python3", "cc"].allSatisfy(TestPrograms.hasOnPath),
    "esptool, python3 and cc are not all on the path"))
struct ESPToolOracleTests {
  @Test func esptoolWritesAndVerifies() async throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "ESPToolOracle/flash.py")
    let directory = FileManager.default.temporaryDirectory
      .appending(path: "esptool-oracle-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let run = try ProgramRun("/usr/bin/env", ["python3", script.path], in: directory.path)
    let outcome = await run.outcome(within: .seconds(300))
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }
}
