import Foundation
import Glibc
import Jobs
import MCUBenchTestSupport
import Measurements
import ResultStore
import Testing

/// A disk that fills up while the daemon stores, and has room again later.
///
/// The store's folder is a small file system of its own, in a namespace that ends with the daemon; only
/// root may mount one.
@Suite struct LabDiskTests {
  private static let boards = 2

  @Test(.enabled(if: DiskFaultTests.canMount, "needs root to mount"))
  func whatADiskDoesNotTakeIsKeptUntilItDoes() async throws {
    try await LabHome.with(boards: LabHome.virtual(Self.boards)) { lab in
      let jobs = try lab.submit(8, deadline: 600)
      let disk = try Disk(lab)
      for round in 1...2 {
        // Some are stored, others run: their figures find no room.
        #expect(
          await disk.isSaid(within: .seconds(180)) { text in
            text.matches(of: /: done, run/).count >= round * 2
          })
        let said = disk.daemon.errorsSoFar.utf8.count
        try disk.fill()
        #expect(
          await disk.isSaid(within: .seconds(120)) { text in
            let new = String(decoding: text.utf8.dropFirst(said), as: UTF8.self)
            return new.contains("is full") && disk.isAtRest
          })
        try disk.empty()
      }
      #expect(
        await disk.isSaid(within: .seconds(300)) { text in
          text.matches(of: /: done, run/).count == jobs.count
        })
      let said = disk.daemon.errorsSoFar
      #expect(said.contains("store: well again"))
      #expect(!said.contains("its lease ran out"))
      try disk.copyStore(to: lab.home.store)
      await lab.stop(disk.daemon)
      try lab.expectAllDoneOnce(jobs)
      // Nothing was measured again for want of room.
      #expect(try jobs.allSatisfy { try lab.job($0).attempt == 1 })
      await lab.home.expectNoSurvivors()
    }
  }

  /// A daemon whose store lies on a small disk.
  private struct Disk {
    private static let megabytes = 24

    let daemon: ProgramRun
    private let folder: String

    init(_ lab: LabHome) throws {
      let store = URL(filePath: lab.home.store).deletingLastPathComponent().path
      let program = TestPrograms.directory.appending(path: "mcubenchd").path
      let script = try lab.home.writeScript(
        """
        cp -a '\(store)' '\(store).copy'
        mount -t tmpfs -o size=\(Self.megabytes)m tmpfs '\(store)' || exit 77
        cp -a '\(store).copy'/. '\(store)'
        exec '\(program)' --rig '\(lab.rig)'
        """, to: "start")
      daemon = try ProgramRun(
        "/usr/bin/unshare", ["-m", script], in: lab.home.directory,
        environment: lab.home.environment)
      // Seen from outside, through the daemon.
      folder = "/proc/\(daemon.processID)/root\(store)"
    }

    func isSaid(within limit: Duration, _ condition: (String) -> Bool) async -> Bool {
      let deadline = ContinuousClock.now + limit
      while ContinuousClock.now < deadline {
        if condition(daemon.errorsSoFar) { return true }
        try? await Task.sleep(for: .milliseconds(20))
      }
      return false
    }

    /// Whether no virtual board is switched on and nothing is built.
    var isAtRest: Bool { ProcessList.children(of: daemon.processID).isEmpty }

    /// Leaves not a byte of room.
    func fill() throws {
      let descriptor = open(folder + "/filler", O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0o600)
      try #require(descriptor >= 0)
      defer { close(descriptor) }
      for length in [1 << 16, 1 << 12] {
        let block = [UInt8](repeating: 0, count: length)
        while write(descriptor, block, length) > 0 {}
      }
    }

    func empty() throws { try FileManager.default.removeItem(atPath: folder + "/filler") }

    /// Copies the store out of the namespace; nothing may be at work in it.
    func copyStore(to path: String) throws {
      for suffix in ["", "-wal"] {
        try? FileManager.default.removeItem(atPath: path + suffix)
        let source = folder + "/" + URL(filePath: path).lastPathComponent + suffix
        guard FileManager.default.fileExists(atPath: source) else { continue }
        try FileManager.default.copyItem(atPath: source, toPath: path + suffix)
      }
      try? FileManager.default.removeItem(atPath: path + "-shm")
    }
  }
}
