package import FirmwareArtifacts

/// Turns sources into an image.
package protocol Toolchain: Sendable {
  /// Builds in a directory of its own, under limits of time and memory.
  ///
  /// - Throws: a `Failure` that says what is missing, which file failed and the compiler's last
  ///   lines, or which limit was passed.
  func build(_ sources: FirmwareSources) async throws -> FirmwareImage
}
