import Glibc
import Subprocess
import SystemPackage

/// Runs tools in a folder, each under limits and in a process group of its own.
struct ToolRunner: Sendable {
  /// Lines kept of what a failed tool printed.
  private static let lastLineCount = 12
  /// Bytes read from the end of what a tool printed.
  private static let tailBytes = 16 * 1024

  /// What is free at most on a disk that a tool has filled, once its last file is cut off.
  private static let fullDiskBytes: UInt = 64 << 10

  let directory: String
  let limits: ToolLimits
  /// Folders that programs are looked for in.
  let searchPath: [String]

  /// The path of the program `name`.
  func find(_ name: String, packages: [String]) throws(ToolError) -> String {
    for folder in searchPath where !folder.isEmpty {
      let path = folder + "/" + name
      if access(path, X_OK) == 0 { return path }
    }
    throw ToolError(.missingTool(name: name, packages: packages))
  }

  /// Runs `tool` and returns the end of what it printed; `log` is a file name in the folder.
  ///
  /// When the surrounding task is cancelled, the tool and all that it started are killed.
  @discardableResult
  func run(_ tool: String, _ arguments: [String], log: String) async throws -> String {
    let limiter = try find("prlimit", packages: ["util-linux"])
    let logPath = "\(directory)/\(log)"
    let words = [
      "--as=\(limits.memoryBytes)", "--fsize=\(limits.fileBytes)", "--core=0",
      "--cpu=\(Int(limits.time.components.seconds) + 1)", "--", tool,
    ]
    let status = try await withDeadline(command: command(tool, arguments)) {
      try await launch(limiter, words + arguments, logPath: logPath)
    }
    try Task.checkCancellation()
    let tail = try Self.tail(of: logPath)
    // The room that its words did not take goes back.
    if tail.utf8.count < Self.tailBytes { truncate(logPath, off_t(tail.utf8.count)) }
    switch status {
    case .exited(0): return tail
    case .exited(let code): throw failure(tool, arguments, "exit status \(code)", tail)
    case .signaled(let code): throw failure(tool, arguments, "signal \(code)", tail)
    }
  }

  private func launch(
    _ program: String, _ arguments: [String], logPath: String
  ) async throws -> TerminationStatus {
    let log = open(logPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard log >= 0 else { throw ToolError(.fileFailed(path: logPath, errno: errno)) }
    defer { close(log) }
    // Room for the tool's words on a disk that it fills; what stays unwritten is zeros.
    if posix_fallocate(log, 0, off_t(Self.tailBytes)) == ENOSPC {
      throw ToolError(.fileFailed(path: logPath, errno: ENOSPC))
    }
    var options = PlatformOptions()
    options.processGroupID = 0
    options.teardownSequence = [
      .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1))
    ]
    let output = FileDescriptorOutput.fileDescriptor(
      FileDescriptor(rawValue: log), closeAfterSpawningProcess: false)
    do {
      return try await Subprocess.run(
        .path(FilePath(program)), arguments: Arguments(arguments),
        environment: .inherit.updating(["LC_ALL": "C", "TMPDIR": directory]),
        workingDirectory: FilePath(directory),
        platformOptions: options, input: .none, output: output, error: .combinedWithOutput
      ).terminationStatus
    } catch let error as SubprocessError {
      try Task.checkCancellation()
      throw ToolError(.cannotStart(tool: program, problem: error.description))
    }
  }

  /// Runs `work`, which is cancelled once the time limit has passed.
  private func withDeadline(
    command: String, _ work: @escaping @Sendable () async throws -> TerminationStatus
  ) async throws -> TerminationStatus {
    try await withThrowingTaskGroup(of: TerminationStatus?.self) { group in
      group.addTask { try await work() }
      group.addTask {
        try await Task.sleep(for: limits.time)
        return nil
      }
      defer { group.cancelAll() }
      guard let status = try await group.next() ?? nil else {
        let seconds = Int(limits.time.components.seconds)
        throw ToolError(.timedOut(command: command, seconds: seconds))
      }
      return status
    }
  }

  private func failure(
    _ tool: String, _ arguments: [String], _ ending: String, _ output: String
  ) -> ToolError {
    let lines = output.split(separator: "\n").map { String($0.prefix(400)) }
    if lines.contains(where: Self.saysThatTheDiskIsFull) || isDiskFull {
      return ToolError(.fileFailed(path: directory, errno: ENOSPC))
    }
    let overflows = lines.filter { $0.contains("overflowed by") || $0.contains("will not fit") }
    if !overflows.isEmpty { return ToolError(.doesNotFit(lines: overflows)) }
    return ToolError(
      .failed(
        .init(
          command: command(tool, arguments), ending: ending,
          lastLines: lines.suffix(Self.lastLineCount))))
  }

  /// The system's words for `ENOSPC` and `EDQUOT`, which GCC, as and ld give on as they are.
  private static func saysThatTheDiskIsFull(_ line: String) -> Bool {
    line.contains("No space left on device") || line.contains("Disk quota exceeded")
  }

  /// Whether the folder's disk has no room; a linker that maps its output dies there without a word.
  private var isDiskFull: Bool {
    var disk = statvfs()
    guard statvfs(directory, &disk) == 0, disk.f_blocks > 0 else { return false }
    return disk.f_bfree < Self.fullDiskBytes / max(1, disk.f_frsize)
  }

  /// The command as an error shows it: the program's name and its last words.
  private func command(_ tool: String, _ arguments: [String]) -> String {
    let name = tool.split(separator: "/").last.map(String.init) ?? tool
    let shown = arguments.suffix(3)
    return ([name] + (shown.count < arguments.count ? ["..."] : []) + shown).joined(separator: " ")
  }

  /// The end of a text file, with what is no text replaced.
  private static func tail(of path: String) throws(ToolError) -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw ToolError(.fileFailed(path: path, errno: errno)) }
    defer { close(file) }
    let length = Int(lseek(file, 0, SEEK_END))
    var bytes = [UInt8](repeating: 0, count: min(max(0, length), tailBytes))
    let count = pread(file, &bytes, bytes.count, off_t(length - bytes.count))
    guard count >= 0 else { throw ToolError(.fileFailed(path: path, errno: errno)) }
    let said = bytes.prefix(count).reversed().drop { $0 == 0 }.reversed()
    let text = said.map { $0 == 0x0a || (0x20...0x7e).contains($0) ? $0 : 0x3f }
    return String(decoding: text, as: UTF8.self)
  }
}
