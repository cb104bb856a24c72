package import Failures
import Glibc

/// A byte stream from and to a board.
///
/// One reader and one writer at a time; both may run concurrently.
package protocol SerialPort: Sendable {
  /// The next bytes in arrival order, or `nil` once the board has closed the line.
  ///
  /// - Throws: `SerialPortError` when the line fails, and when the surrounding task is cancelled.
  func read() async throws(SerialPortError) -> [UInt8]?
  /// Writes every byte, in order, before it returns.
  func write(_ bytes: [UInt8]) async throws(SerialPortError)
  /// Changes the speed of both directions, in bits a second, once what was written has left.
  ///
  /// - Throws: when the line cannot go at that speed, and when it has failed or is closed.
  func setBaud(_ baud: Int) async throws(SerialPortError)
  /// Closes the line; later calls throw.
  func close() async
}

/// Why a serial line does not work.
package struct SerialPortError: Failure, Hashable {
  package enum Reason: Hashable, Sendable {
    case cannotOpen(errno: Int32)
    /// No device of that path came within the time.
    case absent(after: Duration)
    case unsupportedBaud(Int)
    /// The modem line that could not be set: `DTR`.
    case cannotSetModemLine(String, errno: Int32)
    case readFailed(errno: Int32)
    case writeFailed(errno: Int32)
    case closed
    case cancelled
  }
  /// The device's path.
  package let port: String
  package let reason: Reason
  /// The program that has the port open, where that is known: `minicom (process 4711)`.
  package let holder: String?

  package init(port: String, reason: Reason, holder: String? = nil) {
    self.port = port
    self.reason = reason
    self.holder = holder
  }

  package var summary: String {
    switch reason {
    case .cannotOpen(let code):
      "\(port): cannot open the serial port (\(errnoText(code)))"
        + (holder.map { "; in use by \($0)" } ?? "")
    case .absent(let limit): "\(port): no such serial port appeared within \(limit)"
    case .unsupportedBaud(let baud): "\(port): the port refuses \(baud) baud"
    case .cannotSetModemLine(let line, let code):
      "\(port): cannot set the modem line \(line) (\(errnoText(code)))"
    case .readFailed(let code): "\(port): reading failed (\(errnoText(code)))"
    case .writeFailed(let code): "\(port): writing failed (\(errnoText(code)))"
    case .closed: "\(port): the line is closed"
    case .cancelled: "\(port): waiting was cancelled"
    }
  }

  package var remedy: String? {
    switch reason {
    case .cannotOpen(errno: EBUSY):
      holder.map { "let \($0) finish, or end it, then run again" }
        ?? "end the program that uses the port, then run again"
    case .cannotOpen(errno: EACCES): "'mcubench doctor' says who may open the port"
    case .cannotOpen: "check that the board is plugged in and that you may open the port"
    case .absent: "check the cable; 'mcubench probes' lists the ports that are there"
    case .cannotSetModemLine: "let the board's profile keep the line, or use another adapter"
    case .unsupportedBaud: "use the probe's own port, or another USB serial adapter"
    case .readFailed, .writeFailed, .closed: "check the cable and run again"
    case .cancelled: nil
    }
  }

  package var failureClass: FailureClass? {
    switch reason {
    case .cannotOpen, .absent, .unsupportedBaud, .cannotSetModemLine: .probe
    case .readFailed, .writeFailed, .closed: .protocol
    case .cancelled: nil
    }
  }
}
