package import ContentHash
package import ModelGraph

/// Inputs with the right answer to each: images with their classes, or frames of sound with 1 for
/// an anomaly and 0 for what is normal.
package struct LabelledSet: Hashable, Sendable {
  /// What an element is: uint8, int8 or float32.
  package let type: ElementType
  /// Extents of one sample, outermost first (HWC); without the dimension that counts samples.
  package let sampleShape: [Int]
  /// The samples one after another, row-major, little-endian.
  package let bytes: [UInt8]
  /// By sample.
  package let labels: [Int]
  /// The samples' files, where each has its own; untrusted text.
  package let files: [String]?
  /// What the classes are called, where the set says it; untrusted text.
  package let classNames: [String]?
  /// The file or directory that the set is from; untrusted text.
  package let source: String

  /// - Throws: ``LabelledSetError`` when there is no sample, when samples and labels are not equally
  ///   many, and when a float32 element is infinite or no number.
  package init(
    samples: SampleTensor, labels: [Int], files: [String]? = nil, classNames: [String]? = nil,
    source: String
  ) throws(LabelledSetError) {
    guard samples.count > 0 else { throw LabelledSetError(path: source, reason: .empty) }
    guard samples.count == labels.count else {
      throw LabelledSetError(
        path: source, reason: .counts(samples: samples.count, labels: labels.count))
    }
    if let sample = samples.firstWithoutNumber {
      throw LabelledSetError(path: source, reason: .noNumber(sample: sample))
    }
    type = samples.type
    sampleShape = samples.sampleShape
    bytes = samples.bytes
    self.labels = labels
    self.files = files
    self.classNames = classNames
    self.source = source
  }

  package var count: Int { labels.count }

  /// The elements of one sample.
  package func sample(_ index: Int) -> ArraySlice<UInt8> {
    let size = bytes.count / count
    return bytes[index * size..<(index + 1) * size]
  }

  /// What to call a sample: its number from 0, and its file where it has one of its own.
  package func name(of index: Int) -> String {
    files.map { "image \(index) (\($0[index]))" } ?? "image \(index)"
  }

  /// A digest of the samples, their type and shape, and the labels: equal for equal sets, whatever
  /// file they come from.
  package var digest: SHA256Digest {
    var hasher = SHA256Hasher()
    hasher.update(Array("\(type.name) \(sampleShape)\n".utf8))
    hasher.update(bytes)
    hasher.update(
      labels.flatMap { label in (0..<8).map { UInt8(truncatingIfNeeded: label >> (8 * $0)) } })
    return hasher.finish()
  }
}

/// Samples without their labels: `count` of them, one after another.
package struct SampleTensor: Hashable, Sendable {
  package let type: ElementType
  package let sampleShape: [Int]
  package let count: Int
  package let bytes: [UInt8]

  /// The first sample with a float32 element that is infinite or no number: all ones in the eight bits
  /// of the exponent (IEEE 754).
  var firstWithoutNumber: Int? {
    guard type == .float32 else { return nil }
    let place = bytes.withUnsafeBufferPointer { bytes in
      stride(from: 0, to: bytes.count - 3, by: 4).first { place in
        bytes[place + 3] & 0x7F == 0x7F && bytes[place + 2] & 0x80 != 0
      }
    }
    return place.map { $0 / (bytes.count / count) }
  }
}
