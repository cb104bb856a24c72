import Foundation

/// What a program left when it ended.
package struct ProgramOutcome: Sendable {
  /// The exit status, or the negated signal that ended it.
  package let status: Int32
  package let output: String
  package let errors: String
  /// Whether it had to be killed because it took too long.
  package let isOverdue: Bool
  package let duration: Duration
}

/// A program of this build that a test has started, in directories of its own.
package final class ProgramRun: Sendable {
  private let process: ChildProcess
  private let started = ContinuousClock.now
  private let outputFile: String
  private let errorFile: String

  /// Starts `program`, by its name in ``TestPrograms/directory`` or by its path.
  ///
  /// `directory` takes what it prints; the environment is that of this process with the entries of
  /// `environment` put in, and those that are `nil` taken out.
  package init(
    _ program: String, _ arguments: [String], in directory: String,
    environment: [String: String?] = [:]
  ) throws {
    var entries = TestPrograms.environment
    for (name, value) in environment { entries[name] = value }
    let stem = "\(directory)/\(UUID().uuidString)"
    (outputFile, errorFile) = (stem + ".out", stem + ".err")
    process = try ChildProcess(
      program.contains("/") ? program : TestPrograms.directory.appending(path: program).path,
      arguments, environment: entries, directory: directory,
      output: .file(outputFile), errors: .file(errorFile))
  }

  package var processID: Int32 { process.processID }

  package func send(signal: Int32) { process.send(signal) }

  /// What the program has written to stderr so far.
  package var errorsSoFar: String { Self.text(of: errorFile) }

  /// What the program has written to stdout so far.
  package var outputSoFar: String { Self.text(of: outputFile) }

  /// Waits for the program's end, and kills it after `limit`.
  package func outcome(within limit: Duration) async -> ProgramOutcome {
    let process = process
    let killer = Task {
      try await Task.sleep(for: limit - (ContinuousClock.now - started))
      process.send(SIGKILL)
    }
    let status = await process.exit()
    killer.cancel()
    // A kill that came first has ended the task with a value, a cancelled sleep with an error.
    let isOverdue = (try? await killer.value) != nil
    return ProgramOutcome(
      status: status, output: Self.text(of: outputFile), errors: Self.text(of: errorFile),
      isOverdue: isOverdue, duration: ContinuousClock.now - started)
  }

  /// Waits for the program's end, and kills it after `limit` from now on.
  package func end(within limit: Duration) async -> ProgramOutcome {
    await outcome(within: limit + (ContinuousClock.now - started))
  }

  private static func text(of file: String) -> String {
    (try? Data(contentsOf: URL(filePath: file))).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}

/// The processes of this machine, as far as a test may have left some.
package enum ProcessList {
  /// Processes whose environment or arguments hold `text`, by their ids.
  package static func processes(holding text: String) -> [Int32] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { Int32($0) }.filter { identifier in
      guard identifier != getpid() else { return false }
      return ["environ", "cmdline"].contains { file in
        guard let bytes = FileManager.default.contents(atPath: "/proc/\(identifier)/\(file)") else {
          return false
        }
        return String(decoding: bytes, as: UTF8.self).contains(text)
      }
    }
  }

  /// Waits until no such process is left, and gives those that are still there after `limit`.
  package static func survivors(holding text: String, within limit: Duration) async -> [Int32] {
    let deadline = ContinuousClock.now + limit
    while true {
      let left = processes(holding: text)
      if left.isEmpty || ContinuousClock.now >= deadline { return left }
      try? await Task.sleep(for: .milliseconds(20))
    }
  }

  /// The processes that `parent` has started and that still run: proc(5), `stat`.
  package static func children(of parent: Int32) -> [Int32] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { Int32($0) }.filter { identifier in
      guard let bytes = FileManager.default.contents(atPath: "/proc/\(identifier)/stat") else {
        return false
      }
      // The program's name stands in brackets and may hold anything.
      let fields = String(decoding: bytes, as: UTF8.self).split(separator: ")").last?
        .split(separator: " ")
      guard let fields, fields.count > 1 else { return false }
      return fields[0] != "Z" && Int32(fields[1]) == parent
    }
  }
}
