import Foundation
import MCUBenchTestSupport
import Testing

@testable import Workbench

/// `doctor --fix` on a machine of files.
@Suite struct RepairTests {
  /// A machine with udev whose programs write down how they are called.
  private struct Bench {
    let root: String
    let path: [String]
    private let person: (userID: UInt32, groups: Set<UInt32>, sudoCaller: String?)

    static func with(
      userID: UInt32 = 1000, groups: Set<UInt32> = [1000], sudoCaller: String? = nil,
      groupFile: String = "plugdev:x:46:\ndialout:x:20:\nann:x:1000:\n",
      _ body: (Bench) async throws -> Void
    ) async throws {
      try await withTemporaryDirectory { root in
        let bench = Bench(
          root: root, path: [root + "/bin"], person: (userID, groups, sudoCaller))
        for directory in ["etc/udev/rules.d", "run/udev", "bin", "home/bin", "dev"] {
          try Files.makeDirectory("\(root)/\(directory)")
        }
        try bench.write("", to: "run/udev/control")
        try bench.write("root:x:0:0:::\nann:x:1000:1000:::\n", to: "etc/passwd")
        try bench.write(groupFile, to: "etc/group")
        for tool in ["usermod", "udevadm"] { try bench.install(tool) }
        for tool in ["install", "mv", "rm"] {
          try FileManager.default.createSymbolicLink(
            atPath: "\(root)/bin/\(tool)", withDestinationPath: "/usr/bin/\(tool)")
        }
        try await body(bench)
      }
    }

    var rules: String { root + "/etc/udev/rules.d/70-mcubench.rules" }

    func write(_ text: String, to name: String) throws {
      try Data(text.utf8).write(to: URL(filePath: "\(root)/\(name)"))
    }

    /// Puts a program in place that writes down how it is called and ends as `ending` says.
    func install(_ tool: String, ending: String = "exit 0") throws {
      try write("#!/bin/sh\necho \"\(tool) $*\" >>'\(root)/calls'\n\(ending)\n", to: "bin/\(tool)")
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: "\(root)/bin/\(tool)")
    }

    var calls: [String] {
      ((try? String(contentsOfFile: root + "/calls", encoding: .utf8)) ?? "")
        .split(separator: "\n").map(String.init)
    }

    var doctor: Doctor {
      let places = Places(store: nil, cache: nil, environment: ["HOME": root + "/home"])
      return Doctor(
        home: nil, places: places,
        surroundings: Workbench.Surroundings(
          environment: ["PATH": path.joined(separator: ":")],
          program: URL(filePath: UdevRulesTests.path).deletingLastPathComponent().path + "/x",
          workingDirectory: "/"),
        machine: Machine(
          root: root, userID: person.userID, groupIDs: person.groups,
          sudoCaller: person.sudoCaller))
    }

