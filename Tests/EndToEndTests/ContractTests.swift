import Foundation
import MCUBenchTestSupport
import Testing

/// What a run must show before its figures may be believed.
@Suite struct ContractTests {
  /// A mistake in the firmware's sources, and what the run says of it.
  struct Mistake: Sendable, CustomTestStringConvertible {
    let name: String
    /// The file under `firmware-template/`, the words there, and what takes their place.
    let file: String
    let right: String
    let wrong: String
    let code: String
    /// Words of the issue.
    let words: [String]
    var testDescription: String { name }
  }

  static let mistakes = [
    Mistake(
      name: "five wait states", file: "boards/stm32f746g.c", right: "FLASH_ACR_LATENCY_7 7u",
      wrong: "FLASH_ACR_LATENCY_7 5u", code: "register_read_back",
      words: ["FLASH_ACR reads 0x305", "expects 0x307"]),
    Mistake(
      name: "no data cache", file: "startup/cortex-m7/caches.c", right: "SCB_CCR |= CCR_DC;",
      wrong: "", code: "register_read_back", words: ["SCB_CCR reads 0x", "expects 0x30000"]),
    Mistake(
      name: "no instruction cache", file: "startup/cortex-m7/caches.c", right: "SCB_CCR |= CCR_IC;",
      wrong: "", code: "register_read_back", words: ["SCB_CCR reads 0x", "expects 0x30000"]),
    // Nearly right, so that the serial line still works: 214 MHz.
    Mistake(
      name: "another PLL", file: "boards/stm32f746g.c", right: "PLL_N 432u", wrong: "PLL_N 428u",
      code: "register_read_back", words: ["RCC_PLLCFGR reads 0x9406b19", "expects 0x9406c19"]),
    Mistake(
      name: "a firmware that takes its clock for another", file: "boards/stm32f746g.c",
      right: "core_hertz = 216000000u", wrong: "core_hertz = 215000000u", code: "core_clock",
      words: ["215000000 Hz", "216000000 Hz"]),
    Mistake(
      name: "a second timer that is off by one", file: "startup/stm32f4-f7/mcub_stm32.c",
      right: "TIM2_PSC = hertz / TIMER_HERTZ - 1u;", wrong: "TIM2_PSC = hertz / TIMER_HERTZ;",
      code: "clock_unproven", words: ["does not run at", "216000000 Hz", "modelled time"]),
  ]

  @Test(arguments: mistakes)
  func marksARunOfAWronglySetChip(_ mistake: Mistake) async throws {
    try await Sandbox.with { home in
      let files = try FirmwareSources.copy(into: home)
      try files.replace(mistake.right, with: mistake.wrong, in: mistake.file)
      let outcome = try await home.run(Example.run + ["--home", files.directory, "--out", "out"])
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("error: the run is invalid: "), "\(outcome.errors)")
      let run = try Self.document(home.directory + "/out/run.json")
      #expect(run["validity"] as? String == "invalid")
      let issues = (run["issues"] as? [[String: Any]] ?? []).filter {
        $0["severity"] as? String == "invalid" && $0["code"] as? String == mistake.code
      }
      let texts = issues.compactMap { $0["text"] as? String }
      #expect(
        texts.contains { text in mistake.words.allSatisfy(text.contains) },
        "\(run["issues"] ?? "")")
      #expect(outcome.output.contains("Validity  invalid: "))
      #expect(outcome.output.contains("Issue     invalid \(mistake.code): "))
      #expect(try await home.history().first?["validity"] as? String == "invalid")
      #expect(try await home.history().first?["clean_median_cycles"] == nil)
    }
  }

  @Test func givesTheSameCyclesInEveryRun() async throws {
    try await Sandbox.with { home in
      for out in ["one", "two"] {
        let outcome = try await home.run(Example.run + ["--out", out])
        #expect(outcome.status == 0, "\(outcome.errors)")
      }
      let samples = try ["one", "two"].map { out in
        try String(contentsOfFile: "\(home.directory)/\(out)/samples.jsonl", encoding: .utf8)
          .split(separator: "\n").dropFirst().map(String.init)
      }
      // Two runs of three passes, and the probe pass.
      #expect(samples[0].count == 7)
      #expect(samples[0] == samples[1])
      let runs = try ["one", "two"].map { try Self.document("\(home.directory)/\($0)/run.json") }
      for run in runs {
        #expect(run["validity"] as? String == "valid")
        let timing = try #require(run["timing"] as? [String: Any])
        let first = try #require(runs[0]["timing"] as? [String: Any])
        #expect(try #require(timing["init_cycles"] as? Int) > 0)
        #expect(timing["init_cycles"] as? Int == first["init_cycles"] as? Int)
        let chip = try #require(run["chip_state"] as? [String: Any])
        let proof = try #require(chip["clock_proof"] as? [String: Any])
        #expect(proof["verdict"] as? String == "proven")
        #expect(proof["against"] as? String == "modelled_time")
      }
    }
  }

  private static func document(_ path: String) throws -> [String: Any] {
    let bytes = try #require(FileManager.default.contents(atPath: path))
    return try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
  }
}

/// A copy of the files that firmware is made from, for tests that change them.
struct FirmwareSources {
  /// What `--home` is told.
  let directory: String

  static func copy(into home: Sandbox) throws -> FirmwareSources {
    let checkout = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let directory = home.directory + "/product"
    let files = FileManager.default
    try files.createDirectory(atPath: directory, withIntermediateDirectories: true)
    for (from, to) in [
      ("boards", "boards"), ("firmware-template", "firmware-template"),
      ("Sources/CKernels", "kernels"),
    ] {
      try files.copyItem(atPath: checkout.appending(path: from).path, toPath: "\(directory)/\(to)")
    }
    return FirmwareSources(directory: directory)
  }

  /// Replaces the one place in a file of the template that reads so.
  func replace(_ right: String, with wrong: String, in file: String) throws {
    let path = "\(directory)/firmware-template/\(file)"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try #require(text.components(separatedBy: right).count == 2, "\(file) has no one \(right)")
    try text.replacingOccurrences(of: right, with: wrong)
      .write(toFile: path, atomically: true, encoding: .utf8)
  }
}
