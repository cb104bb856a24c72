import Foundation
import MCUBenchTestSupport
import Testing

/// The interpreter beside QEMU and the kernels beside the host: see `Tests/XtensaOracle`.
@Suite(
  .enabled(
    if: [
      "qemu-system-xtensa", "xtensa-lx106-elf-gcc", "python3", "cc",
    ].allSatisfy(TestPrograms.hasOnPath),
    "qemu-system-xtensa, xtensa-lx106-elf-gcc, python3 and cc are not all installed"))
struct OracleTests {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "XtensaOracle")

  private func compare(_ arguments: [String]) async throws -> ProgramOutcome {
    let directory = FileManager.default.temporaryDirectory
      .appending(path: "lx6-oracle-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let run = try ProgramRun(
      "/usr/bin/env", ["python3", Self.folder.appending(path: "compare.py").path] + arguments,
      in: directory.path)
    return await run.outcome(within: .seconds(TestPrograms.isLong ? 3000 : 600))
  }

  @Test func leavesWhatQEMULeaves() async throws {
    let size = TestPrograms.isLong ? ["--seeds", "10", "--chunks", "500"] : ["--chunks", "60"]
    let outcome = try await compare(size)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }
}