    /// Repairs with root's rights; gives the lines that were announced.
    func repair() async throws -> [String] {
      var lines: [String] = []
      try await doctor.repair().perform(with: .root, searchPath: path) { lines.append($0.line) }
      return lines
    }
  }

  private static let shipped = FileManager.default.contents(atPath: UdevRulesTests.path)

  @Test func installsTheRulesAndJoinsTheGroups() async throws {
    try await Bench.with { bench in
      let announced = try await bench.repair()
      #expect(FileManager.default.contents(atPath: bench.rules) == Self.shipped)
      #expect(
        bench.calls == [
          "usermod --prefix \(bench.root) --append --groups plugdev ann",
          "usermod --prefix \(bench.root) --append --groups dialout ann",
          "udevadm control --reload",
          "udevadm trigger --action=change --settle --subsystem-match=usb --subsystem-match=tty"
            + " --subsystem-match=hidraw",
        ])
      #expect(announced.count == 5)
      #expect(announced.filter { $0.hasPrefix("install ") }.count == 1)
      #expect(try bench.doctor.repair().afterwards?.contains("log in again") == true)
    }
  }

  @Test func doesNothingTheSecondTime() async throws {
    try await Bench.with(groupFile: "plugdev:x:46:ann\ndialout:x:20:bob,ann\n") { bench in
      _ = try await bench.repair()
      let again = try bench.doctor.repair()
      #expect(again.steps == [])
      #expect(again.afterwards == nil)
    }
  }

  @Test func replacesOlderRulesAndLeavesNoneOfThem() async throws {
    try await Bench.with(groups: [20, 46]) { bench in
      try bench.write("# older\n", to: "etc/udev/rules.d/70-mcubench.rules")
      _ = try await bench.repair()
      #expect(FileManager.default.contents(atPath: bench.rules) == Self.shipped)
      let names = Files.names(in: bench.root + "/etc/udev/rules.d")
      #expect(names == ["70-mcubench.rules"])
    }
  }

  @Test func takesEverythingBackWhenAStepFails() async throws {
    try await Bench.with { bench in
      try bench.install("udevadm", ending: "echo no daemon; exit 2")
      await #expect(throws: RepairError.self) { _ = try await bench.repair() }
      #expect(!Files.exists(bench.rules))
      #expect(
        bench.calls.suffix(2) == [
          "usermod --prefix \(bench.root) --remove --groups dialout ann",
          "usermod --prefix \(bench.root) --remove --groups plugdev ann",
        ])
      do {
        _ = try await bench.repair()
      } catch let error as RepairError {
        #expect(error.summary.contains("ended with exit status 2; nothing was changed"))
        #expect(error.summary.contains("no daemon"))
      }
    }
  }

  @Test func putsOlderRulesBackWhenAStepFails() async throws {
    try await Bench.with(groups: [20, 46]) { bench in
      try bench.write("# older\n", to: "etc/udev/rules.d/70-mcubench.rules")
      try bench.install("udevadm", ending: "exit 2")
      await #expect(throws: RepairError.self) { _ = try await bench.repair() }
      #expect(try String(contentsOfFile: bench.rules, encoding: .utf8) == "# older\n")
      #expect(Files.names(in: bench.root + "/etc/udev/rules.d") == ["70-mcubench.rules"])
    }
  }

  @Test func beginsNothingThatItCannotEnd() async throws {
    try await Bench.with { bench in
      try FileManager.default.removeItem(atPath: bench.root + "/bin/udevadm")
      let error = await #expect(throws: RepairError.self) { _ = try await bench.repair() }
      #expect(error?.summary.contains("udevadm control --reload' is no program") == true)
      #expect(bench.calls == [])
      #expect(!Files.exists(bench.rules))
    }
  }

  @Test func rootNeedsNoGroupsAndSudosCallerDoes() async throws {
    try await Bench.with(userID: 0) { bench in
      let steps = try bench.doctor.repair().steps
      #expect(steps.allSatisfy { $0.words[0] != "usermod" })
    }
    try await Bench.with(userID: 0, sudoCaller: "ann") { bench in
      let steps = try bench.doctor.repair().steps
      #expect(steps.filter { $0.words[0] == "usermod" && $0.words.last == "ann" }.count == 2)
    }
  }

  @Test func withoutUdevThereIsNothingToInstall() async throws {
    try await Bench.with(groups: [20, 46]) { bench in
      try FileManager.default.removeItem(atPath: bench.root + "/run/udev/control")
      #expect(try bench.doctor.repair().steps == [])
    }
  }

  @Test func knowsHowAPersonStandsToAGroup() async throws {
    try await Bench.with(
      groups: [46], groupFile: "plugdev:x:46:\ndialout:x:20:ann\nvideo:x:44:bob\n"
    ) { bench in
      let machine = bench.doctor.machine
      #expect(machine.membership(in: "plugdev") == .member)
      #expect(machine.membership(in: "dialout") == .fromNextLogin)
      #expect(machine.membership(in: "video") == .none)
      #expect(machine.membership(in: "wheel") == .noGroup)
    }
  }

  @Test func linesAreSafeForAShell() {
    let step = Repair.Step("purpose", ["install", "/a b/it's", "/etc/x"])
    #expect(step.line == #"install '/a b/it'\''s' /etc/x"#)
  }

  @Test(arguments: [
    ("V2J24M11", true), ("V2J37M26", false), ("V3J1M1", true), ("V3J10M3B5S1", false), ("?", false),
  ])
  func knowsOldFirmware(text: String, isOld: Bool) {
    #expect(ProbeFirmware.isOld(text) == isOld)
  }
}
