import Failures
import FirmwareArtifacts
import FirmwareGeneration
import Foundation
import ModelGraph
import Planning
import Testing

/// What the EEMBC protocol makes of a model.
@Suite struct EEMBCDeviceTests {
  private static func tensor(
    _ type: ElementType, _ shape: [Int], scales: [Float] = [0.5], zeroPoints: [Int] = [-3]
  ) -> Tensor {
    Tensor(
      name: "tensor", type: type, shape: shape,
      quantization: type == .int8 || type == .uint8
        ? Quantization(scales: scales, zeroPoints: zeroPoints) : nil)
  }

  /// A plan with these ends, and nothing between them that the protocol would look at.
  private static func plan(
    inputs: [Tensor], outputs: [Tensor], overwrites: Bool = false, arenas: [ArenaUse] = []
  ) throws -> ExecutionPlan {
    let ids = Array(inputs.indices)
    let graph = ModelGraph(
      tensors: inputs + outputs, layers: [], inputs: ids,
      outputs: outputs.indices.map { inputs.count + $0 },
      source: ModelSource(fileBytes: 1, sha256: "00"))
    return ExecutionPlan(
      graph: graph, board: try SmallPlan.board(), layers: [], placements: [:],
      overwrittenInputs: overwrites ? [0] : [], arenas: arenas, peakLiveBytes: 0, peakLayer: 0,
      isReordered: false, constantBytes: 0)
  }

  private static func device(
    _ input: Tensor, _ output: Tensor, _ benchmark: EEMBCBenchmark? = nil,
    arenas: [ArenaUse] = []
  ) throws -> EEMBCDevice {
    try EEMBCDevice(plan(inputs: [input], outputs: [output], arenas: arenas), benchmark: benchmark)
  }

  struct Guess: Sendable, CustomTestStringConvertible {
    let input: Tensor
    let output: Tensor
    let benchmark: EEMBCBenchmark
    let encoding: EEMBCDevice.Encoding
    let inputBytes: Int
    var testDescription: String { "\(input.type) \(input.shape) to \(output.shape)" }

    init(
      _ type: ElementType, _ input: [Int], _ output: [Int], _ benchmark: EEMBCBenchmark,
      _ encoding: EEMBCDevice.Encoding, _ inputBytes: Int
    ) {
      self.input = tensor(type, input)
      self.output = tensor(type == .float32 ? .float32 : .int8, output)
      (self.benchmark, self.encoding, self.inputBytes) = (benchmark, encoding, inputBytes)
    }
  }

  @Test(arguments: [
    Guess(.int8, [1, 96, 96, 3], [1, 2], .vww, .pixels, 27_648),
    Guess(.uint8, [1, 96, 96, 3], [1, 2], .vww, .asTheyAre, 27_648),
    Guess(.int8, [1, 32, 32, 3], [1, 10], .ic, .pixels, 3_072),
    Guess(.int8, [1, 49, 10, 1], [1, 12], .kws, .asTheyAre, 490),
    Guess(.int8, [1, 640], [1, 640], .ad, .floats, 2_560),
    Guess(.float32, [1, 640], [1, 640], .ad, .asTheyAre, 2_560),
    Guess(.int8, [1, 96, 96, 3], [1, 10], .raw, .asTheyAre, 27_648),
    Guess(.float32, [1, 96, 96, 3], [1, 2], .raw, .asTheyAre, 110_592),
    Guess(.int8, [1, 490], [1, 12], .raw, .asTheyAre, 490),
    Guess(.int8, [1, 28, 28, 1], [1, 10], .raw, .asTheyAre, 784),
    Guess(.float32, [3], [1], .raw, .asTheyAre, 12),
  ])
  func guessesTheBenchmarkFromTheShapes(_ guess: Guess) throws {
    let device = try Self.device(guess.input, guess.output)
    #expect(device.benchmark == guess.benchmark)
    #expect(device.encoding == guess.encoding)
    #expect(device.inputBytes == guess.inputBytes)
    #expect(device.bufferBytes == max(guess.inputBytes, 27_648))
  }

  @Test func takesABenchmarkByNameWhereTheSizesAgree() throws {
    let flat = Self.tensor(.int8, [1, 490])
    #expect(try Self.device(flat, Self.tensor(.int8, [12]), .kws).benchmark == .kws)
    let image = Self.tensor(.int8, [1, 32, 32, 3])
    let classes = Self.tensor(.int8, [1, 10])
    #expect(try Self.device(image, classes, .raw).encoding == .asTheyAre)
  }

