import Foundation
import MCUBenchTestSupport
import ModelGraph
import TFLiteReader
import Testing

/// Firmware that speaks the EEMBC protocol, booted on a virtual board and asked as a host asks it.
@Suite(.timeLimit(.minutes(10)))
struct EEMBCDeviceTests {
  private static let examples = URL(filePath: Example.model).deletingLastPathComponent()

  /// The time in a line `m-lap-us-T`.
  private func microseconds(_ line: String) throws -> Int {
    let prefix = "m-lap-us-"
    try #require(line.hasPrefix(prefix), "\(line)")
    return try #require(Int(line.dropFirst(prefix.count)))
  }

  @Test func saysWhatItIs() async throws {
    try await Sandbox.with { home in
      try await EEMBCHost.with(Example.model, in: home) { host in
        #expect(host.boot.count == 4)
        #expect(host.boot.first == "m-timestamp-mode-performance")
        #expect(try microseconds(host.boot[1]) > 0)
        #expect(host.boot.suffix(2) == ["m-init-done", "m-ready"])
        #expect(try host.ask("name") == ["m-name-dut-[mcubench]"])
        #expect(
          try host.ask("profile")
            == ["m-profile-[ULPMark for tinyML Firmware V0.0.1]", "m-model-[raw]"])
        let help = try host.ask("help")
        #expect(help.first == "ULPMark for tinyML Firmware V0.0.1")
        for verb in ["name", "profile", "timestamp", "db load", "db print", "infer", "results"] {
          #expect(help.contains { $0.hasPrefix(verb) })
        }
        let first = try microseconds(host.ask("timestamp")[0])
        let second = try microseconds(host.ask("timestamp")[0])
        #expect(second > first)
        let own = try host.ask("mcub")
        #expect(own.contains("m-mcub-board-[stm32f746g]"))
        #expect(own.contains("m-mcub-core-hertz-[216000000]"))
        #expect(own.contains("m-mcub-overruns-[0]"))
        #expect(own.contains { $0.hasPrefix("m-mcub-timing-model-[") && $0.count > 24 })
        #expect(own.contains { $0.wholeMatch(of: /m-mcub-build-\[[0-9a-f]{32}\]/) != nil })
      }
      await home.expectNoSurvivors()
    }
  }

  @Test func infersWhatItWasGivenAsTheHostReferenceDoes() async throws {
    let inputs = try Data(contentsOf: Self.examples.appending(path: "digits.bin"))
    let answers = try Data(contentsOf: Self.examples.appending(path: "output_first5.bin"))
    let graph = try TFLiteReader.read(Array(Data(contentsOf: URL(filePath: Example.model))))
    let quantization = try #require(graph.tensors[graph.outputs[0]].quantization)
    try await Sandbox.with { home in
      try await EEMBCHost.with(Example.model, in: home) { host in
        for vector in [0, 3] {
          try host.load([UInt8](inputs.dropFirst(784 * vector).prefix(784)))
          let values = answers.dropFirst(10 * vector).prefix(10).map { Int8(bitPattern: $0) }
          let expected = EEMBCHost.line(
            values.map { Float(Int($0) - quantization.zeroPoints[0]) * quantization.scales[0] })
          let answer = try host.ask("infer 3 1")
          #expect(
            answer.map { $0.hasPrefix("m-lap-us-") ? "m-lap-us-" : $0 } == [
              "m-warmup-start-1", "m-warmup-done", "m-infer-start-3", "m-lap-us-", "m-lap-us-",
              "m-infer-done", expected,
            ])
          // 1.56 ms for the three where an instruction takes a cycle; no core here is ten times as
          // fast or slow.
          let laps = try answer[3...4].map(microseconds)
          #expect((200...20_000).contains(laps[1] - laps[0]))
          let again = try host.ask("results")
          #expect(again == [expected])
        }
        let one = try host.ask("infer")
        #expect(one.first == "m-warmup-start-10")
        #expect(one.contains("m-infer-start-1"))
      }
    }
  }

  @Test func refusesWhatItCannotDoInTheProtocolsWords() async throws {
    try await Sandbox.with { home in
      try await EEMBCHost.with(Example.model, in: home) { host in
        for (command, answer) in [
          ("nonsense 1 2", ["e-[Unknown command: nonsense]"]),
          ("Name", ["e-[Unknown command: Name]"]), ("", ["e-[Unknown command: ]"]),
          ("db", ["e-[Command 'db' requires a subcommand]"]),
          ("db load", ["e-[Command 'db load' requires the # of bytes]"]),
          ("db load 0", ["e-[Command 'db load' must be >0 bytes]"]),
          ("db load many", ["e-[Command 'db load' must be >0 bytes]"]),
          ("db load 27649", ["e-[Supplied buffer size 27649 exceeds maximum of 27648]"]),
          ("db load -1", ["e-[Supplied buffer size -1 exceeds maximum of 27648]"]),
          ("db 00", ["e-[Command 'db load' must come before the data]"]),
          ("infer 1 0", ["e-[Input db has 0 bytes, expected 784]"]),
          ("results", ["e-[No inference has run to its end]"]), ("db print", []),
          ("  db   load  9 ", ["m-[Expecting 9 bytes]"]),
          ("db 012", ["e-[Insufficent number of hex digits]"]), ("db 01Fe", []),
          ("db 02zz03", ["e-[Invalid hex digit 'zz']"]), ("db 030405060708", ["m-load-done"]),
          ("db 99", []),
          ("db print", ["m-buffer-01-fe-02-03-04-05-06-07", "m-buffer-08"]),
          ("infer 1 0", ["e-[Input db has 9 bytes, expected 784]"]),
          ("infer 0", ["e-[Inference iterations must be >0]"]),
          ("infer -3 1", ["e-[Inference iterations must be >0]"]),
          ("infer some", ["e-[Inference iterations must be >0]"]),
          ("infer 1 -1", ["e-[Inference warmup must be >=0]"]),
        ] {
          let heard = try host.ask(command)
          #expect(heard == answer, "to '\(command)'")
        }
      }
    }
  }

  @Test func keepsAnsweringWhateverItIsSent() async throws {
    try await Sandbox.with { home in
      try await EEMBCHost.with(Example.model, in: home) { host in
        let long = String(repeating: "x", count: 10_000)
        #expect(try host.ask(long) == ["e-[Unknown command: \(long.prefix(80))]"])
        let noise = (0..<2_000).map { UInt8(truncatingIfNeeded: 7 + 131 * $0) }
        try host.send(noise.filter { $0 != UInt8(ascii: "%") })
        #expect(try host.ask("").count >= 1)
        #expect(try host.ask("name") == ["m-name-dut-[mcubench]"])
        // Commands ahead of the answers are kept while the board speaks.
        try host.send(Array("help%name%timestamp%name%".utf8))
        for _ in 0..<4 { #expect(try host.answer().last == EEMBCHost.ready) }
        try host.load([UInt8](repeating: 1, count: 784))
        try host.send(Array("infer 99999999999 0%".utf8))
        _ = try host.answer(until: "m-infer-start-2147483647")
        try host.send([3])
        let stopped = try host.answer()
        let pattern = /e-\[Interrupted after \d+ of 2147483647 inferences\]/
        #expect(stopped.count == 2)
        #expect(stopped[0].wholeMatch(of: pattern) != nil, "\(stopped)")
        #expect(try host.ask("results") == ["e-[No inference has run to its end]"])
        let results = try host.ask("infer 1 0").last
        #expect(results?.hasPrefix("m-results-[") == true)
        let own = try host.ask("mcub")
        #expect(own.contains("m-mcub-overruns-[0]"))
      }
    }
  }

  @Test func tellsAFaultAndTheLayerThatTookIt() async throws {
    try await Sandbox.with { home in
      let image = try await EEMBCHost.image(of: Example.model, in: home)
      // 0xDE00 is UDF: Armv7-M ARM, A7.7.194.
      let patched = try await PatchedBoard.patch(
        image.replacing(".elf", with: ".bin"), function: "layer_2", with: 0xDE00, in: home)
      let host = try EEMBCHost(image: patched)
      try host.load([UInt8](repeating: 0, count: 784))
      try host.send(Array("infer 1 0%".utf8))
      // UsageFault, an undefined instruction (Armv7-M ARM, B1.5.2 and B3.2.15).
      for _ in 0..<2 {
        let fault = try #require(try host.answer(until: "e-[Fault").last)
        #expect(fault.hasPrefix("e-[Fault 6 pc 08"), "\(fault)")
        #expect(fault.contains(" cfsr 00010000 "), "\(fault)")
        #expect(fault.hasSuffix(" layer 2]"), "\(fault)")
      }
    }
  }
}
