import Glibc
import Subprocess
import SystemPackage

/// A tool that talks to hardware: it runs in a process group of its own and is told on line by line.
///
/// Nothing that it started outlives it, whether the surrounding task is cancelled or this very
/// process is killed: a shell beside the tool reads a pipe that only this process holds open, and
/// kills the group when the pipe closes. (Linux's parent-death signal would come too early: when
/// the *thread* that started the tool ends.)
struct SupervisedTool: Sendable {
  /// How the tool ended.
  enum Ending: Hashable, Sendable, CustomStringConvertible {
    case exit(status: Int32)
    case signal(Int32)

    var description: String {
      switch self {
      case .exit(let status): "exit status \(status)"
      case .signal(let number): "signal \(number)"
      }
    }
  }

  /// The tool could not be started at all.
  struct StartFailure: Error, Hashable {
    let problem: String
  }

  /// The shell's script, whose arguments are the tool and the tool's own.
  ///
  /// The watcher takes no part in the tool's output, which ends with the tool.
  private static let supervisor = """
    exec 3<&0 </dev/null
    { read -r _ <&3; kill -KILL 0; } >/dev/null 2>&1 &
    "$@" 3<&-
    status=$?
    kill "$!"
    exit "$status"
    """

  /// The tool's path.
  let program: String
  let arguments: [String]
  /// The directory that it runs in.
  let directory: String

  /// Runs the tool to its end and hands over each line that it prints on either stream.
  ///
  /// - Throws: ``StartFailure``, and `CancellationError` when the surrounding task is cancelled; the
  ///   tool and all that it started have been killed by then.
  func run(_ take: @escaping @Sendable (String) -> Void) async throws -> Ending {
    var options = PlatformOptions()
    options.processGroupID = 0
    options.teardownSequence = [
      .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1))
    ]
    let status: TerminationStatus
    do {
      status = try await Subprocess.run(
        .path("/bin/sh"),
        arguments: Arguments(["-c", Self.supervisor, "sh", program] + arguments),
        environment: .inherit.updating(["LC_ALL": "C"]),
        workingDirectory: FilePath(directory), platformOptions: options,
        input: .inputWriter, output: .sequence, error: .combinedWithOutput
      ) { execution in
        var lines = LineReader()
        for try await buffer in execution.standardOutput {
          buffer.withUnsafeBytes { lines.read($0, take) }
        }
        lines.finish(take)
      }.terminationStatus
    } catch let error as SubprocessError {
      try Task.checkCancellation()
      throw StartFailure(problem: error.description)
    }
    try Task.checkCancellation()
    switch status {
    // POSIX, shell command language, 2.8.2: a command that a signal ended shows as more than 128.
    case .exited(let code) where code > 128: return .signal(code - 128)
    case .exited(let code): return .exit(status: code)
    case .signaled(let code): return .signal(code)
    }
  }
}

/// Cuts what a program prints into lines of printable ASCII.
struct LineReader {
  /// Bytes of a line that are kept.
  private static let limit = 400

  private var line: [UInt8] = []
  /// Whether an escape sequence stands open: ECMA-48, 5.4 control sequences.
  private var escape = Escape.none

  private enum Escape {
    case none
    case begun
    case sequence
  }

  /// Hands over the lines that `bytes` complete.
  mutating func read(_ bytes: some Sequence<UInt8>, _ take: (String) -> Void) {
    for byte in bytes {
      switch (escape, byte) {
      case (_, UInt8(ascii: "\n")), (_, UInt8(ascii: "\r")): finish(take)
      case (.none, 0x1b): escape = .begun
      case (.begun, UInt8(ascii: "[")): escape = .sequence
      case (.begun, _): escape = .none
      case (.sequence, 0x40...0x7e): escape = .none
      case (.sequence, _): break
      case (.none, _) where line.count >= Self.limit: break
      case (.none, UInt8(ascii: "\t")): line.append(UInt8(ascii: " "))
      case (.none, 0x20...0x7e): line.append(byte)
      case (.none, _): line.append(UInt8(ascii: "?"))
      }
    }
  }

  /// Hands over the line that has no end, if there is one.
  mutating func finish(_ take: (String) -> Void) {
    escape = .none
    guard !line.isEmpty else { return }
    take(String(decoding: line, as: UTF8.self))
    line.removeAll(keepingCapacity: true)
  }
}
