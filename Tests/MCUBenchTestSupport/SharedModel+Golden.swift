extension SharedModel {
  /// The graph inputs of one vector, in the graph's order.
  package func inputs(vector: Int) throws -> [[UInt8]] {
    try manifest.inputs.map { port in
      try slice(of: port.file, port: port, vector: vector)
    }
  }

  /// What a graph output must be for one vector.
  ///
  /// TensorFlow Lite for Microcontrollers decides; where it could not run the model, TensorFlow
  /// Lite does. Two operators follow the float computation instead: RELU6 on its own, which
  /// TensorFlow Lite's reference gets right, and SUM, which neither interpreter does.
  package func golden(output: Int, vector: Int) throws -> [UInt8] {
    let port = manifest.outputs[output]
    switch manifest.operators.map(\.op) {
    case ["SUM"]: return try sumInRealNumbers(vector: vector)
    case ["RELU6"]: return try slice(of: port.referenceFile, port: port, vector: vector)
    default:
      let file = port.tflmFile ?? port.referenceFile ?? port.optimisedFile
      return try slice(of: file, port: port, vector: vector)
    }
  }

  /// Whether `bytes` are what a graph output must be for one vector.
  ///
  /// Bit for bit, but for int8 models with FULLY_CONNECTED that only TensorFlow Lite could run: its
  /// reference rounds that operator once where the kernels here round twice, and may differ by one.
  package func isGolden(_ bytes: [UInt8], output: Int, vector: Int) throws -> Bool {
    let golden = try golden(output: output, vector: vector)
    let port = manifest.outputs[output]
    guard port.tflmFile == nil, port.dtype == "int8",
      manifest.operators.contains(where: { $0.op == "FULLY_CONNECTED" })
    else { return bytes == golden }
    return bytes.count == golden.count
      && zip(bytes, golden).allSatisfy { left, right in
        abs(Int(Int8(bitPattern: left)) - Int(Int8(bitPattern: right))) <= 1
      }
  }

  /// The activations that the manifest's files hold, by tensor, for one vector.
  package func goldenActivations() throws -> (vector: Int, tensors: [Int: [UInt8]]) {
    guard let held = manifest.intermediates else { throw MissingGoldenData(model: description) }
    let bytes = try contents(of: held.tflmFile ?? held.referenceFile)
    var tensors: [Int: [UInt8]] = [:]
    for extent in held.tensors {
      guard extent.offset + extent.bytes <= bytes.count else {
        throw MissingGoldenData(model: description)
      }
      tensors[extent.tensor] = Array(bytes[extent.offset..<extent.offset + extent.bytes])
    }
    return (held.vector, tensors)
  }

  private func slice(of file: String?, port: ModelManifest.Port, vector: Int) throws -> [UInt8] {
    guard let file else { throw MissingGoldenData(model: description) }
    let bytes = try contents(of: file)
    let start = vector * port.bytesPerVector
    guard bytes.count >= start + port.bytesPerVector else {
      throw MissingGoldenData(model: description)
    }
    return Array(bytes[start..<start + port.bytesPerVector])
  }

  /// The output of a model that is one SUM over height and width of an NHWC image, batch 1.
  private func sumInRealNumbers(vector: Int) throws -> [UInt8] {
    let layer = manifest.operators[0]
    let input = manifest.tensors[layer.inputs[0]]
    let output = manifest.tensors[layer.outputs[0]]
    guard let inputScale = input.scale?.first, let inputZero = input.zeroPoint?.first,
      let outputScale = output.scale?.first, let outputZero = output.zeroPoint?.first,
      let channels = input.shape.last
    else { throw MissingGoldenData(model: description) }
    let bytes = try inputs(vector: vector)[0]
    return (0..<channels).map { channel in
      let sum = stride(from: channel, to: bytes.count, by: channels).reduce(0) {
        $0 + Int(Int8(bitPattern: bytes[$1])) - inputZero
      }
      let real = (Double(sum) * inputScale / outputScale).rounded(.toNearestOrAwayFromZero)
      return UInt8(bitPattern: Int8(max(-128, min(127, real + Double(outputZero)))))
    }
  }
}

/// A model folder lacks the file that a test compares with.
package struct MissingGoldenData: Error {
  package let model: String
}
