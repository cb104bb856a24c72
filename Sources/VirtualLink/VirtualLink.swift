package import FirmwareArtifacts
package import Hardware
import POSIXSerial

/// The way to a virtual board: starts its program with the image and opens its pseudo-terminal.
package struct VirtualLink<Time: Clock>: BoardLink where Time.Duration == Duration {
  /// The board profile's name.
  package let board: String
  /// The path of `mcubench-vboard`.
  package let program: String
  package let baud: Int
  /// The board's serial, which its unique id follows, or `nil` for that of every virtual board.
  package let serial: String?
  /// Ways in which the board is to misbehave, for tests.
  package let faults: [String]
  /// The timing model's name, or `nil` for the board's own.
  package let timing: String?
  /// How long the board may take to say that it is ready.
  package let readyLimit: Duration
  package let clock: Time

  package init(
    board: String, program: String, baud: Int, serial: String? = nil, faults: [String] = [],
    timing: String? = nil,
    readyLimit: Duration = .seconds(20), clock: Time = ContinuousClock()
  ) {
    self.board = board
    self.program = program
    self.baud = baud
    self.serial = serial
    self.faults = faults
    self.timing = timing
    self.readyLimit = readyLimit
    self.clock = clock
  }

  package func start(_ image: FirmwareImage) async throws -> BoardConnection {
    try await start(imagePath: image.elfPath)
  }

  /// Starts the board with any image, an ELF file or a raw binary for the start of its flash.
  package func start(imagePath: String) async throws -> BoardConnection {
    var arguments = ["--board", board, "--image", imagePath, "--exit-with-parent"]
    if let serial { arguments += ["--serial", serial] }
    for fault in faults { arguments += ["--fault", fault] }
    if let timing { arguments += ["--timing", timing] }
    let process: BoardProcess
    do {
      process = try await BoardProcess.start(program, arguments)
    } catch {
      throw failure(.cannotStart(program: program, errno: error.errno))
    }
    do {
      let ready = try await ready(process)
      let port = try POSIXSerialPort(path: ready.pty, baud: baud)
      return BoardConnection(
        port: port, portPath: ready.pty, origin: ready.origin,
        lastWords: {
          let end = await process.stop()
          return end.isOurDoing ? nil : "the virtual board " + end.description
        },
        close: {
          await port.close()
          await process.stop()
        })
    } catch {
      await process.stop()
      throw error
    }
  }

  private func ready(_ process: BoardProcess) async throws -> ReadyLine {
    let silence = failure(.silent(limit: readyLimit, lastWords: process.lastWords))
    let opening = try await withDeadline(readyLimit, clock: clock, orThrow: silence) {
      await process.opening()
    }
    switch opening {
    case .cancelled:
      throw CancellationError()
    case .ended(let end):
      throw failure(.ended(end))
    case .line(let line):
      guard let ready = ReadyLine(line) else {
        let text = String(decoding: line.prefix(200), as: UTF8.self)
        throw failure(.unreadable(line: text.debugDescription))
      }
      guard ready.board == board else {
        throw failure(.wrongBoard(asked: board, got: ready.board))
      }
      return ready
    }
  }

  private func failure(_ reason: VirtualLinkError.Reason) -> VirtualLinkError {
    VirtualLinkError(board: board, reason: reason)
  }
}
