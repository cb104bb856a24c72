import FloatReference
import MCUBenchTestSupport
import ModelGraph
import TFLiteReader
import Testing

/// Float models give the outputs of TensorFlow Lite's reference kernels.
@Suite(.enabled(if: SharedModels.isPresent, "../shared/models is absent"))
struct SharedFloatModelTests {
  private static let floatModels = SharedModels.all.filter {
    $0.manifest.inputs.first?.dtype == "float32"
  }

  /// Models whose weights or activations are integers at run time.
  private static func isRefused(_ model: SharedModel) -> Bool {
    ["int8", "dynamic_range", "int_float", "quantize"].contains {
      model.manifest.name.contains($0)
    }
  }

  @Test func thereAreFloatModels() {
    #expect(Self.floatModels.count(where: { !Self.isRefused($0) }) >= 12)
  }

  @Test(arguments: floatModels.filter { !isRefused($0) })
  func matchesTheReference(model: SharedModel) throws {
    let reference = try FloatReference(TFLiteReader.read(model.bytes()))
    for vector in 0..<model.manifest.vectorCount {
      let outputs = try reference.run(try model.inputs(vector: vector).map(floats))
      for (position, output) in outputs.enumerated() {
        let file = try #require(model.manifest.outputs[position].referenceFile)
        let all = floats(try model.contents(of: file))
        let expected = all[vector * output.count..<(vector + 1) * output.count]
        let largest = expected.map(abs).max() ?? 0
        let error = zip(output, expected).map { abs($0 - $1) }.max() ?? 0
        #expect(error <= 1e-5 * largest, "output \(position) of vector \(vector)")
      }
    }
  }

  @Test(arguments: floatModels.filter(isRefused))
  func refusesIntegers(model: SharedModel) throws {
    let graph = try TFLiteReader.read(model.bytes())
    let error = #expect(throws: FloatReferenceError.self) { try FloatReference(graph) }
    let summary = try #require(error?.summary)
    #expect(summary.contains("is of type int8, not float32"), "\(summary)")
  }

  private func floats(_ bytes: [UInt8]) -> [Float] {
    stride(from: 0, to: bytes.count - 3, by: 4).map { offset in
      Float(
        bitPattern: (0..<4).reduce(UInt32(0)) {
          $0 | UInt32(bytes[offset + $1]) << (8 * UInt32($1))
        })
    }
  }
}
