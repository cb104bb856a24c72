/// What a model folder's `manifest.json` says of its model, as far as tests need it.
package struct ModelManifest: Decodable, Sendable {
  package let name: String
  package let group: String
  package let model: String
  package let sha256: String
  package let bytes: Int
  package let macs: Int
  package let vectorCount: Int
  package let constantBytes: Int
  package let inputs: [Port]
  package let outputs: [Port]
  package let operators: [Operator]
  package let tensors: [Tensor]
  package let exactPeak: ExactPeak
  package let intermediates: Intermediates?

  enum CodingKeys: String, CodingKey {
    case name, group, model, sha256, bytes, macs, inputs, outputs, tensors, intermediates
    case vectorCount = "n_vectors"
    case constantBytes = "const_bytes"
    case operators = "ops"
    case exactPeak = "peak_memory_exact"
  }

  /// A graph input or output with its files of vectors.
  package struct Port: Decodable, Sendable {
    package let index: Int
    package let shape: [Int]
    package let dtype: String
    package let bytesPerVector: Int
    package let file: String?
    package let referenceFile: String?
    package let tflmFile: String?
    package let optimisedFile: String?

    enum CodingKeys: String, CodingKey {
      case index, shape, dtype, file
      case bytesPerVector = "bytes_per_vector"
      case referenceFile = "file_ref"
      case tflmFile = "file_tflm"
      case optimisedFile = "file_tflite_opt"
    }
  }

  package struct Operator: Decodable, Sendable {
    package let index: Int
    package let op: String
    package let version: Int
    package let inputs: [Int]
    package let outputs: [Int]
    package let options: [String: Option]
    package let macs: Int
  }

  package struct Tensor: Decodable, Sendable {
    package let index: Int
    package let name: String
    package let shape: [Int]
    package let dtype: String
    package let const: Bool
    package let bytes: Int?
    package let scale: [Double]?
    package let zeroPoint: [Int]?
    package let quantizedDimension: Int?
    package let shapeSignature: [Int]?

    enum CodingKeys: String, CodingKey {
      case index, name, shape, dtype, const, bytes, scale
      case zeroPoint = "zero_point"
      case quantizedDimension = "quantized_dimension"
      case shapeSignature = "shape_signature"
    }
  }

  /// Where the files of every activation of one vector hold each of them.
  package struct Intermediates: Decodable, Sendable {
    package let vector: Int
    package let referenceFile: String
    package let tflmFile: String?
    package let tensors: [Extent]

    package struct Extent: Decodable, Sendable {
      package let tensor: Int
      package let offset: Int
      package let bytes: Int
    }

    enum CodingKeys: String, CodingKey {
      case vector, tensors
      case referenceFile = "file_ref"
      case tflmFile = "file_tflm"
    }
  }

  /// Peak bytes of live activations: in the stored order, and in the best one.
  package struct ExactPeak: Decodable, Sendable {
    package let original: Int
    package let best: Int
  }

  /// The value of an operator's option, written as text: `3`, `true`, `SAME`, `[1, 2]`, `null`.
  package struct Option: Decodable, Sendable {
    package let text: String

    package init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if value.decodeNil() {
        text = "null"
      } else if let flag = try? value.decode(Bool.self) {
        text = "\(flag)"
      } else if let number = try? value.decode(Int.self) {
        text = "\(number)"
      } else if let number = try? value.decode(Float.self) {
        text = "\(number)"
      } else if let list = try? value.decode([Int].self) {
        text = "\(list)"
      } else {
        text = try value.decode(String.self)
      }
    }
  }
}
