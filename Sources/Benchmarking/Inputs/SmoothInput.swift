package import ModelGraph
import RandomNumbers

/// The input that a run takes when none is given: seeded, smooth, the same on every machine.
///
/// Each graph input is taken as an image of height, width and channels (the last three extents; one
/// where there are fewer). With slopes and phases drawn from the seed for each channel c,
///
///     v(y, x, c) = (tri(a x + b y + p) + tri(d x - e y + q)) / 2
///
/// in integers, where tri is the triangle wave between 0 and 255 with period 512. Then v - 128
/// becomes an int8 element, v a uint8 element, and 256 (v - 128) an int16 element. A float32 element
/// is the real number that the QUANTIZE operator behind it maps to v - 128, or (v - 128) / 128.
package enum SmoothInput {
  /// The vector for `graph`.
  package static func vectors(for graph: ModelGraph, seed: UInt64 = 1) -> InputVectors {
    let vector = graph.inputs.enumerated().map { position, tensor in
      bytes(
        of: graph.tensors[tensor], quantization: graph.quantization(ofInput: tensor),
        seed: seed &+ UInt64(position))
    }
    return InputVectors(vectors: [vector], source: "smooth, seed \(seed)")
  }

  private static func bytes(
    of tensor: Tensor, quantization: Quantization?, seed: UInt64
  ) -> [UInt8] {
    let extents = [1, 1, 1] + tensor.shape
    let isImage = tensor.shape.count >= 3
    let channels = isImage ? max(1, extents[extents.count - 1]) : 1
    let width = max(1, isImage ? extents[extents.count - 2] : extents[extents.count - 1])
    let height = max(1, isImage ? extents[extents.count - 3] : 1)
    var generator = SplitMix(seed: seed)
    let waves = (0..<channels).map { _ in Waves(width: width, height: height, &generator) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(tensor.byteCount)
    for element in 0..<tensor.elementCount {
      let pixel = element / channels
      let value = waves[element % channels].value(x: pixel % width, y: pixel / width % height)
      append(value, as: tensor.type, quantization: quantization, to: &bytes)
    }
    return bytes
  }

  private static func append(
    _ value: Int, as type: ElementType, quantization: Quantization?, to bytes: inout [UInt8]
  ) {
    let centred = value - 128
    switch type {
    case .int8: bytes.append(UInt8(bitPattern: Int8(truncatingIfNeeded: centred)))
    case .bool: bytes.append(centred < 0 ? 0 : 1)
    case .int16: bytes.append(littleEndian: UInt16(bitPattern: Int16(centred * 256)))
    case .float32:
      let real =
        if let scale = quantization?.scales.first, let zero = quantization?.zeroPoints.first {
          scale * Float(centred - zero)
        } else {
          Float(centred) / 128
        }
      bytes.append(littleEndian: real.bitPattern)
    default:
      let count = (type.bitsPerElement ?? 8) / 8
      bytes.append(UInt8(truncatingIfNeeded: value))
      bytes += Array(repeating: 0, count: max(0, count - 1))
    }
  }

  /// The two waves of one channel.
  private struct Waves {
    private let slopes: (a: Int, b: Int, d: Int, e: Int)
    private let phases: (p: Int, q: Int)

    /// Draws one to three periods along each side.
    init(width: Int, height: Int, _ generator: inout SplitMix) {
      func slope(_ extent: Int) -> Int {
        512 * (1 + Int(generator.next() % 3)) / max(extent, 8)
      }
      slopes = (slope(width), slope(height), slope(width), slope(height))
      phases = (Int(generator.next() % 512), Int(generator.next() % 512))
    }

    func value(x: Int, y: Int) -> Int {
      let first = Self.triangle(slopes.a * x + slopes.b * y + phases.p)
      let second = Self.triangle(slopes.d * x - slopes.e * y + phases.q)
      return (first + second) / 2
    }

    private static func triangle(_ place: Int) -> Int {
      let phase = place & 511
      return phase < 256 ? phase : 511 - phase
    }
  }
}

extension [UInt8] {
  fileprivate mutating func append<Number: FixedWidthInteger>(littleEndian number: Number) {
    Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
  }
}
