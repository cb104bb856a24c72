import BoardProfiles
import Calibration
import Failures
import Foundation
import LatencyTables
import MCUBenchTestSupport
import Measurements
import Testing
import Workbench

/// Which latency table predicts for a board, and which does not.
struct LatencyTableChoiceTests {
  @Test func theKernelHashHangsOnWhatTheImagesCanContain() async throws {
    try await withTemporaryDirectory { folder in
      let kernels = folder + "/kernels"
      for part in ["include", "cortex-m7", "lx6"] {
        try Files.makeDirectory("\(kernels)/\(part)")
      }
      func write(_ text: String, _ path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(kernels)/\(path)"))
      }
      try write("int a;", "mcub_a_ref.c")
      try write("#define A", "include/mcub_a.h")
      try write("nop", "cortex-m7/mcub_a.S")
      try write("nop", "lx6/mcub_a.S")
      let bench = try TableFixture.workbench(in: folder)
      let (m7, lx6) = (try bench.board(named: "stm32f746g"), try bench.board(named: "esp32-240mhz"))
      func hashes() throws -> [String] {
        try [m7, lx6].map { try KernelHash.hash(ofKernelsIn: kernels, for: $0) }
      }
      let first = try hashes()
      #expect(first.allSatisfy { $0.wholeMatch(of: /[0-9a-f]{12}/) != nil })
      #expect(first[0] != first[1])
      #expect(try hashes() == first)
      try write("add", "lx6/mcub_a.S")
      #expect(try hashes()[0] == first[0])
      #expect(try hashes()[1] != first[1])
      try write("nop", "lx6/mcub_a.S")
      try write("notes", "README.md")
      #expect(try hashes() == first)
      for path in ["mcub_a_ref.c", "include/mcub_a.h"] {
        let before = try hashes()
        try write("changed", path)
        #expect(zip(try hashes(), before).allSatisfy { $0 != $1 }, "\(path)")
      }
      #expect(
        try KernelHash.hash(ofKernelsIn: kernels, for: lx6)
          != KernelHash.hash(ofKernelsIn: kernels, for: bench.board(named: "pico")))
    }
  }

  @Test func takesTheNamedTableOfTheBoardAndItsKernels() async throws {
    try await withTemporaryDirectory { folder in
      let bench = try TableFixture.workbench(in: folder)
      let board = try bench.board(named: "stm32f746g")
      let path = try TableFixture.write(bench, in: folder)
      let chosen = try bench.table(for: board, at: path, allowsStale: false)
      #expect(chosen.path == path)
      #expect(!chosen.isStale)
    }
  }

  @Test func refusesATableOfOtherKernelsUnlessAsked() async throws {
    try await withTemporaryDirectory { folder in
      let bench = try TableFixture.workbench(in: folder)
      let board = try bench.board(named: "stm32f746g")
      let path = try TableFixture.write(bench, in: folder, kernelHash: "0123456789ab")
      let error = try #require(throws: TableChoiceError.self) {
        try bench.table(for: board, at: path, allowsStale: false)
      }
      let current = try bench.kernelHash(for: board)
      #expect(error.reason == .stale(table: "0123456789ab", current: current))
      #expect(error.summary.contains("made with 0123456789ab, today's are \(current)"))
      #expect(error.remedy?.contains("--allow-stale-table") == true)
      #expect(error.exitStatus == .wrongInput)
      #expect(try bench.table(for: board, at: path, allowsStale: true).isStale)
    }
  }

  @Test func refusesATableOfOtherCostFormsWhateverIsAsked() async throws {
    try await withTemporaryDirectory { folder in
      let bench = try TableFixture.workbench(in: folder)
      let path = try TableFixture.write(bench, in: folder, costForms: 1)
      let error = try #require(throws: TableChoiceError.self) {
        try bench.table(for: bench.board(named: "stm32f746g"), at: path, allowsStale: true)
      }
      #expect(error.reason == .otherForms(table: 1, current: LayerCost.formsVersion))
      #expect(error.remedy?.contains("mcubench calibrate --board stm32f746g") == true)
      #expect(error.exitStatus == .wrongInput)
    }
  }

  @Test func refusesATableOfAnotherBoardClockOrPlacement() async throws {
    try await withTemporaryDirectory { folder in
      let bench = try TableFixture.workbench(in: folder)
      func reason(_ board: BoardProfile, _ path: String) throws -> TableChoiceError.Reason {
        try #require(throws: TableChoiceError.self) {
          try bench.table(for: board, at: path, allowsStale: true)
        }.reason
      }
      let board = try bench.board(named: "stm32f746g")
      let path = try TableFixture.write(bench, in: folder)
      #expect(try reason(bench.board(named: "pico"), path) == .otherBoard("stm32f746g"))
      let slow = try TableFixture.write(bench, in: folder, clockHertz: 1_000)
      #expect(
        try reason(board, slow) == .otherClock(table: 1_000, board: board.clock.coreHertz))
      let pico = try TableFixture.write(bench, in: folder, board: "pico", kernelSet: "m0")
      let plain = try bench.buildableBoard(named: "pico")
      #expect(try bench.table(for: plain, at: pico, allowsStale: true).path == pico)
      let placed = try bench.buildableBoard(named: "pico", placement: "code=flash,weights=flash")
      #expect(
        try reason(placed, pico) == .otherChoices(table: "m0", board: "-code-flash-weights-flash"))
      let two = try bench.buildableBoard(named: "pico", cores: 2)
      #expect(try reason(two, pico) == .otherChoices(table: "m0", board: "-2cores"))
    }
  }

  @Test func prefersTheUsersOwnTableWhereSiliconGaveIt() async throws {
    try await withTemporaryDirectory { folder in
      let bench = try TableFixture.workbench(in: folder)
      // A profile without a shipped table, whatever the checkout ships.
      let board = try bench.board(named: "nucleo-f446re")
      let own = bench.userTablePath(for: board)
      #expect(own == folder + "/tables/nucleo-f446re.json")
      if !Files.exists(bench.shippedTablePath(for: board)) {
        let error = try #require(throws: TableChoiceError.self) {
          try bench.table(for: board, at: nil, allowsStale: false)
        }
        #expect(error.reason == .none(alsoAt: own))
        #expect(error.remedy?.contains("mcubench calibrate --board nucleo-f446re") == true)
      }
      try Files.makeDirectory(folder + "/tables")
      let made = try TableFixture.write(
        bench, in: folder, board: "nucleo-f446re", evidence: .measured)
      try FileManager.default.moveItem(atPath: made, toPath: own)
      #expect(try bench.table(for: board, at: nil, allowsStale: false).path == own)
    }
  }

  @Test func saysWhichFileIsMissing() async throws {
    try await withTemporaryDirectory { folder in
      let path = folder + "/none.json"
      let error = try #require(throws: FileFailure.self) { try TableFiles.read(path) }
      #expect(error.path == path)
    }
  }
}
