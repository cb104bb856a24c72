/// What is known of one executed layer besides its cycles.
package struct LayerRecord: Hashable, Sendable, Codable {
  /// The layer's place in the order that ran.
  package let index: Int
  package let identity: LayerIdentity
  package let shapes: LayerShapes
  package let costs: LayerCosts
  package let placement: LayerPlacement
  package let path: LayerPath
  /// The window of the layer and cold passes that times it, or `nil` when the board makes no call.
  package let window: Int?

  package init(
    index: Int, identity: LayerIdentity, shapes: LayerShapes, costs: LayerCosts,
    placement: LayerPlacement, path: LayerPath, window: Int?
  ) {
    self.index = index
    self.identity = identity
    self.shapes = shapes
    self.costs = costs
    self.placement = placement
    self.path = path
    self.window = window
  }
}

/// Which layer of the file it is.
package struct LayerIdentity: Hashable, Sendable, Codable {
  /// The operator's place in the file's subgraph.
  package let nodeIndex: Int
  package let subgraph: Int
  /// The name of the first output tensor; untrusted text.
  package let name: String
  /// The first output tensor's place in the file.
  package let outputTensor: Int?
  /// The operator: `CONV_2D`.
  package let operatorName: String
  package let operatorVersion: Int
  /// A custom operator's name; untrusted text.
  package let customName: String?
  /// `NONE`, `RELU6`, or `nil` where the operator has no such option.
  package let fusedActivation: String?

  package init(
    nodeIndex: Int, subgraph: Int = 0, name: String, outputTensor: Int?, operatorName: String,
    operatorVersion: Int, customName: String? = nil, fusedActivation: String? = nil
  ) {
    self.nodeIndex = nodeIndex
    self.subgraph = subgraph
    self.name = name
    self.outputTensor = outputTensor
    self.operatorName = operatorName
    self.operatorVersion = operatorVersion
    self.customName = customName
    self.fusedActivation = fusedActivation
  }
}

/// Shapes, types and options that shape a layer's work.
package struct LayerShapes: Hashable, Sendable, Codable {
  package var inputs: [[Int]] = []
  package var outputs: [[Int]] = []
  package var weights: [Int]?
  package var kernelHeight: Int?
  package var kernelWidth: Int?
  package var strideHeight: Int?
  package var strideWidth: Int?
  package var dilationHeight: Int?
  package var dilationWidth: Int?
  /// `SAME` or `VALID`.
  package var padding: String?
  package var groups: Int?
  package var depthMultiplier: Int?
  package var inputType: String?
  package var weightType: String?
  package var outputType: String?
  package var isPerChannel: Bool?

  package init() {}
}

/// What a layer costs before it runs.
package struct LayerCosts: Hashable, Sendable, Codable {
  package let macCount: Int
  package let parameterCount: Int
  package let weightBytes: Int
  package let biasBytes: Int
  package let inputBytes: Int
  package let outputBytes: Int
  package let scratchBytes: Int?
  /// Activation bytes live while the layer runs.
  package let liveRAMBytes: Int?
  package let isPeak: Bool

  package init(
    macCount: Int, parameterCount: Int, weightBytes: Int, biasBytes: Int, inputBytes: Int,
    outputBytes: Int, scratchBytes: Int?, liveRAMBytes: Int?, isPeak: Bool
  ) {
    self.macCount = macCount
    self.parameterCount = parameterCount
    self.weightBytes = weightBytes
    self.biasBytes = biasBytes
    self.inputBytes = inputBytes
    self.outputBytes = outputBytes
    self.scratchBytes = scratchBytes
    self.liveRAMBytes = liveRAMBytes
    self.isPeak = isPeak
  }

  /// Multiplications and additions: two a MAC.
  package var operationCount: Int { 2 * macCount }
}

/// The memory regions a layer touches, by their names in the profile.
package struct LayerPlacement: Hashable, Sendable, Codable {
  package let weights: String?
  package let activationIn: String?
  package let activationOut: String?
  package let code: String?

  package init(weights: String?, activationIn: String?, activationOut: String?, code: String?) {
    self.weights = weights
    self.activationIn = activationIn
    self.activationOut = activationOut
    self.code = code
  }
}

/// The kernel that a layer uses, and why.
package struct LayerPath: Hashable, Sendable, Codable {
  /// The C function, or `nil` when no call is made.
  package let kernelSymbol: String?
  package let code: Code
  package let reason: String?

  /// The kind of code.
  package enum Code: String, Hashable, Sendable, Codable {
    /// Written for the core's vector instructions.
    case simd
    /// Portable C.
    case generic
    /// The general kernel where a faster one exists but does not fit the layer.
    case fallback
  }

  package init(kernelSymbol: String?, code: Code, reason: String? = nil) {
    self.kernelSymbol = kernelSymbol
    self.code = code
    self.reason = reason
  }
}
