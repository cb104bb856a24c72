package import ModelGraph
import NumpyFiles

/// Samples and labels from array files and raw files.
package enum TensorFile {
  /// What a file is.
  package enum Format: Hashable, Sendable {
    case archive
    case array
    case raw
  }

  /// What the file is, by its first bytes and its name.
  package static func format(of bytes: [UInt8], at path: String) -> Format {
    if ZipArchive.isMagic(bytes) || path.hasSuffix(".npz") { return .archive }
    return NumpyArray.isMagic(bytes) || path.hasSuffix(".npy") ? .array : .raw
  }

  /// A set from a `.npz` file, an array or a raw file.
  ///
  /// `labels` is another file's path and bytes; a `.npz` file may hold them itself. `rawType` says
  /// what a raw file's elements are and stays `nil` for the others; a raw file's samples take the
  /// shape `inputShape`, the model's input without its batch.
  package static func set(
    _ bytes: [UInt8], at path: String, labels: (path: String, bytes: [UInt8])?,
    rawType: ElementType?, inputShape: [Int]
  ) throws(LabelledSetError) -> LabelledSet {
    func error(_ reason: LabelledSetError.Reason) -> LabelledSetError {
      LabelledSetError(path: path, reason: reason)
    }
    let format = format(of: bytes, at: path)
    if rawType != nil, format != .raw { throw error(.unusedType) }
    let tensor: SampleTensor
    var own: [Int]?
    switch format {
    case .archive:
      let arrays = try NumpyArchive.arrays(in: bytes, at: path, needsLabels: labels == nil)
      tensor = try samples(of: arrays.samples, at: path)
      own = try arrays.labels.map { array throws(LabelledSetError) in
        try LabelFile.labels(of: array, at: path)
      }
    case .array:
      guard labels != nil else { throw error(.noLabels) }
      tensor = try samples(of: array(bytes, named: nil, at: path), at: path)
    case .raw:
      guard let rawType else { throw error(.noType) }
      guard labels != nil else { throw error(.noLabels) }
      let size = inputShape.reduce(1, *) * (rawType.bitsPerElement ?? 8) / 8
      guard !bytes.isEmpty else { throw error(.empty) }
      guard size > 0, bytes.count.isMultiple(of: size) else {
        throw error(.size(bytes: bytes.count, sampleBytes: size))
      }
      tensor = SampleTensor(
        type: rawType, sampleShape: inputShape, count: bytes.count / size, bytes: bytes)
    }
    if let labels {
      own = try LabelFile.labels(labels.bytes, at: labels.path, sampleCount: tensor.count)
    }
    guard let own else { throw error(.noLabels) }
    return try LabelledSet(samples: tensor, labels: own, source: path)
  }

  static func array(
    _ bytes: [UInt8], named name: String?, at path: String
  ) throws(LabelledSetError) -> NumpyArray {
    let array: NumpyArray
    do {
      array = try NumpyArray(bytes)
    } catch {
      throw switch error {
      case .damaged(let why):
        LabelledSetError(path: path, reason: .damagedArray(array: name, why: why))
      case .version(let major, let minor):
        LabelledSetError(
          path: path, reason: .damagedArray(array: name, why: "format version \(major).\(minor)"))
      case .fortranOrder: LabelledSetError(path: path, reason: .arrayOrder(array: name))
      }
    }
    // Extents from a file may overflow together.
    var byteCount = array.elementType?.bitsPerElement.map { $0 / 8 } ?? 1
    for extent in array.shape {
      let (product, overflows) = byteCount.multipliedReportingOverflow(by: extent)
      byteCount = overflows ? .max : product
    }
    guard array.elementType == nil || byteCount == array.elements.count else {
      throw LabelledSetError(
        path: path,
        reason: .damagedArray(
          array: name, why: "\(array.elements.count) B are not the elements of shape \(array.shape)"
        ))
    }
    return array
  }

  /// Samples along the first dimension; float64 values are rounded to float32.
  private static func samples(
    of array: NumpyArray, at path: String
  ) throws(LabelledSetError) -> SampleTensor {
    guard let type = array.elementType, [.uint8, .int8, .float32, .float64].contains(type) else {
      throw LabelledSetError(path: path, reason: .sampleType(got: array.type))
    }
    guard let count = array.shape.first, count > 0, !array.elements.isEmpty else {
      throw LabelledSetError(path: path, reason: .empty)
    }
    return SampleTensor(
      type: type == .float64 ? .float32 : type, sampleShape: Array(array.shape.dropFirst()),
      count: count,
      bytes: type == .float64 ? singlePrecision(array.elements) : Array(array.elements))
  }

  private static func singlePrecision(_ doubles: ArraySlice<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(doubles.count / 2)
    for start in stride(from: doubles.startIndex, to: doubles.endIndex, by: 8) {
      let pattern = (0..<8).reduce(0 as UInt64) { $0 | UInt64(doubles[start + $1]) << (8 * $1) }
      let single = Float(Double(bitPattern: pattern)).bitPattern
      for place in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: single >> (8 * place))) }
    }
    return bytes
  }
}
