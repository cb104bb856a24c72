package import Foundation

/// The programs that tests start, and how much time the tests may take.
package enum TestPrograms {
  /// The directory that holds the programs under test.
  ///
  /// `MCUBENCH_BIN` names one, such as that of an optimised build; else it is ``buildDirectory``.
  package static var directory: URL {
    if let named = environment["MCUBENCH_BIN"], !named.isEmpty { return URL(filePath: named) }
    return buildDirectory
  }

  /// The directory that this very test program was loaded from, which holds the tests' own helpers.
  package static var buildDirectory: URL {
    URL(filePath: CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? bundlePath)
      .resolvingSymlinksInPath().deletingLastPathComponent()
  }

  /// Whether tests may take as long as they need: `MCUBENCH_LONG=1`.
  package static var isLong: Bool { environment["MCUBENCH_LONG"] == "1" }

  package static var environment: [String: String] { ProcessInfo.processInfo.environment }

  /// Whether the system has a program of this name on the path.
  package static func hasOnPath(_ name: String) -> Bool {
    (environment["PATH"] ?? "").split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
    }
  }

  private static var bundlePath: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
  }
}
