import ContentHash
package import Measurements
package import ResultStore

/// The file of a run's model, where it is at hand.
package enum KnownModel {
  /// Larger than any model that a microcontroller holds.
  private static let limit = 1 << 26

  /// The model's bytes: of the file that a flag names, else of the store's own models; `nil` where
  /// nobody has them.
  ///
  /// - Throws: ``FileFailure``, and ``OtherModel`` when the file is not what ran.
  package static func bytes(
    of run: Measurement, named path: String?, beside store: ResultStore
  ) throws -> [UInt8]? {
    guard let path else { return try? store.models.model(run.model.sha256) }
    let bytes = try Files.read(path, limit: limit)
    guard SHA256Digest(of: bytes).hexadecimal == run.model.sha256 else {
      throw OtherModel(path: path, run: run.runID)
    }
    return bytes
  }
}
