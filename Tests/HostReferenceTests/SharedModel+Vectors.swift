import MCUBenchTestSupport

extension SharedModel {
  /// The graph inputs of one vector, in the graph's order.
  func inputs(vector: Int) throws -> [[UInt8]] {
    try manifest.inputs.map { port in
      try slice(of: port.file ?? "", port: port, vector: vector)
    }
  }

  /// What a graph output must be for one vector.
  ///
  /// TensorFlow Lite for Microcontrollers decides; where it could not run the model, TensorFlow
  /// Lite's reference kernels do. The two operators where both are wrong have expectations of their
  /// own.
  func golden(output: Int, vector: Int) throws -> [UInt8] {
    let port = manifest.outputs[output]
    let file = port.tflmFile ?? port.referenceFile ?? port.optimisedFile ?? ""
    return try slice(of: file, port: port, vector: vector)
  }

  private func slice(of file: String, port: ModelManifest.Port, vector: Int) throws -> [UInt8] {
    let start = vector * port.bytesPerVector
    return Array(try contents(of: file)[start..<start + port.bytesPerVector])
  }
}
