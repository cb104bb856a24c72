package import BoardProfiles
import ContentHash

/// Names the kernels that a board's images can contain, so that a latency table knows its own.
package enum KernelHash {
  /// Digits of the hash that are kept.
  private static let digitCount = 12

  /// The first twelve hexadecimal digits of a SHA-256 over the kernels' sources and headers and the
  /// profile's flags that compile them.
  ///
  /// `folder` is the kernels' own: its C sources, the core's folder and `include/` count, other
  /// cores' folders do not. Files count by name and content, wherever they are installed.
  ///
  /// - Throws: `FileFailure` when a source cannot be read.
  package static func hash(ofKernelsIn folder: String, for board: BoardProfile) throws -> String {
    var hasher = SHA256Hasher()
    func update(_ bytes: some Collection<UInt8>) {
      // The length before each part keeps parts apart.
      withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { hasher.update($0) }
      hasher.update(bytes)
    }
    for part in ["", board.core.kernelFolder, "include"] {
      let place = part.isEmpty ? folder : "\(folder)/\(part)"
      let sources = Files.names(in: place).filter { name in
        [".c", ".h", ".S"].contains { name.hasSuffix($0) }
      }
      for name in sources.sorted() {
        update((part.isEmpty ? name : "\(part)/\(name)").utf8)
        update(try Files.read("\(place)/\(name)"))
      }
    }
    let toolchain = board.toolchain
    for flag in [toolchain?.machineFlags, toolchain?.compileFlags, toolchain?.assemblyFlags] {
      update([UInt8((flag ?? []).count & 0xff)])
      for word in flag ?? [] { update(word.utf8) }
    }
    return String(hasher.finish().hexadecimal.prefix(digitCount))
  }
}

extension Workbench {
  /// The hash of the kernels that images for `board` are made from today.
  package func kernelHash(for board: BoardProfile) throws -> String {
    try KernelHash.hash(ofKernelsIn: files.kernels, for: board)
  }
}
