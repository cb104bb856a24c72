/// A linked firmware.
package struct FirmwareImage: Hashable, Sendable {
  /// Paths of the files on disk.
  package let elfPath: String
  package let binPath: String
  package let mapPath: String
  /// SHA-256 of the ELF file, hexadecimal.
  package let elfSHA256: String
  /// As in ``FirmwareSources/buildID``.
  package let buildID: String
  /// Sections as the ELF file states them, in its order; only those that take memory.
  package let sections: [ImageSection]
  /// First line of the compiler's `--version`.
  package let compilerVersion: String
  /// The compiler's prefix and its flags for the machine: one of ``BuildSettings/preferredTools`` brings
  /// its own.
  package let toolPrefix: String
  package let machineFlags: [String]
  /// Every flag of the compile, for the record.
  package let flags: [String]
  /// Objects taken from the cache, and objects compiled.
  package let cachedObjectCount: Int
  package let compiledObjectCount: Int
  /// SHA-256 over the code and constants of the kernels' objects, before the linker placed them.
  package let kernelCodeSHA256: String?
  /// What the flash holds of it, part by part.
  package let flashParts: [FlashPart]

  package init(
    elfPath: String, binPath: String, mapPath: String, elfSHA256: String, buildID: String,
    sections: [ImageSection], compilerVersion: String, toolPrefix: String, machineFlags: [String],
    flags: [String], cachedObjectCount: Int, compiledObjectCount: Int,
    kernelCodeSHA256: String? = nil, flashParts: [FlashPart] = []
  ) {
    self.elfPath = elfPath
    self.binPath = binPath
    self.mapPath = mapPath
    self.elfSHA256 = elfSHA256
    self.buildID = buildID
    self.sections = sections
    self.compilerVersion = compilerVersion
    self.toolPrefix = toolPrefix
    self.machineFlags = machineFlags
    self.flags = flags
    self.cachedObjectCount = cachedObjectCount
    self.compiledObjectCount = compiledObjectCount
    self.kernelCodeSHA256 = kernelCodeSHA256
    self.flashParts = flashParts
  }
}

extension FirmwareImage {
  /// The section that holds the RP2040's second stage of booting.
  package static let bootStageSection = ".boot2"

  /// Whether a second stage of booting, with its checksum, comes first in the image.
  package var hasBootStage: Bool { sections.contains { $0.name == Self.bootStageSection } }
}

/// Bytes of an image in the flash of a board.
package struct FlashPart: Hashable, Sendable {
  /// What the linker calls them: `.rodata`.
  package let name: String
  /// Where the core reads the first.
  package let address: UInt32
  package let bytes: [UInt8]

  package init(name: String, address: UInt32, bytes: [UInt8]) {
    self.name = name
    self.address = address
    self.bytes = bytes
  }
}

/// A section of an ELF file that takes memory on the board.
package struct ImageSection: Hashable, Sendable {
  package let name: String
  package let address: UInt32
  package let byteCount: Int
  /// Whether its bytes lie in the image (and so in flash), as `.bss` does not.
  package let isLoaded: Bool

  package init(name: String, address: UInt32, byteCount: Int, isLoaded: Bool) {
    self.name = name
    self.address = address
    self.byteCount = byteCount
    self.isLoaded = isLoaded
  }
}
