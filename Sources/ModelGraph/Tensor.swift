/// The place of a tensor in ``ModelGraph/tensors``.
package typealias TensorID = Int

/// The affine quantization of a tensor: `real = scale * (value - zeroPoint)`.
package struct Quantization: Hashable, Sendable {
  /// One scale, or one a channel along ``dimension``.
  package let scales: [Float]
  /// As many zero points as scales.
  package let zeroPoints: [Int]
  /// The dimension that channels run along; without meaning when there is one scale.
  package let dimension: Int

  package init(scales: [Float], zeroPoints: [Int], dimension: Int = 0) {
    self.scales = scales
    self.zeroPoints = zeroPoints
    self.dimension = dimension
  }

  /// Whether each channel has its own scale.
  package var isPerChannel: Bool { scales.count > 1 }
}

/// One tensor of a graph: an activation, or a constant with its data.
package struct Tensor: Hashable, Sendable {
  /// The name in the file, as it stands there; untrusted text.
  package var name: String
  package var type: ElementType
  /// Extents, outermost first (NHWC); empty for a scalar.
  package var shape: [Int]
  package var quantization: Quantization?
  /// The constant's bytes, little-endian and row-major, or `nil` for an activation.
  package var data: [UInt8]?
  /// Whether the file leaves an extent open (-1, usually the batch); ``shape`` has 1 in its place.
  package var hasOpenShape: Bool

  package init(
    name: String, type: ElementType, shape: [Int], quantization: Quantization? = nil,
    data: [UInt8]? = nil, hasOpenShape: Bool = false
  ) {
    self.name = name
    self.type = type
    self.shape = shape
    self.quantization = quantization
    self.data = data
    self.hasOpenShape = hasOpenShape
  }

  package var isConstant: Bool { data != nil }

  /// Elements, 1 for a scalar.
  ///
  /// The reader bounds shapes so that this cannot overflow.
  package var elementCount: Int { shape.reduce(1, *) }

  /// Bytes of the tensor in memory; 0 where the type has no fixed size.
  package var byteCount: Int { (elementCount * (type.bitsPerElement ?? 0) + 7) / 8 }
}
