/// A firmware's source tree in memory, and how it is to be built.
package struct FirmwareSources: Hashable, Sendable {
  /// Files made for this model: compiled anew for each model.
  package let generated: [SourceFile]
  /// Files that depend on board and kernels only: their objects are kept by content.
  package let shared: [SourceFile]
  /// Headers of both, by the path that an `#include` names.
  package let headers: [SourceFile]
  /// The linker script.
  package let linkerScript: SourceFile
  package let settings: BuildSettings
  /// Hash over model, plan, kernels, runtime and flags; the firmware sends it in its hello.
  package let buildID: String
  /// The kernels that the plan calls, which the linked image must hold.
  package let requiredKernels: [RequiredKernel]

  package init(
    generated: [SourceFile], shared: [SourceFile], headers: [SourceFile],
    linkerScript: SourceFile, settings: BuildSettings, buildID: String,
    requiredKernels: [RequiredKernel] = []
  ) {
    self.generated = generated
    self.shared = shared
    self.headers = headers
    self.linkerScript = linkerScript
    self.settings = settings
    self.buildID = buildID
    self.requiredKernels = requiredKernels
  }
}

/// A kernel that an image must hold.
package struct RequiredKernel: Hashable, Sendable {
  /// Its function: `mcub_conv_2d_s8_dsp`.
  package let symbol: String
  /// Whether it was chosen for instructions that work on several elements at once, so that it is
  /// not itself without them.
  package let needsSIMD: Bool

  package init(symbol: String, needsSIMD: Bool) {
    self.symbol = symbol
    self.needsSIMD = needsSIMD
  }
}

/// A text file by its path inside the build directory.
package struct SourceFile: Hashable, Sendable {
  package let path: String
  package let contents: String

  package init(path: String, contents: String) {
    self.path = path
    self.contents = contents
  }

  /// Where kernels lie in the build directory.
  package static let kernelFolder = "kernels/"

  /// Whether it is one of the kernels.
  package var isKernel: Bool { path.hasPrefix(Self.kernelFolder) }
}

/// The compiler and flags of a build.
package struct BuildSettings: Hashable, Sendable {
  /// A compiler that is taken before ``toolPrefix`` where it is installed and takes the flags.
  package struct PreferredTool: Hashable, Sendable {
    package let prefix: String
    /// Flags for every compile and for the link, besides ``BuildSettings/machineFlags``.
    package let machineFlags: [String]

    package init(prefix: String, machineFlags: [String]) {
      self.prefix = prefix
      self.machineFlags = machineFlags
    }
  }

  /// What the binary beside the ELF file is.
  package enum BinaryFormat: Hashable, Sendable {
    /// The bytes from the start of the flash on.
    case plain
    /// What the ESP32's flash holds from 0x1000 on: the program that the ROM loads, and constants.
    case esp32
  }

  /// The compiler's prefix: `arm-none-eabi-`.
  package let toolPrefix: String
  /// The best first.
  package let preferredTools: [PreferredTool]
  package let machineFlags: [String]
  package let compileFlags: [String]
  /// Flags for assembly files, besides ``compileFlags``.
  package let assemblyFlags: [String]
  package let linkFlags: [String]
  /// Debian packages that bring the compiler, for the remedy of a missing one.
  package let debianPackages: [String]
  package let binaryFormat: BinaryFormat

  package init(
    toolPrefix: String, preferredTools: [PreferredTool] = [], machineFlags: [String],
    compileFlags: [String], assemblyFlags: [String] = [], linkFlags: [String],
    debianPackages: [String], binaryFormat: BinaryFormat = .plain
  ) {
    self.toolPrefix = toolPrefix
    self.preferredTools = preferredTools
    self.assemblyFlags = assemblyFlags
    self.binaryFormat = binaryFormat
    self.machineFlags = machineFlags
    self.compileFlags = compileFlags
    self.linkFlags = linkFlags
    self.debianPackages = debianPackages
  }
}