  @Test(arguments: [
    (EEMBCBenchmark.vww, [1, 32, 32, 3], [1, 2]), (.vww, [1, 96, 96, 3], [1, 3]),
    (.ic, [1, 32, 32, 3], [1, 100]), (.kws, [1, 49, 10, 2], [1, 12]), (.ad, [1, 128], [1, 640]),
  ])
  func refusesABenchmarkOfOtherSizes(
    _ benchmark: EEMBCBenchmark, _ input: [Int], _ output: [Int]
  ) throws {
    let failure = #expect(throws: GenerationError.self) {
      try Self.device(Self.tensor(.int8, input), Self.tensor(.int8, output), benchmark)
    }
    guard case .otherBenchmark(benchmark.rawValue, _)? = failure?.reason else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(failure?.remedy?.contains("raw") == true)
    #expect(failure?.exitStatus == .wrongInput)
  }

  @Test func refusesWhatHasNoPlaceInTheProtocol() throws {
    let (input, output) = (Self.tensor(.int8, [1, 8]), Self.tensor(.int8, [1, 8]))
    let perChannel = Self.tensor(.int8, [1, 2], scales: [1, 2], zeroPoints: [0, 0])
    for (inputs, outputs, overwrites, reason) in [
      ([input, input], [output], false, .notOneInputAndOutput(inputs: 2, outputs: 1)),
      ([input], [output, output], false, .notOneInputAndOutput(inputs: 1, outputs: 2)),
      ([], [output], false, .notOneInputAndOutput(inputs: 0, outputs: 1)),
      ([input], [Self.tensor(.bool, [1])], false, .outputWithoutRealNumbers(type: "bool")),
      ([input], [perChannel], false, .outputWithoutRealNumbers(type: "int8")),
      ([input], [output], true, .inputIsUsedUp(bytes: 8)),
    ] as [([Tensor], [Tensor], Bool, GenerationError.Reason)] {
      #expect(throws: GenerationError(reason: reason)) {
        try EEMBCDevice(
          Self.plan(inputs: inputs, outputs: outputs, overwrites: overwrites), benchmark: nil)
      }
    }
  }

  @Test func findsRoomForTheBufferBesideTheArenas() throws {
    let (input, output) = (Self.tensor(.int8, [1, 1000]), Self.tensor(.int8, [1, 2]))
    func device(_ dtcm: Int, _ sram: Int) throws -> EEMBCDevice {
      try Self.device(
        input, output,
        arenas: [
          ArenaUse(region: "dtcm", byteCount: dtcm), ArenaUse(region: "sram1", byteCount: sram),
        ])
    }
    let (dtcm, sram) = (65_536 - 4_096, 245_760)  // boards/stm32f746g.yaml
    #expect(try device(0, 0).bufferRegion == "dtcm")
    #expect(try device(dtcm, 0).bufferRegion == "sram1")
    #expect(try device(dtcm, 0).bufferBytes == 27_648)
    #expect(try device(dtcm - 1_008, sram).bufferBytes == 1_000)
    #expect(
      throws: GenerationError(reason: .noRoomForBuffer(bytes: 1_000, largestRoomBytes: 992))
    ) {
      try device(dtcm - 999, sram - 5)
    }
  }

  private func sources(_ device: EEMBCDevice) throws -> FirmwareSources {
    try FirmwareGenerator.sources(
      for: SmallPlan.plan(), template: SmallPlan.template(), session: .eembc(device))
  }

  @Test func compilesItsOwnSessionInPlaceOfTheFramedOne() throws {
    let device = try Self.device(Self.tensor(.int8, [1, 640]), Self.tensor(.int8, [1, 640]))
    let sources = try sources(device)
    let paths = sources.shared.map(\.path)
    #expect(paths.contains("runtime/eembc/mcub_eembc_session.c"))
    #expect(paths.contains("runtime/mcub_inference.c"))
    #expect(!paths.contains { $0.hasPrefix("runtime/framed/") })
    let framed = try FirmwareGenerator.sources(
      for: SmallPlan.plan(), template: SmallPlan.template())
    #expect(!framed.shared.contains { $0.path.hasPrefix("runtime/eembc/") })
    #expect(sources.buildID != framed.buildID)
    let kernels = { (sources: FirmwareSources) in
      sources.shared.filter { $0.path.hasPrefix("kernels/") || $0.path.hasPrefix("startup/") }
    }
    #expect(kernels(sources) == kernels(framed))
    let headers = Set(sources.headers.map(\.path))
    for file in sources.shared + sources.generated + sources.headers {
      for include in file.contents.matches(of: /#include "([^"]+)"/) {
        #expect(headers.contains(String(include.output.1)), "in \(file.path)")
      }
    }
  }

  @Test func writesTheDevicesTable() throws {
    let device = try Self.device(
      Self.tensor(.int8, [1, 640]), Self.tensor(.int8, [1, 640], scales: [2]))
    let text = try #require(
      sources(device).generated.first { $0.path == "mcub_model.c" }
    ).contents
    #expect(text.contains("mcub_model_bauds[] = {115200u, };"))
    #expect(text.contains("static uint8_t mcub_buffer_dtcm[27648]\n"))
    for line in [
      ".model = \"ad01\"", ".input_bytes = 2560", ".encoding = MCUB_EEMBC_FLOATS",
      ".input_scale = 1056964608u", ".input_zero_point = -3", ".output_type = MCUB_EEMBC_INT8",
      ".output_scale = 1073741824u", ".output_count = 640", ".results = MCUB_EEMBC_SQUARE_ERROR",
    ] {
      #expect(text.contains("    \(line),"), "\(line)")
    }
  }
}
