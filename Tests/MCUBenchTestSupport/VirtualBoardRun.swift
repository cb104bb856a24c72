import Foundation
import Synchronization

/// A `mcubench-vboard` with a debug probe, for as long as a test needs it.
///
/// It ends with the test program, in whatever way that ends.
package final class VirtualBoardRun: Sendable {
  /// What the board tells when it is ready, at its start and after each power cycle.
  package struct Ready: Hashable, Sendable, Decodable {
    /// The pseudoterminal of its serial line.
    package let pty: String
    package let serial: String
    /// Where its probe's server listens.
    package let stlinkTCP: Int

    private enum CodingKeys: String, CodingKey {
      case pty, serial
      case stlinkTCP = "stlink_tcp"
    }
  }

  /// The board did not start.
  package struct NotReady: Error {
    package let errors: String
  }

  package let ready: Ready
  /// A link that leads to the serial line, also after a power cycle.
  package let link: String
  private let process: ChildProcess
  private let input: Pipe
  private let output: LineReader
  private let errorFile: String

  /// Starts a board whose files lie in `directory`, with `arguments` after the usual ones.
  package init(_ arguments: [String] = [], in directory: String) throws {
    let name = UUID().uuidString
    link = "\(directory)/\(name).tty"
    errorFile = "\(directory)/\(name).board.err"
    let (input, pipe) = (Pipe(), Pipe())
    let process = try ChildProcess(
      TestPrograms.directory.appending(path: "mcubench-vboard").path,
      ["--board", "stm32f746g", "--stlink-tcp", "0", "--link", link, "--exit-with-parent"]
        + arguments,
      input: .pipe(input), output: .pipe(pipe), errors: .file(errorFile))
    let output = LineReader(pipe.fileHandleForReading)
    guard let line = output.next(),
      let ready = try? JSONDecoder().decode(Ready.self, from: Data(line.utf8))
    else {
      process.terminate()
      process.waitUntilExit()
      let errors = (try? Data(contentsOf: URL(filePath: errorFile))) ?? Data()
      throw NotReady(errors: String(decoding: errors, as: UTF8.self))
    }
    (self.process, self.input, self.output, self.ready) = (process, input, output, ready)
  }

  deinit {
    process.terminate()
  }

  /// What the board has said on stderr so far.
  package var errorsSoFar: String {
    (try? Data(contentsOf: URL(filePath: errorFile)))
      .map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  package var isRunning: Bool { process.isRunning }

  package var processID: Int32 { process.processID }

  /// Switches the board's USB port off and on; returns when the board is ready again.
  ///
  /// A probe that has vanished by itself comes back with this.
  package func powerCycle() throws {
    process.send(SIGUSR1)
    guard output.next() != nil else { throw NotReady(errors: errorsSoFar) }
  }

  /// Ends the board and waits until it is gone.
  package func end() {
    process.terminate()
    process.waitUntilExit()
  }
}

/// The lines of a pipe, read by blocking.
final class LineReader: Sendable {
  private let handle: FileHandle
  private let buffered = Mutex<[UInt8]>([])

  init(_ handle: FileHandle) {
    self.handle = handle
  }

  /// The next line without its newline, or `nil` at the end.
  func next() -> String? {
    buffered.withLock { bytes in
      while true {
        if let end = bytes.firstIndex(of: 0x0A) {
          defer { bytes.removeSubrange(...end) }
          return String(decoding: bytes[..<end], as: UTF8.self)
        }
        let more = handle.availableData
        guard !more.isEmpty else { return nil }
        bytes += more
      }
    }
  }
}
