import ModelGraph

/// A layer's options under the names of the manifests.
enum ManifestOptions {
  static func texts(of layer: Layer) -> [String: String] {
    switch layer.options {
    case .none: [:]
    case .convolution(let options): window(options)
    case .depthwiseConvolution(let options, let depthMultiplier):
      window(options).merging(["depthMultiplier": "\(depthMultiplier)"]) { $1 }
    case .transposeConvolution(let padding, let stride, let fused):
      [
        "padding": padding.rawValue, "strideH": "\(stride.height)", "strideW": "\(stride.width)",
        "fusedActivationFunction": fused.rawValue,
      ]
    case .pooling(let padding, let stride, let filter, let fused):
      [
        "padding": padding.rawValue, "strideH": "\(stride.height)", "strideW": "\(stride.width)",
        "filterHeight": "\(filter.height)", "filterWidth": "\(filter.width)",
        "fusedActivationFunction": fused.rawValue,
      ]
    case .fullyConnected(let fused, let shuffled, let keeps, let asymmetric):
      [
        "fusedActivationFunction": fused.rawValue,
        "weightsFormat": shuffled ? "SHUFFLED4x16INT8" : "DEFAULT", "keepNumDims": "\(keeps)",
        "asymmetricQuantizeInputs": "\(asymmetric)",
      ]
    case .arithmetic(let fused): ["fusedActivationFunction": fused.rawValue]
    case .concatenation(let axis, let fused):
      ["axis": "\(axis)", "fusedActivationFunction": fused.rawValue]
    case .reshape(let shape): shape.map { ["newShape": "\($0)"] } ?? [:]
    case .softmax(let beta): ["beta": beta == Float(Int(beta)) ? "\(Int(beta))" : "\(beta)"]
    case .reduction(let keeps): ["keepDims": "\(keeps)"]
    case .leakyRelu(let alpha): ["alpha": "\(alpha)"]
    default: otherTexts(of: layer)
    }
  }

  private static func otherTexts(of layer: Layer) -> [String: String] {
    switch layer.options {
    case .gather(let axis, let batch): ["axis": "\(axis)", "batchDims": "\(batch)"]
    case .stridedSlice(let masks):
      [
        "beginMask": "\(masks.begin)", "endMask": "\(masks.end)",
        "ellipsisMask": "\(masks.ellipsis)", "newAxisMask": "\(masks.newAxis)",
        "shrinkAxisMask": "\(masks.shrinkAxis)", "offset": "\(masks.endIsOffset)",
      ]
    case .pack(let axis, let count): ["axis": "\(axis)", "valuesCount": "\(count)"]
    case .unpack(let axis, let count): ["axis": "\(axis)", "num": "\(count)"]
    case .split(let count): ["numSplits": "\(count)"]
    case .shape(let type): ["outType": type.name.uppercased()]
    case .argMax(let type): ["outputType": "\(type.rawValue)"]
    case .mirrorPad(let symmetric): ["mode": symmetric ? "SYMMETRIC" : "REFLECT"]
    case .resize(let aligns, let half):
      ["alignCorners": "\(aligns)", "halfPixelCenters": "\(half)"]
    case .blockRearrangement(let size): ["blockSize": "\(size)"]
    case .batchMatMul(let x, let y): ["adjX": "\(x)", "adjY": "\(y)"]
    case .fakeQuant(let low, let high, let bits, let narrow):
      [
        "min": "\(Int(low))", "max": "\(Int(high))", "numBits": "\(bits)",
        "narrowRange": "\(narrow)",
      ]
    default: [:]
    }
  }

  private static func window(_ options: ConvolutionOptions) -> [String: String] {
    [
      "padding": options.padding.rawValue, "strideH": "\(options.stride.height)",
      "strideW": "\(options.stride.width)", "dilationHFactor": "\(options.dilation.height)",
      "dilationWFactor": "\(options.dilation.width)",
      "fusedActivationFunction": options.fusedActivation.rawValue,
    ]
  }
}
