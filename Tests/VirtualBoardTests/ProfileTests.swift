// SPDX-License-Identifier: GPL-2.0-or-later
import Testing
import VirtualBoard

/// Which function took which cycles, and who called it.
@Suite struct ProfileTests {
  /// Two functions, one called twice as often as the other and from it as well.
  private static let firmware = HandMadeFirmware(code: [
    0xF000, 0xF804,  // 0x08000240: bl outer
    0xF000, 0xF806,  // bl inner
    0xBF30,  // wfi
    0xE7FD,  // b to the wfi
    0xB500,  // outer, 0x0800024C: push {lr}
    0xF000, 0xF801,  // bl inner
    0xBD00,  // pop {pc}
    0x2064,  // inner, 0x08000254: movs r0, #100
    0x3801,  // 1: subs r0, #1
    0xD1FD,  // bne 1b
    0x4770,  // bx lr
  ])
  private static let outer: UInt32 = 0x0800_024C
  private static let inner: UInt32 = 0x0800_0254

  private static func profiled() throws -> Machine {
    let machine = try firmware.machine(timing: TimingChoice())
    #expect(machine.followCalls())
    #expect(machine.run(cycles: 100_000) == .sleeping)
    return machine
  }

  @Test func everyInstructionOfEachFunctionIsCounted() throws {
    let machine = try Self.profiled()
    let lines = machine.profile
    #expect(lines.map(\.address) == lines.map(\.address).sorted())
    let counts = Dictionary(uniqueKeysWithValues: lines.map { ($0.address, $0.executions) })
    #expect(counts[Self.outer] == 1)
    #expect(counts[Self.inner] == 2)
    #expect(counts[Self.inner + 2] == 200)
    #expect(lines.reduce(0) { $0 + $1.executions } == machine.instructions)
    #expect(lines.reduce(0) { $0 + $1.cycles } == machine.cycles)
  }

  @Test func cyclesGoToTheWayOfCalls() throws {
    let machine = try Self.profiled()
    let paths = machine.callPaths
    #expect(
      paths.map(\.functions) == [[], [Self.outer], [Self.outer, Self.inner], [Self.inner]])
    #expect(paths.map(\.calls) == [0, 1, 1, 1])
    #expect(paths.reduce(0) { $0 + $1.cycles } == machine.cycles)
    // The same loop twice, but for what the second finds in the branch table.
    #expect(paths[2].cycles >= 100 && paths[3].cycles >= 100)
    #expect(paths[1].cycles < 100)
  }

  @Test func writesNamesThatFlameGraphsRead() throws {
    let machine = try Self.profiled()
    let report = ProfileReport(
      lines: machine.profile, paths: machine.callPaths, symbols: FunctionSymbols(elf: []))
    let stacks = report.foldedStacks.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(
      stacks.map { String($0[0]) }
        == ["reset", "reset;0x800024c", "reset;0x800024c;0x8000254", "reset;0x8000254"])
    #expect(stacks.allSatisfy { UInt64($0[1]) ?? 0 > 0 })
    let places = report.addresses.map { $0 < Self.inner ? "a.c:1" : "a.c:2" }
    let text = report.text(sourceLines: places)
    #expect(text.contains("source line"))
    let rows = text.split(separator: "\n").filter { $0.hasSuffix("a.c:1") || $0.hasSuffix("a.c:2") }
    #expect(rows.count == 2)
    #expect(rows.first?.hasSuffix("a.c:2") == true)  // the costlier one first
    #expect(!report.text(sourceLines: []).contains("source line"))
  }

  /// A file of nothing but a symbol table: `one`, 8 bytes from 0x100, `two`, from 0x200, and data.
  private static func elf() -> [UInt8] {
    func words(_ words: [UInt32]) -> [UInt8] {
      words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
    }
    let names = Array("\0one\0two\0data\0\0\0".utf8)
    let symbols =
      words([1, 0x101, 8, 1 << 16 | 2]) + words([5, 0x201, 0, 1 << 16 | 2])
      + words([9, 0x300, 4, 1 << 16 | 1])
    let sections =
      words([UInt32](repeating: 0, count: 10))
      + words([0, 2, 0, 0, 52, UInt32(symbols.count), 2, 0, 4, 16])
      + words([0, 3, 0, 0, 52 + UInt32(symbols.count), UInt32(names.count), 0, 0, 1, 0])
    var header = [UInt8](repeating: 0, count: 52)
    header.replaceSubrange(0..<6, with: [0x7F, 0x45, 0x4C, 0x46, 1, 1])
    header.replaceSubrange(32..<36, with: words([52 + UInt32(symbols.count + names.count)]))
    header[46] = 40
    header[48] = 3
    return header + symbols + names + sections
  }

  @Test(
    arguments: [
      (0xFF, "0xff"), (0x100, "one"), (0x106, "one"), (0x108, "0x108"), (0x200, "two"),
      (0x2FF, "two"),
    ] as [(UInt32, String)])
  func namesFunctionsByTheirSymbols(address: UInt32, name: String) {
    #expect(FunctionSymbols(elf: Self.elf()).name(at: address) == name)
  }

  @Test func brokenSymbolTablesNameNothing() {
    var elf: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 1, 1] + [UInt8](repeating: 0xFF, count: 58)
    #expect(FunctionSymbols(elf: elf).name(at: 4) == "0x4")
    elf.removeLast(20)
    #expect(FunctionSymbols(elf: elf).name(at: 4) == "0x4")
  }

  @Test func instructionsHaveNoProfile() throws {
    let machine = try Self.firmware.machine()
    #expect(!machine.followCalls())
    #expect(machine.profile.isEmpty)
    #expect(machine.callPaths.isEmpty)
  }
}
