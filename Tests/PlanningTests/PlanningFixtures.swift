import ModelGraph
import Planning

@testable import BoardProfiles

/// A graph of byte tensors without meaning: what matters is who reads what, and how large it is.
struct GraphSketch {
  private(set) var tensors: [Tensor] = []
  private(set) var layers: [Layer] = []
  private(set) var calls: [KernelCall] = []
  var inputs: [TensorID] = []
  var outputs: [TensorID] = []

  mutating func tensor(_ byteCount: Int, data: [UInt8]? = nil) -> TensorID {
    tensors.append(Tensor(name: "t", type: .int8, shape: [byteCount], data: data))
    return tensors.count - 1
  }

  mutating func input(_ byteCount: Int) -> TensorID {
    let id = tensor(byteCount)
    inputs.append(id)
    return id
  }

  /// Adds a layer that reads `inputs` and makes one tensor.
  mutating func layer(
    _ inputs: [TensorID], makes byteCount: Int, inPlace: [Int] = [], isCopy: Bool = false,
    scratchBytes: Int = 0
  ) -> TensorID {
    let output = tensor(byteCount)
    layers.append(
      Layer(
        nodeIndex: layers.count, kind: isCopy ? .reshape : .relu, inputs: inputs,
        outputs: [output]))
    var arguments = (inputs + [output]).map(KernelArgument.tensor)
    if scratchBytes > 0 { arguments.append(.scratch(byteCount: scratchBytes)) }
    calls.append(
      KernelCall(
        symbol: "k", header: "k.h", parameterType: "k_params", parameters: [],
        arguments: arguments, inPlaceInputs: isCopy ? [0] : inPlace, isPlainCopy: isCopy))
    return output
  }

  var lowered: LoweredGraph {
    LoweredGraph(
      graph: ModelGraph(
        tensors: tensors, layers: layers, inputs: inputs, outputs: outputs,
        source: ModelSource(fileBytes: 0, sha256: "")), calls: calls)
  }
}

extension BoardProfile {
  /// A board with the named arena sizes, in order, and `flashBytes` of flash.
  static func sketch(
    _ arenas: [(name: String, bytes: Int)], flashBytes: Int = 1 << 20, core: String = "none"
  ) -> Self {
    BoardProfile(
      name: "sketch", title: "Sketch", chip: "none",
      core: Core(name: core, kernelsOf: nil, cycleCounter: "none"),
      clock: ClockSetting(coreHertz: 1, source: .crystal, readBack: []),
      memory: [
        MemoryRegion(name: "flash", origin: 0, bytes: flashBytes, kind: .flash, reservedBytes: 0)
      ]
        + arenas.map {
          MemoryRegion(name: $0.name, origin: 0, bytes: $0.bytes, kind: .arena, reservedBytes: 0)
        },
      serial: SerialLink(baud: 1, fallbackBauds: [], dtr: .keep, rts: .keep, route: "none"),
      flashing: FlashSetting(
        tool: .openocd, otherTools: nil, probe: .stLink, target: "target/none.cfg",
        limitSeconds: 1, restores: []),
      toolchain: ToolchainSetting(
        prefix: "", preferred: nil, machineFlags: [], compileFlags: [], assemblyFlags: nil,
        linkFlags: [], debianPackages: []),
      firmware: FirmwareSetting(
        startup: ["none"], linkerScript: "none", boardSupport: "none", stackBytes: 0),
      timingClaims: nil)
  }
}
