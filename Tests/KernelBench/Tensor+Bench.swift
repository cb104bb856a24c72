// SPDX-License-Identifier: GPL-2.0-or-later
package import ModelGraph

extension Tensor {
  /// An int8 tensor without data.
  package static func activation(
    _ shape: [Int], zeroPoint: Int = 0, scale: Float = 1
  ) -> Tensor {
    Tensor(
      name: "activation", type: .int8, shape: shape,
      quantization: Quantization(scales: [scale], zeroPoints: [zeroPoint]))
  }

  /// Constant int8 weights.
  package static func weights(_ shape: [Int], _ values: [Int8]) -> Tensor {
    Tensor(
      name: "weights", type: .int8, shape: shape,
      quantization: Quantization(scales: [1], zeroPoints: [0]),
      data: values.map { UInt8(bitPattern: $0) })
  }

  /// Constant int32 values in a row.
  package static func bias(_ values: [Int32]) -> Tensor {
    Tensor(
      name: "bias", type: .int32, shape: [values.count],
      data: values.flatMap { value in withUnsafeBytes(of: value.littleEndian) { Array($0) } })
  }

  /// Constant int32 values in a row, such as axes.
  package static func integers(_ values: [Int]) -> Tensor {
    bias(values.map { Int32(truncatingIfNeeded: $0) })
  }
}
