import Failures
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
  /// Closes the line; later calls throw.
  func close() async
}

/// Why a serial line does not work.
package struct SerialPortError: Failure, Hashable {
  package enum Reason: Hashable, Sendable {
    case cannotOpen(errno: Int32)
    case unsupportedBaud(Int)
    case readFailed(errno: Int32)
    case writeFailed(errno: Int32)
    case closed
    case cancelled
  }
  /// The device's path.
  package let port: String
  package let reason: Reason

  package init(port: String, reason: Reason) {
    self.port = port
    self.reason = reason
  }

  package var summary: String {
    switch reason {
    case .cannotOpen(let code): "\(port): cannot open the serial port (\(errnoText(code)))"
    case .unsupportedBaud(let baud): "\(port): the port refuses \(baud) baud"
    case .readFailed(let code): "\(port): reading failed (\(errnoText(code)))"
    case .writeFailed(let code): "\(port): writing failed (\(errnoText(code)))"
    case .closed: "\(port): the line is closed"
    case .cancelled: "\(port): waiting was cancelled"
    }
  }

  package var remedy: String? {
    switch reason {
    case .cannotOpen(errno: EBUSY): "end the program that uses the port, then run again"
    case .cannotOpen: "check that the board is plugged in and that you may open the port"
    case .unsupportedBaud: "use the probe's own port, or another USB serial adapter"
    case .readFailed, .writeFailed, .closed: "check the cable and run again"
    case .cancelled: nil
    }
  }
}
