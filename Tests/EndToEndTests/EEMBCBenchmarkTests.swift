import Foundation
import MCUBenchTestSupport
import ModelGraph
import Testing

/// Inputs and results in each benchmark's own encoding.
@Suite(.timeLimit(.minutes(10)))
struct EEMBCBenchmarkTests {
  private static let profile = "m-profile-[ULPMark for tinyML Firmware V0.0.1]"

  @Test(arguments: [
    ("ic01", [1, 32, 32, 3], 10, 300), ("vww01", [1, 96, 96, 3], 2, 27_647),
  ])
  func takesPixelsForImages(
    _ name: String, _ shape: [Int], _ outputs: Int, _ stride: Int
  ) async throws {
    let network = EEMBCNetworks.picking(
      every: stride, from: shape, outputs: outputs, zeroPoint: -128)
    try await Sandbox.with { home in
      try await EEMBCHost.with(try home.write(network), in: home) { host in
        #expect(try host.ask("profile") == [Self.profile, "m-model-[\(name)]"])
        let pixels = [0, 255, 1, 127, 128, 129, 254, 17, 64, 200].prefix(outputs)
        var image = [UInt8](repeating: 9, count: shape.reduce(1, *))
        for (place, pixel) in pixels.enumerated() { image[place * stride] = UInt8(pixel) }
        let answer = try host.results(for: image)
        #expect(answer == EEMBCHost.line(pixels.map { Float($0) }))
      }
    }
  }

  @Test func takesBytesAsTheyAreForKeywords() async throws {
    let network = EEMBCNetworks.picking(
      every: 40, from: [1, 49, 10, 1], outputs: 12, zeroPoint: 0)
    try await Sandbox.with { home in
      try await EEMBCHost.with(try home.write(network), in: home) { host in
        #expect(try host.ask("profile") == [Self.profile, "m-model-[kws01]"])
        let input = (0..<490).map { UInt8(truncatingIfNeeded: 3 * $0) }
        let expected = (0..<12).map { Float(Int8(bitPattern: input[40 * $0])) }
        let answer = try host.results(for: input)
        #expect(answer == EEMBCHost.line(expected))
      }
    }
  }

  /// The mean square of output minus input, where the network is RELU from scale 0.5, zero point 3,
  /// to scale 1, zero point -100; both round halves away from zero.
  private func squareError(of input: [Float]) -> Float {
    let sum = input.reduce(Float(0)) { sum, value in
      let steps = value.isNaN ? 0 : (value / 0.5).rounded(.toNearestOrAwayFromZero)
      let real = (min(max(steps + 3, -128), 127) - 3) * 0.5
      let output = min(max(real, 0).rounded(.toNearestOrAwayFromZero), 227)
      return sum + (output - value) * (output - value)
    }
    return sum / Float(input.count)
  }

  @Test func tellsTheReconstructionErrorForAnomalies() async throws {
    try await Sandbox.with { home in
      try await EEMBCHost.with(try home.write(EEMBCNetworks.autoencoder), in: home) { host in
        #expect(try host.ask("profile") == [Self.profile, "m-model-[ad01]"])
        let slope: [Float] = (0..<640).map { Float($0) * 0.25 - 70 }
        let teeth: [Float] = (0..<640).map { Float($0 % 7) * 0.125 }
        let huge: [Float] = (0..<640).map { $0 == 9 ? -1e15 : 1e6 }
        for input in [slope, teeth, huge] {
          let answer = try host.results(for: littleEndian(input))
          #expect(answer == EEMBCHost.line([squareError(of: input)]))
        }
        // What is infinite or no number stays so in the score, and harms nothing.
        for (value, word) in [(Float.nan, "nan"), (.infinity, "inf")] {
          var input = [Float](repeating: 0, count: 640)
          input[5] = value
          let answer = try host.results(for: littleEndian(input))
          #expect(["m-results-[\(word)]", "m-results-[-\(word)]"].contains(answer))
        }
      }
    }
  }

  @Test(arguments: [1e30, 0.0625, 0.00390625, 1e-9, 16_777_216] as [Float])
  func printsRealNumbersOfAnySizeAsCDoes(_ scale: Float) async throws {
    try await Sandbox.with { home in
      let model = try home.write(EEMBCNetworks.dequantizing(scale: scale))
      try await EEMBCHost.with(model, in: home) { host in
        let values = (0...255).map { UInt8($0) }
        let expected = values.map { Float(Int8(bitPattern: $0)) * scale }
        let answer = try host.results(for: values)
        #expect(answer == EEMBCHost.line(expected))
      }
    }
  }

  @Test func theBuildSaysWhatItMade() async throws {
    try await Sandbox.with { home in
      let model = try home.write(EEMBCNetworks.autoencoder)
      let base = ["build", model, "--board", "stm32f746g", "-o", home.directory + "/out"]
      var ids: Set<String> = []
      let builds: [([String], String?, Int?)] = [
        (["--protocol", "eembc"], "ad", 2_560),
        (["--protocol", "eembc", "--benchmark", "raw"], "raw", 640), ([], nil, nil),
      ]
      for (arguments, benchmark, bytes) in builds {
        let built = try await home.run(base + arguments + ["--json"])
        #expect(built.status == 0, "\(built.errors)")
        let object = try JSONSerialization.jsonObject(with: Data(built.output.utf8))
        let document = try #require(object as? [String: Any])
        let eembc = document["eembc"] as? [String: Any]
        #expect(document["protocol"] as? String == (benchmark == nil ? "framed" : "eembc"))
        #expect(eembc?["benchmark"] as? String == benchmark)
        #expect(eembc?["input_bytes"] as? Int == bytes)
        ids.insert(try #require(document["build_id"] as? String))
        let note = try String(contentsOfFile: home.directory + "/out/README.txt", encoding: .utf8)
        #expect(note.contains("EEMBC") == (benchmark != nil))
      }
      #expect(ids.count == 3)
    }
  }

  @Test func refusesWhatTheProtocolCannotCarry() async throws {
    try await Sandbox.with { home in
      let twoInputs = try home.write(EEMBCNetworks.ofTwoInputs)
      let eembc = ["--protocol", "eembc"]
      let refused: [(String, [String], String)] = [
        (twoInputs, eembc, "one input and gives one output, the model has 2 and 1"),
        (Example.model, eembc + ["--benchmark", "vww"], "the benchmark vww takes 27648 int8"),
        (Example.model, eembc + ["--benchmark", "sww"], "sww"),
        (Example.model, ["--benchmark", "vww"], "--benchmark goes with --protocol eembc"),
        (Example.model, ["--protocol", "morse"], "morse"),
      ]
      for (model, arguments, words) in refused {
        let out = home.directory + "/out"
        let outcome = try await home.run(
          ["build", model, "--board", "stm32f746g", "-o", out] + arguments)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("error: "))
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: out))
      }
    }
  }
}
