import Hardware
import MCUBenchTestSupport
import Synchronization

/// A serial port with an ``EEMBCDevice`` at its other end.
final class DevicePort: SerialPort {
  private struct State {
    var device: EEMBCDevice
    var outgoing: [UInt8] = []
    var reader: CheckedContinuation<[UInt8]?, any Error>?
  }

  private let state: Mutex<State>
  /// What happens to bytes from the host on their way.
  private let line: @Sendable ([UInt8]) -> [UInt8]
  /// What each read gives in place of what the device says.
  private let flood: [UInt8]?

  init(
    _ device: EEMBCDevice, isFreshlyStarted: Bool = false, flood: [UInt8]? = nil,
    line: @escaping @Sendable ([UInt8]) -> [UInt8] = { $0 }
  ) {
    var state = State(device: device)
    if isFreshlyStarted { state.outgoing = device.startUp }
    self.state = Mutex(state)
    self.flood = flood
    self.line = line
  }

  var device: EEMBCDevice { state.withLock { $0.device } }

  var connection: BoardConnection { connection(.device) }

  func connection(_ origin: BoardConnection.Origin) -> BoardConnection {
    BoardConnection(port: self, portPath: "/dev/fake", origin: origin, close: {})
  }

  func read() async throws(SerialPortError) -> [UInt8]? {
    if let flood {
      await Task.yield()
      return flood
    }
    do {
      return try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { reader in
          let outcome: Result<[UInt8]?, any Error>? = state.withLock { state in
            if Task.isCancelled { return .failure(Self.error(.cancelled)) }
            if !state.outgoing.isEmpty || state.device.hasHungUp {
              defer { state.outgoing = [] }
              return .success(state.outgoing.isEmpty ? nil : state.outgoing)
            }
            state.reader = reader
            return nil
          }
          if let outcome { reader.resume(with: outcome) }
        }
      } onCancel: {
        let reader: CheckedContinuation<[UInt8]?, any Error>? = state.withLock { state in
          defer { state.reader = nil }
          return state.reader
        }
        reader?.resume(throwing: Self.error(.cancelled))
      }
    } catch let error as SerialPortError {
      throw error
    } catch {
      throw Self.error(.cancelled)
    }
  }

  func write(_ bytes: [UInt8]) async throws(SerialPortError) {
    let answer: (CheckedContinuation<[UInt8]?, any Error>, [UInt8]?)? = state.withLock { state in
      state.outgoing += state.device.receive(line(bytes))
      guard !state.outgoing.isEmpty || state.device.hasHungUp, let reader = state.reader else {
        return nil
      }
      defer { (state.reader, state.outgoing) = (nil, []) }
      return (reader, state.outgoing.isEmpty ? nil : state.outgoing)
    }
    if let (reader, bytes) = answer { reader.resume(returning: bytes) }
  }

  func setBaud(_ baud: Int) async throws(SerialPortError) {}
  func close() async {}

  private static func error(_ reason: SerialPortError.Reason) -> SerialPortError {
    SerialPortError(port: "/dev/fake", reason: reason)
  }
}
