import BoardProfiles
import FirmwareArtifacts
import FirmwareGeneration
import Foundation
import ModelGraph
import Planning

/// A network of three layers, planned by hand: a sum with a constant, a copy that is left out, and
/// a copy of the sum's constant.
enum SmallPlan {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// A name that would do harm in a comment, a string, or a line of C.
  static let hostileName = "*/ \"\\\n#include </etc/passwd>\u{0}%s"

  static func board() throws -> BoardProfile {
    try BoardProfile.load(from: root + "/boards", named: "stm32f746g")
  }

  static func template() throws -> FirmwareTemplate {
    try FirmwareTemplate.load(
      templateDirectory: root + "/firmware-template", kernelDirectory: root + "/Sources/CKernels")
  }

  static func plan(
    weight: UInt8 = 7, layerCount: Int = 3, placesOutput: Bool = true, keepsInput: Bool = true,
    copiesWeights: Bool = false
  ) throws -> ExecutionPlan {
    let constant = [UInt8](repeating: weight, count: 16)
    func activation() -> Tensor { Tensor(name: hostileName, type: .int8, shape: [16]) }
    let tensors = [
      activation(), activation(), activation(), activation(),
      Tensor(name: hostileName, type: .int8, shape: [16], data: constant),
    ]
    func place(_ region: String, _ offset: Int) -> MemoryPlacement {
      MemoryPlacement(region: region, offsetBytes: offset, byteCount: 16)
    }
    let copies = (0..<layerCount).map { index in
      let ends = [(0, 1), (1, 2), (4, 3)][min(index, 2)]
      let layer = Layer(
        nodeIndex: index, kind: .reshape, customName: hostileName, inputs: [ends.0],
        outputs: [ends.1])
      let isMultiply = index == 0
      return PlannedLayer(
        layer: layer,
        call: isMultiply ? pairing(ends.0, ends.1, constant) : copy(ends.0, ends.1),
        isElided: index == 1, scratch: nil, liveBytes: 32,
        weightCopy: isMultiply && copiesWeights ? place("sram1", keepsInput ? 32 : 16) : nil)
    }
    let graph = ModelGraph(
      tensors: tensors, layers: copies.map(\.layer), inputs: [0], outputs: [2, 3, 4],
      source: ModelSource(fileBytes: 1, sha256: "00", description: hostileName))
    var placements = [0: place("dtcm", 0), 1: place("dtcm", 16), 2: place("dtcm", 16)]
    if placesOutput { placements[3] = place("sram1", 0) }
    return ExecutionPlan(
      graph: graph, board: try board(), layers: copies, placements: placements,
      inputCopies: keepsInput ? [0: place("sram1", 16)] : [:], overwrittenInputs: [0],
      arenas: [
        ArenaUse(region: "dtcm", byteCount: 32),
        ArenaUse(
          region: "sram1", byteCount: 16, inputCopiesEnd: keepsInput ? 32 : 16,
          reservedBytes: (keepsInput ? 32 : 16) + (copiesWeights ? 16 : 0)),
      ],
      peakLiveBytes: 32, peakLayer: 0, isReordered: false, constantBytes: 16)
  }

  /// A table of 12 elements, planned for the Pico's cores.
  static func halved(cores: Int = 2) throws -> ExecutionPlan {
    let board = try BoardProfile.load(from: root + "/boards", named: "pico").using(cores: cores)
    let activation = Tensor(name: "t", type: .int8, shape: [12])
    let layer = Layer(nodeIndex: 0, kind: .logistic, inputs: [0], outputs: [1])
    let graph = ModelGraph(
      tensors: [activation, activation], layers: [layer], inputs: [0], outputs: [1],
      source: ModelSource(fileBytes: 1, sha256: "00"))
    let table = KernelConstant(role: "table", int8: [Int8](repeating: 1, count: 256))
    let call = KernelCall(
      symbol: "mcub_lookup_s8_ref", header: "mcub_lookup_s8.h",
      parameterType: "mcub_lookup_s8_params", parameters: [KernelParameter("count", 12)],
      arguments: [.tensor(0), .constant(table), .tensor(1)], inPlaceInputs: [0])
    return try Planner.plan(LoweredGraph(graph: graph, calls: [call]), for: board)
  }

  private static func copy(_ input: TensorID, _ output: TensorID) -> KernelCall {
    KernelCall(
      symbol: "mcub_copy_ref", header: "mcub_copy.h", parameterType: "mcub_copy_params",
      parameters: [KernelParameter("byte_count", 16)],
      arguments: [.tensor(input), .tensor(output)], isPlainCopy: true)
  }

  /// A copy by way of a list of inputs, one of them packer-made data equal to a constant tensor.
  private static func pairing(
    _ input: TensorID, _ output: TensorID, _ constant: [UInt8]
  ) -> KernelCall {
    KernelCall(
      symbol: "mcub_concatenation_ref", header: "mcub_concatenation.h",
      parameterType: "mcub_concatenation_params",
      parameters: [
        KernelParameter("outer_count", .min), KernelParameter("input_count", 2),
      ],
      arguments: [
        .tensors([input, 4]),
        .constant(KernelConstant(role: "row_bytes", type: .int32, bytes: constant)),
        .tensor(output),
      ], streamedArgument: 1)
  }
}
