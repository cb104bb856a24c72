import Foundation
import KernelBench
import MCUBenchTestSupport
import VirtualBoard

/// The image of every kernel, built once for all tests.
enum TestImage {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path
  static let hasCompiler = TestPrograms.hasOnPath("arm-none-eabi-gcc")

  private static let building = Task {
    try await withTemporaryDirectory { directory in
      try await KernelImage.build(root: root, buildRoot: directory)
    }
  }

  static var image: KernelImage {
    get async throws { try await building.value }
  }

  /// A machine that counts instructions, or models time.
  static func machine(isTimed: Bool = false) async throws -> KernelMachine {
    try KernelMachine(try await image, timing: isTimed ? TimingChoice() : .instructions)
  }
}
