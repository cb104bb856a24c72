import Foundation
import Glibc
import MCUBenchTestSupport
import Testing

/// A disk that is full or read-only where the store lies.
///
/// Each test mounts file systems in a namespace of its own, which only root may do; without root the
/// same causes are tested on the store itself.
@Suite struct DiskFaultTests {
  /// Whether a private mount is possible here.
  static let canMount: Bool = {
    let script = "unshare -m sh -c 'mount -t tmpfs tmpfs /mnt' 2>/dev/null"
    return (try? ChildProcess("/bin/sh", ["-c", script]))?.waitUntilExit() == 0
  }()

  /// Runs the example once on a good disk, then again with `mount` done to the store's folder, and
  /// lists the runs that are left there.
  private func runAgain(
    _ home: Sandbox, mounting mount: String
  ) async throws -> (again: ProgramOutcome, kept: String) {
    #expect(try await home.run(Example.run).status == 0)
    let folder = URL(filePath: home.store).deletingLastPathComponent().path
    let program = TestPrograms.directory.appending(path: "mcubench").path
    let words = Example.run.map { "'\($0)'" }.joined(separator: " ")
    let script = try home.writeScript(
      """
      store='\(folder)'
      cp -a "$store" "$store.copy"
      \(mount)
      '\(program)' \(words)
      status=$?
      '\(program)' history --json > '\(home.directory)/kept.json'
      exit $status
      """, to: "again")
    let outcome = try await home.runProgram(
      "/usr/bin/unshare", ["-m", script], within: .seconds(120))
    return (outcome, try String(contentsOfFile: home.directory + "/kept.json", encoding: .utf8))
  }

  @Test(.enabled(if: DiskFaultTests.canMount, "needs root to mount"))
  func saysThatTheDiskIsFullAndKeepsEarlierRuns() async throws {
    try await Sandbox.with { home in
      let (outcome, kept) = try await runAgain(
        home,
        mounting: """
          mount -t tmpfs -o size=16m tmpfs "$store"
          cp -a "$store.copy"/. "$store"
          dd if=/dev/zero of="$store/filler" bs=1k 2>/dev/null
          """)
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("error: "))
      #expect(outcome.errors.contains("full") || outcome.errors.contains("No space left"))
      #expect(outcome.errors.contains("\ntry: "))
      #expect(kept.components(separatedBy: "\"run_id\"").count == 2)
    }
  }

  /// From a disk on which the compiler's log fits and nothing else, to one that the link fills.
  @Test(
    .enabled(if: DiskFaultTests.canMount, "needs root to mount"),
    arguments: ["stm32f746g", "pico"], [64, 600, 1024])
  func namesTheDiskThatABuildFills(board: String, kibibytes: Int) async throws {
    try await Sandbox.with { home in
      let disk = home.directory + "/disk"
      try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: false)
      let program = TestPrograms.directory.appending(path: "mcubench").path
      let script = try home.writeScript(
        """
        mount -t tmpfs -o size=\(kibibytes)k tmpfs '\(disk)' || exit 99
        TMPDIR='\(disk)' '\(program)' build '\(Example.model)' --board \(board) \
          --cache '\(home.directory)/cache' -o '\(home.directory)/firmware'
        """, to: "build-there")
      let outcome = try await home.runProgram(
        "/usr/bin/unshare", ["-m", script], within: .seconds(240))
      #expect(outcome.status == 1, "\(outcome.errors)")
      #expect(outcome.errors.contains("error: the disk at \(disk) is full"), "\(outcome.errors)")
      #expect(outcome.errors.contains("\ntry: free space on that disk, or name a directory on"))
    }
  }

  @Test(.enabled(if: DiskFaultTests.canMount, "needs root to mount"))
  func saysThatTheStoreIsReadOnlyAndKeepsEarlierRuns() async throws {
    try await Sandbox.with { home in
      let (outcome, kept) = try await runAgain(
        home,
        mounting: """
          mount --bind "$store" "$store"
          mount -o remount,bind,ro "$store"
          """)
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("error: "))
      #expect(
        outcome.errors.contains("read-only") || outcome.errors.contains("Read-only"),
        "\(outcome.errors)")
      #expect(outcome.errors.contains("\ntry: "))
      #expect(kept.components(separatedBy: "\"run_id\"").count == 2)
    }
  }
}
