import BoardProfiles
import Foundation
import ModelGraph
import Planning
import Testing

@testable import Calibration

/// Networks of many layers to measure.
struct SweepNetworkTests {
  private static let boards =
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path + "/boards"

  /// The shape of the wanted layer's output.
  private static func outputShape(_ layer: SweepLayer) -> [Int] {
    func extent(_ extent: Int) -> Int {
      layer.isPadded
        ? (extent + layer.stride - 1) / layer.stride
        : (extent - layer.kernel) / layer.stride + 1
    }
    let (height, width, channels) = (layer.height, layer.width, layer.channels)
    switch layer.kind {
    case .convolution: return [1, extent(height), extent(width), layer.outputs]
    case .depthwise: return [1, extent(height), extent(width), channels * layer.outputs]
    case .fullyConnected: return [1, layer.outputs]
    case .averagePool, .maxPool: return [1, extent(height), extent(width), channels]
    case .mean: return [1, channels]
    case .softmax: return [height * width, channels]
    case .add, .addRepeated, .addScalar, .multiply, .multiplyRepeated, .multiplyScalar, .table,
      .relu:
      return [1, height, width, channels]
    case .concatenation: return [1, height, width, 2 * channels]
    case .pad: return [1, height + 2, width + 2, channels]
    case .shuffle: return [height, width, channels / 2, 2]
    case .slice: return [1, height, width, max(channels / 2, 1)]
    }
  }

  private static func kind(_ layer: SweepLayer) -> OperatorKind {
    switch layer.kind {
    case .convolution: .conv2D
    case .depthwise: .depthwiseConv2D
    case .fullyConnected: .fullyConnected
    case .add, .addRepeated, .addScalar: .add
    case .multiply, .multiplyRepeated, .multiplyScalar: .mul
    case .averagePool: .averagePool2D
    case .maxPool: .maxPool2D
    case .mean: .mean
    case .softmax: .softmax
    case .table: .logistic
    case .relu: .relu
    case .concatenation: .concatenation
    case .pad: .pad
    case .shuffle: .transpose
    case .slice: .stridedSlice
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func isAChainInWhichEveryTensorHasWhatItsTypeTakes(seed: UInt64) {
    let layers = SweepSpace.layers(60, seed: seed)
    let graph = SweepNetwork(layers, seed: seed).graph
    var made = Set(graph.inputs)
    for layer in graph.layers {
      for input in layer.inputs.compactMap(\.self) {
        #expect(made.contains(input) || graph.tensors[input].isConstant)
      }
      for output in layer.outputs { #expect(made.insert(output).inserted) }
    }
    #expect(graph.outputs.allSatisfy(made.contains))
    for tensor in graph.tensors {
      #expect(tensor.shape.allSatisfy { $0 > 0 })
      if let data = tensor.data { #expect(data.count == tensor.byteCount) }
      let scales = tensor.quantization?.scales ?? []
      #expect(scales.allSatisfy { $0 > 0 && $0.isFinite })
      if scales.count > 1, let dimension = tensor.quantization?.dimension {
        #expect(scales.count == tensor.shape[dimension])
      }
    }
    // What no layer reads would be measured for nothing, or left out.
    let read = Set(graph.layers.flatMap { $0.inputs.compactMap(\.self) } + graph.outputs)
    #expect(graph.layers.allSatisfy { read.contains($0.outputs[0]) })
  }

  @Test(arguments: [4, 5, 6] as [UInt64])
  func everyWantedLayerStandsAtItsPlace(seed: UInt64) {
    let layers = SweepSpace.layers(60, seed: seed)
    let network = SweepNetwork(layers, seed: seed)
    #expect(network.places.count == layers.count)
    #expect(network.places == network.places.sorted())
    #expect(Set(network.places).count == layers.count)
    for (layer, place) in zip(layers, network.places) {
      let made = network.graph.layers[place]
      #expect(made.kind == Self.kind(layer))
      #expect(network.graph.tensors[made.outputs[0]].shape == Self.outputShape(layer), "\(layer)")
      let inputs = made.inputs.compactMap(\.self).filter { !network.graph.tensors[$0].isConstant }
      #expect(network.graph.tensors[inputs[0]].elementCount == layer.inputElements, "\(layer)")
    }
  }

  /// As a calibration finds them: by what they make, since a plan may stand in another order.
  @Test(arguments: ["stm32f746g", "nucleo-f446re", "pico", "esp32-240mhz"], [7, 8] as [UInt64])
  func everyWantedLayerIsInTheBoardsPlan(name: String, seed: UInt64) throws {
    let board = try BoardProfile.load(from: Self.boards, named: name)
    let drawn = SweepSpace.layers(60, seed: seed)
    for start in stride(from: 0, to: drawn.count, by: 10) {
      let layers = Array(drawn[start..<start + 10])
      let network = SweepNetwork(layers, seed: seed)
      let plan: ExecutionPlan
      do {
        plan = try Planner.plan(network.graph, for: board)
      } catch let error as PlanningError {
        // Too large for a small board together: each alone says the same or fits.
        #expect(
          layers.contains {
            (try? Planner.plan(SweepNetwork([$0], seed: 1).graph, for: board)) == nil
          }
            || name != "stm32f746g", "\(error)")
        continue
      }
      for (layer, place) in zip(layers, network.places) {
        let wanted = network.graph.layers[place]
        let steps = plan.layers.filter { $0.layer.outputs == wanted.outputs }
        #expect(steps.count == 1, "\(layer)")
        guard let step = steps.first else { continue }
        // Whether the layer is a view of its input is the kernel's, not the sweep's.
        #expect(!step.isElided, "\(layer)")
        #expect(plan.graph.tensors[step.layer.outputs[0]].shape == Self.outputShape(layer))
      }
    }
  }

  @Test func theSameSeedGivesTheSameNetworkAndAnotherSeedOtherData() {
    let layers = SweepSpace.layers(12, seed: 3)
    let first = SweepNetwork(layers, seed: 5).graph
    #expect(SweepNetwork(layers, seed: 5).graph == first)
    let other = SweepNetwork(layers, seed: 6).graph
    #expect(other.layers == first.layers)
    #expect(other.tensors.map(\.shape) == first.tensors.map(\.shape))
    #expect(other.tensors.map(\.data) != first.tensors.map(\.data))
  }

  @Test func aNetworkOfNothingHasNoLayers() {
    let network = SweepNetwork([], seed: 1)
    #expect(network.graph.layers.isEmpty && network.places.isEmpty)
  }
}
