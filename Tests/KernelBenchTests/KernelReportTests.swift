import Foundation
import Testing

@testable import KernelBench

@Suite struct KernelReportTests {
  private static func report(cycles: [String: UInt64], kernel: String = "mcub_x_dsp")
    -> KernelReport
  {
    func run(_ kernel: String, _ cycles: UInt64) -> KernelReport.Run {
      KernelReport.Run(
        kernel: kernel, codePath: "simd", pathReason: "two rows at once", isExact: true,
        instructions: 100, cycles: cycles, coldCycles: cycles + 50, scratchBytes: 0,
        constantBytes: 16, places: "input dtcm")
    }
    let layers = cycles.sorted { $0.key < $1.key }.map { name, cycles in
      KernelReport.Layer(
        name: name, op: "CONV_2D", work: 1000, isMACs: true, reference: run("mcub_x_ref", 9000),
        chosen: run(kernel, cycles), cmsisNN: 2, prototype: 0.8)
    }
    let total = cycles.values.reduce(0, +)
    return KernelReport(
      format: KernelReport.currentFormat, board: "stm32f746g", timing: "m7/1/0123",
      evidence: "simulated", compiler: "gcc", flags: ["-O2"], layers: layers,
      networks: [
        KernelReport.Network(
          name: "net", what: "a network", macs: 2000, cycles: total, instructions: 200,
          milliseconds: Double(total) / 216_000, cmsisNNMilliseconds: 1,
          prototypeMilliseconds: 0.5, kernelBytes: 1234)
      ],
      libraryBytes: 5000)
  }

  @Test func namesTheLayersThatMissWhatWasWanted() {
    let page = Self.report(cycles: ["good": 800, "slow": 1500]).markdown
    #expect(page.contains("- slow: 1.500 c/MAC (two rows at once)"))
    #expect(!page.contains("- good: 0.800 c/MAC"))
    #expect(page.contains("in the median at least 2 times: 2.50."))
    #expect(page.contains("| good | `mcub_x_dsp` | 0.10 | 0.800 | 0.850 | 9.00 |"))
    #expect(page.contains("`simulated`"))
  }

  @Test func comparesLayerByLayerTheWorstFirst() {
    let base = Self.report(cycles: ["a": 1000, "b": 1000], kernel: "mcub_y_dsp")
    let text = Self.report(cycles: ["a": 900, "b": 1100, "c": 5]).comparison(with: base)
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines[0].contains("+10.00 % b: 1000 -> 1100 cycles, mcub_y_dsp -> mcub_x_dsp"))
    #expect(lines[1].contains("-10.00 % a: 1000 -> 900"))
    #expect(lines[2] == "only in the second: c")
    #expect(lines[3].contains("net:"))
  }

  @Test func survivesItsFile() throws {
    let report = Self.report(cycles: ["a": 1000])
    let data = try JSONEncoder().encode(report)
    #expect(try JSONDecoder().decode(KernelReport.self, from: data) == report)
  }
}
