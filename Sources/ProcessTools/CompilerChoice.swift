import FirmwareArtifacts

/// The compiler of a build: the first of those preferred that is installed and takes the flags, else
/// the one that packages bring.
struct CompilerChoice: Hashable, Sendable {
  let prefix: String
  /// For every compile and for the link.
  let machineFlags: [String]

  /// - Throws: When the surrounding task is cancelled.
  static func made(
    for settings: BuildSettings, with runner: ToolRunner
  ) async throws -> CompilerChoice {
    for tool in settings.preferredTools {
      guard let gcc = try? runner.find(tool.prefix + "gcc", packages: []) else { continue }
      let flags = settings.machineFlags + tool.machineFlags
      do {
        // An empty file says whether the compiler and its assembler take the flags.
        try await runner.run(
          gcc, flags + ["-x", "c", "-c", "/dev/null", "-o", "probe.o"], log: "probe.log")
        return CompilerChoice(prefix: tool.prefix, machineFlags: flags)
      } catch let error as ToolError {
        // A full disk says nothing of the compiler.
        if case .diskFull = error.reason { throw error }
        continue
      }
    }
    return CompilerChoice(prefix: settings.toolPrefix, machineFlags: settings.machineFlags)
  }
}
