import BoardProfiles
import ModelGraph
import Planning

/// A planned layer's board call, as the cost forms read it.
struct PlannedCall {
  let call: KernelCall
  let step: PlannedLayer
  let plan: ExecutionPlan
  let flashLines: FlashLines
  private let parameters: [String: [Int32]]

  init(_ step: PlannedLayer, of plan: ExecutionPlan, flashLines: FlashLines) {
    self.flashLines = flashLines
    self.step = step
    self.plan = plan
    call = step.boardCall
    parameters = Dictionary(
      call.parameters.map { ($0.name, $0.values) }, uniquingKeysWith: { first, _ in first })
  }

  var symbol: String { call.symbol }

  /// A parameter of the call, or 0 where it has none of that name.
  subscript(name: String) -> Double { Double(parameters[name]?.first ?? 0) }

  /// A parameter that the form cannot do without when the kernel has it, else `fallback`.
  func parameter(_ name: String, or fallback: Double) -> Double {
    parameters[name]?.first.map(Double.init) ?? fallback
  }

  func array(_ name: String) -> [Double] { (parameters[name] ?? []).map(Double.init) }

  /// Elements of the layer's activations: of all inputs, or of its outputs.
  var inputElements: Double {
    elements(step.layer.inputs.compactMap(\.self).filter { !plan.graph.tensors[$0].isConstant })
  }
  var outputElements: Double { elements(step.layer.outputs) }
  /// Multiply-accumulates, 0 where the operator has no weights.
  var macs: Double { Double(step.layer.macCount(in: plan.graph)) }

  private func elements(_ tensors: [TensorID]) -> Double {
    tensors.reduce(0) { $0 + Double(plan.graph.tensors[$1].elementCount) }
  }

  /// Extents of an input, `[]` where there is none.
  func inputShape(_ place: Int) -> [Int] {
    step.layer.input(place).map { plan.graph.tensors[$0].shape } ?? []
  }

  /// Bytes of the constants that the kernel reads, and of one role alone.
  var constantBytes: Double {
    call.arguments.reduce(0) { sum, argument in
      switch argument {
      case .constant(let constant): sum + Double(constant.bytes.count)
      case .tensor(let tensor) where plan.graph.tensors[tensor].isConstant:
        sum + Double(plan.graph.tensors[tensor].byteCount)
      case .tensor, .tensors, .scratch, .null: sum
      }
    }
  }

  /// A constant's bytes, none where the call has none of that role.
  func constant(_ role: String) -> [UInt8] {
    for case .constant(let constant) in call.arguments where constant.role == role {
      return constant.bytes
    }
    return []
  }

  func constantBytes(_ role: String) -> Double {
    call.arguments.reduce(0) { sum, argument in
      guard case .constant(let constant) = argument, constant.role == role else { return sum }
      return sum + Double(constant.bytes.count)
    }
  }

  /// The words of the constants of one role.
  func constantWords(_ role: String) -> [Int32] {
    call.arguments.flatMap { argument -> [Int32] in
      guard case .constant(let constant) = argument, constant.role == role else { return [] }
      return stride(from: 0, to: constant.bytes.count - 3, by: 4).map { place in
        (0..<4).reduce(0) { $0 | Int32(bitPattern: UInt32(constant.bytes[place + $1])) << (8 * $1) }
      }
    }
  }

  // MARK: Where things lie

  /// Where activations should lie: what lies there has no term of its own.
  var fastRegion: String? { plan.board.arenaRegions.first?.name }

  /// Whether RAM takes the same wherever it lies, and a load from flash makes the core wait: RP2040
  /// datasheet, 2.6.2, and ESP32 technical reference manual, system and memory, embedded memory.
  var hasEvenMemory: Bool { ["cortex-m0plus", "lx6"].contains(plan.board.core.name) }

  /// Whether what lies in `region` takes other cycles than in the fastest.
  func isSlower(_ region: String) -> Bool {
    region != fastRegion && !hasEvenMemory
  }

  /// Bytes from which on the board's memcpy goes by words: newlib's for Armv6-M, and the LX6's own.
  var wordCopyBytes: Double { plan.board.core.name == "cortex-m0plus" ? 16 : 4 }

  func region(of tensors: [TensorID?]) -> String? {
    tensors.lazy.compactMap(\.self).compactMap { plan.placements[$0]?.region }.first
  }

  /// Bytes that the kernel reads of its inputs, writes of its outputs and moves in its scratch, as
  /// terms, where they lie in another region than the fastest.
  func traffic(read: Double, written: Double, scratch: Double = 0) -> [CostTerm] {
    let moved = [
      ("read", region(of: step.layer.inputs), read),
      ("write", region(of: step.layer.outputs), written),
      ("scratch", step.scratch?.region, scratch),
    ]
    return moved.compactMap { way, region, bytes in
      guard let region, isSlower(region), bytes > 0 else { return nil }
      if hasDataCache {
        return CostTerm(
          way == "write" ? CostTerm.writtenLine : CostTerm.memoryLine,
          bytes / Double(DataCache.lineBytes))
      }
      return CostTerm("\(way)@\(region)", bytes)
    }
  }
}

/// `count / size`, rounded up.
func blocks(of count: Double, by size: Double) -> Double { (count / max(size, 1)).rounded(.up) }

/// The share of places beside words, of those that steps of rows and of pixels lead to.
///
/// The first place lies `offset` bytes behind a word's start. A load beside a word waits.
func unalignedShare(of steps: [Double], offset: Double = 0) -> Double {
  var places = [Int(offset)]
  for step in steps {
    places = places.flatMap { place in (0..<4).map { place + $0 * Int(step) } }
  }
  return Double(places.count { $0 & 3 != 0 }) / Double(places.count)
}
