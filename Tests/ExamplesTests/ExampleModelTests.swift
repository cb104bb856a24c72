import Foundation
import GraphPreparation
import HostReference
import Planning
import TFLiteReader
import Testing

/// The models of `examples/` give the answers that lie beside them.
///
/// `examples/README.md` says which program recorded them.
struct ExampleModelTests {
  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "examples")

  static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appending(path: path)))
  }

  static func lowered(_ path: String) throws -> LoweredGraph {
    try Lowering.lower(GraphPreparation.prepare(TFLiteReader.read(bytes(path))))
  }

  @Test func mobileNetAnswersItsInputBitForBit() throws {
    let name = "mobilenetv1_0.25_96_c3_o2"
    let answer = try HostReference.run(
      Self.lowered("\(name)/\(name).tflite"), inputs: [Self.bytes("\(name)/input.bin")])
    #expect(answer == [try Self.bytes("\(name)/output.bin")])
  }

  @Test(arguments: [("cnn_int8", 8), ("block_inverted_residual", 4), ("block_hswish_conv", 4)])
  func smallNetworkAnswersEachInputBitForBit(name: String, count: Int) throws {
    let network = try Self.lowered("\(name)/\(name).tflite")
    let inputs = try Self.bytes("\(name)/input.bin")
    let bytes = inputs.count / count
    let answers = try (0..<count).map { index in
      let input = Array(inputs[index * bytes..<(index + 1) * bytes])
      return try #require(try HostReference.run(network, inputs: [input]).first)
    }
    #expect(try answers.flatMap { $0 } == Self.bytes("\(name)/output.bin"))
  }

  @Test func digitClassifierAnswersEachDigit() throws {
    let name = "cnn_separable_int8"
    let network = try Self.lowered("\(name)/\(name).tflite")
    let digits = try Self.bytes("\(name)/digits.bin")
    let imageBytes = 28 * 28
    try #require(digits.count == 20 * imageBytes)

    let answers = try (0..<20).map { image in
      let input = Array(digits[image * imageBytes..<(image + 1) * imageBytes])
      return try #require(try HostReference.run(network, inputs: [input]).first)
    }
    #expect(try answers.prefix(5).flatMap { $0 } == Self.bytes("\(name)/output_first5.bin"))

    let classes = answers.map { scores in
      let signed = scores.map { Int8(bitPattern: $0) }
      return UInt8(signed.indices.max { signed[$0] < signed[$1] } ?? 0)
    }
    #expect(try classes == Self.bytes("\(name)/classes.bin"))
    let labels = try Self.bytes("\(name)/labels.bin")
    #expect(zip(classes, labels).count { $0 == $1 } == 19)
  }
}
